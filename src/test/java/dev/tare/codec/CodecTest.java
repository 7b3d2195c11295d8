package dev.tare.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.tare.kit.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CodecTest {

    private static final byte[] PLAIN = plain();
    private static final List<byte[]> ZSTD = List.of(
            Zstd.compress(PLAIN, 1),
            Zstd.compress(PLAIN, 19),
            joined(Zstd.compress(part(0, 1_000), 3), skippable(), Zstd.compress(part(1_000, PLAIN.length), 9)));

    private static byte[] plain() {
        var random = Seed.fixed(1);
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

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 2_000, 3_000})
    void codecsGiveWhatTheJdkGives(long seed) {
        for (int i = 0; i < 100; i++) {
            CodecFuzz.round(seed + i, PLAIN, ZSTD);
        }
    }

    private static byte[] zstd(int windowLog) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStreamNoFinalizer(bytes).setLong(windowLog)) {
            zstd.write(PLAIN);
        }
        return bytes.toByteArray();
    }

    /** As zstd(1) writes it where it knows the size: the whole is one segment, and that is the window. */
    private static byte[] zstdOfOneSegment() {
        return Zstd.compress(PLAIN);
    }

    private static byte[] xz(int dictionary) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var options = new LZMA2Options();
        options.setDictSize(dictionary);
        try (var xz = new XZOutputStream(bytes, options)) {
            xz.write(PLAIN, 0, PLAIN.length / 2);
            xz.endBlock();
            xz.write(PLAIN, PLAIN.length / 2, PLAIN.length - PLAIN.length / 2);
        }
        return bytes.toByteArray();
    }

    private interface Opening {
        InputStream open(InputStream in, WindowGate gate) throws IOException;
    }

    private static List<Long> windows(byte[] stream, Opening opening) throws IOException {
        for (int piece : new int[] {1, 3, 1_000, 1 << 20}) {
            var slow = new ByteArrayInputStream(stream) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(length, piece));
                }
            };
            var windows = new ArrayList<Long>();
            try (var in = opening.open(slow, windows::add)) {
                assertThat(in.readAllBytes()).hasSizeGreaterThanOrEqualTo(PLAIN.length);
            }
            if (piece == 1 << 20) {
                return windows;
            }
        }
        throw new AssertionError();
    }

    @Test
    void everyWindowIsAskedForBeforeItIsTaken() throws IOException {
        Opening zstd = (in, gate) -> Codecs.zstd(in, gate, 1_000);
        assertThat(windows(zstd(24), zstd)).containsExactly(1L << 24);
        assertThat(windows(zstdOfOneSegment(), zstd)).containsExactly((long) PLAIN.length);
        assertThat(windows(joined(skippable(), zstd(20), skippable(), zstdOfOneSegment(), zstd(27), skippable()), zstd))
                .containsExactly(1L << 20, (long) PLAIN.length, 1L << 27);

        // one array for both blocks, and a small one for each
        assertThat(windows(xz(1 << 20), Codecs::xz))
                .filteredOn(bytes -> bytes > 1 << 16)
                .containsExactly(1L << 20);
        assertThat(windows(joined(xz(1 << 20), new byte[8], xz(3 << 20)), Codecs::xz))
                .filteredOn(bytes -> bytes > 1 << 16)
                .containsExactly(1L << 20, 3L << 20);
    }

    @Test
    void exceptionsOfGateAndSourcePassThrough() throws IOException {
        WindowGate closed = bytes -> {
            if (bytes > 1 << 16) {
                throw new IOException("too large");
            }
        };
        for (byte[] stream : List.of(zstd(24), zstdOfOneSegment())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> Codecs.zstd(new ByteArrayInputStream(stream), closed, 1_000)
                            .readAllBytes())
                    .withMessage("too large");
        }
        byte[] xz = xz(1 << 20);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> Codecs.xz(new ByteArrayInputStream(xz), closed).readAllBytes())
                .withMessage("too large");
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return read();
            }
        };
        for (var in : List.of(Codecs.zstd(broken, _ -> {}, 1_000), Codecs.xz(broken, _ -> {}), Codecs.bzip2(broken))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(in::readAllBytes)
                    .withMessage("connection reset")
                    .isNotInstanceOf(BadStream.class);
        }
    }

    @Test
    void onTheJvmCodecsAreTheJdks() {
        assertThat(Codecs.inUse())
                .isEqualTo("inflates with: zlib (JDK)%ndecodes zstd with: zstd-jni%ndigests with: JDK".formatted());
    }
}
