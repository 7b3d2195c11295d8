package dev.tare.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

    private static final byte[] PLAIN = plain();
    private static final List<byte[]> ZSTD = List.of(
            Zstd.compress(PLAIN, 1),
            Zstd.compress(PLAIN, 19),
            joined(Zstd.compress(part(0, 1_000), 3), skippable(), Zstd.compress(part(1_000, PLAIN.length), 9)));

    private static byte[] plain() {
        var random = new Random(1);
        byte[] plain = new byte[300_000];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) (random.nextInt(8) * (i / 1000 % 7));
        }
        return plain;
    }

    private static byte[] part(int from, int to) {
        return java.util.Arrays.copyOfRange(PLAIN, from, to);
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] skippable() {
        return new byte[] {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 2_000, 3_000})
    void nothingDiffersFromTheJdk(long seed) {
        for (int i = 0; i < 100; i++) {
            CodecFuzz.round(seed + i, PLAIN, ZSTD);
        }
    }

    @Test
    void aZstdStreamThatWantsTooLargeAWindowIsToldFromDamage() throws IOException {
        var large = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStreamNoFinalizer(large).setLong(24)) {
            zstd.write(PLAIN);
        }
        assertThatExceptionOfType(BadStream.class)
                .isThrownBy(() -> Codecs.zstd(new ByteArrayInputStream(large.toByteArray()), 20, 1_000)
                        .readAllBytes())
                .satisfies(e -> assertThat(e.isWindowTooLarge()).isTrue());
        try (var in = Codecs.zstd(new ByteArrayInputStream(large.toByteArray()), 24, 1_000)) {
            assertThat(in.readAllBytes()).isEqualTo(PLAIN);
        }
    }

    @Test
    void theJvmHasTheJdks() {
        assertThat(Codecs.inUse())
                .isEqualTo("inflates with: zlib (JDK)%ndecodes zstd with: zstd-jni%ndigests with: JDK".formatted());
    }
}
