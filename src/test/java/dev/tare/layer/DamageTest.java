package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.kit.Seed;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.stream.Pools;
import dev.tare.layer.tar.Expansion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Layers that are cut off or altered anywhere: they are read, or an {@link ImageFault} says why not. Anything else that is
 * thrown, and any hang, is a bug. {@code -Dtare.seed=N -Dtare.cases=3} repeats a case.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamageTest {

    private static final int ROUNDS = Seed.cases(12_000);

    /** Small bounds, so that no altered number can take long or much. */
    private static final Limits LIMITS =
            Limits.DEFAULT.with(Bound.LAYER_BYTES, 1 << 20).with(Bound.ENTRIES, 1_000);

    private static byte[] everything() {
        byte[] sparseMap = Arrays.copyOf(Blobs.utf8("2\n100\n2\n500\n1\n"), 512);
        return new RawTar()
                .global("mtime", "1.5", "SCHILY.xattr.user.k", "v")
                .directory("d/")
                .pax("path", "d/" + "long".repeat(40), "uid", "1000000", "size", "3")
                .file("short", "abc")
                .gnuLong('K', "t".repeat(120))
                .gnuLong('L', "n".repeat(120))
                .symlink("short", "short")
                .hardlink("hard", "d/f")
                .whiteout("d/gone")
                .opaque("d")
                .member(
                        h -> h.name("sparse")
                                .type('S')
                                .octal(483, 12, 700)
                                .octal(386, 12, 600)
                                .octal(398, 12, 3),
                        Blobs.utf8("abc"))
                .pax("GNU.sparse.size", "1000", "GNU.sparse.map", "100,2,500,1")
                .file("sparse01", "abc")
                .pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "1000")
                .file("sparse10", Blobs.join(sparseMap, Blobs.utf8("abc")))
                .file(".wh..wh.plnk/1.2", "linked")
                .hardlink("aufs", ".wh..wh.plnk/1.2")
                .member(h -> h.name("binary").binary(108, 8, 1L << 40).binary(136, 12, -1))
                .end()
                .bytes();
    }

    private static byte[] blob(Compression compression) {
        return Blobs.join(
                Blobs.compressed(compression, Arrays.copyOf(everything(), 3_000)),
                Blobs.compressed(compression, Arrays.copyOfRange(everything(), 3_000, everything().length)));
    }

    /** Whether it can be read; any exception but a fault fails the test, and so does one that threads make another. */
    private static boolean isRead(byte[] blob) {
        String inLine = fault(new LayerReader(LIMITS), blob);
        if (Arrays.hashCode(blob) % 8 == 0) { // threads take their time
            assertThat(fault(new LayerReader(LIMITS, new Expansion(LIMITS), new Pools(), 0), blob))
                    .isEqualTo(inLine);
        }
        return inLine.isEmpty();
    }

    private static String fault(LayerReader reader, byte[] blob) {
        try {
            reader.read(new ByteArrayInputStream(blob), Blobs.descriptor(blob), true, bytes -> {});
            return "";
        } catch (ImageFault e) {
            assertThat(e.getMessage()).isNotBlank();
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void anIntactLayerIsRead(Compression compression) throws IOException {
        assertThat(Blobs.index(blob(compression), LIMITS).size()).isEqualTo(12);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(Compression.class)
    void aTruncatedLayerIsReadOrAFault(Compression compression) {
        byte[] blob = blob(compression);
        int read = 0;
        for (int length = 0; length < blob.length; length++) {
            read += isRead(Arrays.copyOf(blob, length)) ? 1 : 0;
        }
        // what ends between two members is an archive without its end mark
        assertThat(read).isBetween(1, compression == Compression.NONE ? blob.length / 3 : 20);
    }

    @Test
    void aLayerThatIsCutOffInAMemberIsDamaged() {
        byte[] tar =
                new RawTar().file("a", new byte[1_000]).file("b", new byte[10]).bytes();
        for (int length = 1; length < tar.length; length++) {
            boolean betweenMembers =
                    (length >= 512 + 1_000 && length <= 512 + 1_024) || length >= 512 + 1_024 + 512 + 10;
            assertThat(isRead(Arrays.copyOf(tar, length)))
                    .as("cut off at " + length)
                    .isEqualTo(betweenMembers);
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(Compression.class)
    void anAlteredLayerIsReadOrAFault(Compression compression) {
        byte[] blob = blob(compression);
        int read = 0;
        for (int i = 0; i < ROUNDS / (compression == Compression.NONE ? 1 : 3); i++) {
            byte[] altered = alter(blob, Seed.random(i));
            try {
                read += isRead(altered) ? 1 : 0;
            } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("-Dtare.seed=" + Seed.of(i), e);
            }
        }
        if (compression == Compression.NONE) { // the others have checksums, so that next to none of it is read
            assertThat(read).isGreaterThan(ROUNDS / 100);
        }
    }

    /** Flips, sets, doubles and drops some bytes; half the time with the tar's checksums mended, so that more is looked at. */
    private static byte[] alter(byte[] blob, Random random) {
        byte[] bytes = blob.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) "0179 \0\n=-,/.".charAt(random.nextInt(12));
                case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(20)), (byte) '7');
                case 4 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(20)), (byte) 0xff);
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(600), bytes.length - Math.max(at, from));
                    System.arraycopy(bytes, from, bytes, at, length);
                }
            }
        }
        if (random.nextBoolean()) {
            mendChecksums(bytes);
        }
        return bytes;
    }

    private static void mendChecksums(byte[] tar) {
        for (int block = 0; block + 512 <= tar.length; block += 512) {
            if (!List.of("ustar\0", "ustar ").contains(new String(tar, block + 257, 6, StandardCharsets.ISO_8859_1))) {
                continue;
            }
            int sum = 8 * ' ';
            for (int i = 0; i < 512; i++) {
                sum += i >= 148 && i < 156 ? 0 : tar[block + i] & 0xff;
            }
            System.arraycopy(Blobs.utf8("%06o\0 ".formatted(sum)), 0, tar, block + 148, 8);
        }
    }

    @Test
    void noiseBehindAMagicNumberIsAFault() {
        var random = Seed.random(1);
        for (byte[] magic : List.of(
                new byte[] {0x1f, (byte) 0x8b, 8, 0},
                new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
                new byte[] {0x50, 0x2a, 0x4d, 0x18})) {
            for (int i = 0; i < 2_000; i++) {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                assertThat(isRead(Blobs.join(magic, noise))).isFalse();
            }
        }
    }
}
