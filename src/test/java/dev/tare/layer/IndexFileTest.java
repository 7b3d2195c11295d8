package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.kit.Seed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexFileTest {

    @TempDir
    private Path folder;

    private static RawTar everything() {
        return new RawTar()
                .directory("d")
                .file("d/f", "content")
                .pax("SCHILY.xattr.user.a", "b", "mtime", "1.5")
                .file("d/with-attributes", "x")
                .symlink("link", "d/f")
                .hardlink("hard", "d/f")
                .whiteout("d/gone")
                .opaque("e")
                .file("../climbs", "x")
                .file(".wh..wh.plnk/1", "x")
                .pax("GNU.sparse.size", "99000", "GNU.sparse.map", "0,0")
                .file("hole", "")
                .file(".ssh/id_rsa", """
                        -----BEGIN OPENSSH PRIVATE KEY-----
                        b3BlbnNzaC1rZXktdjEAAAAA
                        -----END OPENSSH PRIVATE KEY-----
                        """);
    }

    private Path written(LayerIndex index) throws IOException {
        Path file = folder.resolve("index");
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            IndexFile.write(index, Limits.DEFAULT, channel);
        }
        return file;
    }

    private static IndexFile.Kept read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return IndexFile.read(channel);
        }
    }

    private static void assertSame(LayerIndex found, LayerIndex expected) {
        assertThat(Blobs.lines(found)).isEqualTo(Blobs.lines(expected));
        assertThat(found.digest()).isEqualTo(expected.digest());
        assertThat(found.diffId()).isEqualTo(expected.diffId());
        assertThat(found.compression()).isEqualTo(expected.compression());
        assertThat(found.compressedBytes()).isEqualTo(expected.compressedBytes());
        assertThat(found.uncompressedBytes()).isEqualTo(expected.uncompressedBytes());
        assertThat(found.expandedBytes()).isEqualTo(expected.expandedBytes());
        assertThat(found.notes()).isEqualTo(expected.notes());
        assertThat(found.hashAlgorithm()).isEqualTo(expected.hashAlgorithm());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.secret(i)).isEqualTo(expected.secret(i));
            assertThat(found.pulledBytes(i)).isEqualTo(expected.pulledBytes(i));
            assertThat(found.xattrs(i)).isEqualTo(expected.xattrs(i));
            assertThat(found.mtimeNanos(i)).isEqualTo(expected.mtimeNanos(i));
        }
    }

    @Test
    void anIndexIsReadAsItWasWritten() throws IOException {
        var index = Blobs.index(Blobs.gzip(everything().bytes()));
        var kept = read(written(index));

        assertSame(kept.index(), index);
        assertThat(kept.isWithin(Limits.DEFAULT)).isTrue();
        assertThat(kept.isWithin(Limits.DEFAULT.with(Bound.ENTRIES, 5))).isFalse();
        assertThat(kept.isWithin(Limits.DEFAULT.with(Bound.LAYER_BYTES, 5))).isFalse();
        assertThat(kept.isWithin(Limits.DEFAULT.with(Bound.RATIO, 5))).isFalse();
        assertThat(kept.isWithin(Limits.DEFAULT.with(Bound.WINDOW_BYTES, 5))).isFalse();
        assertThat(kept.isWithin(Limits.DEFAULT.with(Bound.LAYERS, 5))).isTrue(); // no matter of a layer
    }

    @Test
    void columnsLargerThanTheBufferAreWhole() throws IOException {
        var index = ManyFiles.index(70_000, 1, i -> "d" + i % 300 + "/file" + i);
        assertSame(read(written(index)).index(), index);
    }

    @ParameterizedTest
    @EnumSource
    void hashesOfEveryAlgorithmAreKept(HashAlgorithm algorithm) throws IOException {
        var index = Blobs.withHashes(algorithm, Blobs.index(everything()));
        assertSame(read(written(index)).index(), index);
    }

    @Test
    void hashesOfBothAlgorithmsAreKept() throws IOException {
        var index = Blobs.indexWithSha256(everything().bytes());
        var found = read(written(index)).index();
        assertSame(found, index);
        assertSame(found.withSha256(), index.withSha256());
        assertThat(found.withSha256().hashAlgorithm()).isEqualTo(HashAlgorithm.SHA_256);
        for (int i = 0; i < index.size(); i++) {
            assertThat(found.withSha256().hashHigh(i))
                    .isEqualTo(index.withSha256().hashHigh(i));
            assertThat(found.withSha256().hashLow(i))
                    .isEqualTo(index.withSha256().hashLow(i));
        }
    }

    @Test
    void theIndexOfAnEmptyLayerIsKept() throws IOException {
        var index = Blobs.index(new byte[1024]);
        assertSame(read(written(index)).index(), index);
    }

    @Test
    void truncatedAndAlteredFilesAreRefused() throws IOException {
        byte[] whole =
                Files.readAllBytes(written(Blobs.index(Blobs.gzip(everything().bytes()))));
        Path file = folder.resolve("damaged");
        for (int length = 0; length < whole.length; length += 1 + length / 40) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatExceptionOfType(Damaged.class).as("cut off at " + length).isThrownBy(() -> read(file));
        }
        var random = Seed.random(5);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThatExceptionOfType(Damaged.class).isThrownBy(() -> read(file));
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> read(file));
    }
}
