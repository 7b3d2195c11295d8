package dev.tare.layer.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TarChecksumTest {

    private static final int AT = 3;

    /** As the standard has it: byte by byte, with spaces for the checksum. */
    private static long sum(byte[] bytes, int mask) {
        long sum = 0;
        for (int i = 0; i < 512; i++) {
            byte value = i >= 148 && i < 156 ? (byte) ' ' : bytes[AT + i];
            sum += mask == 0 ? value : value & mask;
        }
        return sum;
    }

    private static void check(byte[] bytes) {
        long unsigned = sum(bytes, 0xff);
        long signed = sum(bytes, 0);

        assertThat(TarChecksum.fits(unsigned, bytes, AT)).isTrue();
        assertThat(TarChecksum.fits(signed, bytes, AT)).isTrue();
        assertThat(TarChecksum.fits(unsigned + 1, bytes, AT)).isFalse();
        assertThat(TarChecksum.fits(signed - 1, bytes, AT)).isFalse();
    }

    @Test
    void isTheSumOfSignedOrUnsignedBytes() {
        var random = Seed.random(11);
        byte[] bytes = new byte[AT + 512 + 5];
        for (int i = 0; i < 1_000; i++) {
            random.nextBytes(bytes);
            check(bytes);
        }
    }

    @Test
    void theLargestBytesDoNotOverflow() {
        byte[] bytes = new byte[AT + 512];
        Arrays.fill(bytes, (byte) 0xff);

        check(bytes);
    }
}
