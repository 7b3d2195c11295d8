package dev.tare.layer.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.kit.Seed;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The members of an archive of images, in a file and as it passes. */
class ArchiveReaderTest {

    @TempDir
    private Path folder;

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        Seed.fixed(length).nextBytes(noise);
        return noise;
    }

    /** What a reader says of each member, the sum of its content among it. */
    private interface Opening {
        InputStream open(ArchiveReader.File file) throws IOException;
    }

    private static List<String> members(ArchiveReader archive, Opening opening) throws IOException {
        var lines = new ArrayList<String>();
        for (var member = archive.next(); member != null; member = archive.next()) {
            lines.add(
                    switch (member) {
                        case ArchiveReader.File file -> {
                            byte[] content = opening.open(file).readAllBytes();
                            assertThat(content).hasSize((int) file.size());
                            yield file.name() + " " + Arrays.hashCode(content);
                        }
                        case ArchiveReader.Symlink(String name, String target) -> name + " -> " + target;
                        case ArchiveReader.Hardlink(String name, String target) -> name + " = " + target;
                    });
        }
        return lines;
    }

    private static List<String> passing(byte[] tar, int piece) throws IOException {
        var slow = new ByteArrayInputStream(tar) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, piece));
            }
        };
        var archive = ArchiveReader.of(slow, Limits.DEFAULT);
        return members(archive, archive::open);
    }

    private List<String> inAFile(byte[] tar) throws IOException {
        Path file = Files.write(folder.resolve("archive.tar"), tar);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var archive = ArchiveReader.of(channel, Limits.DEFAULT);
            return members(archive, at -> at.content().open(channel));
        }
    }

    private static String line(String name, byte[] content) {
        return name + " " + Arrays.hashCode(content);
    }

    @Test
    void contentsAreReadFromStreamsAndFromFiles() throws IOException {
        byte[] large = noise(700_000);
        byte[] tar = new RawTar()
                .directory("blobs")
                .file("blobs/large", large)
                .symlink("to", "blobs/large")
                .hardlink("same", "blobs/large")
                .file("é".repeat(80), noise(511))
                .file("empty", "")
                .file("last", noise(513))
                .end()
                .bytes();
        var expected = List.of(
                line("blobs/large", large),
                "to -> blobs/large",
                "same = blobs/large",
                line("é".repeat(80), noise(511)),
                line("empty", new byte[0]),
                line("last", noise(513)));

        assertThat(inAFile(tar)).isEqualTo(expected);
        for (int piece : new int[] {1_000, 4_096, 1 << 20}) {
            assertThat(passing(tar, piece)).isEqualTo(expected);
        }
    }

    /** Many small pieces, and a map of exactly so many blocks: what other readers get wrong. */
    @Test
    void sparseContentsAreReadInEveryForm() throws IOException {
        int pieces = 3_000;
        byte[] whole = new byte[pieces * 20 + 10_000];
        byte[] stored = noise(pieces);
        var numbers = new ArrayList<String>();
        for (int i = 0; i < pieces; i++) {
            whole[i * 20] = stored[i];
            numbers.addAll(List.of("" + i * 20, "1"));
        }
        String inHeader = String.join(",", numbers);
        String map = pieces + "\n" + String.join("\n", numbers) + "\n";
        for (int i = 0; map.length() % 512 != 0; i++) {
            numbers.set(i, "0" + numbers.get(i));
            map = pieces + "\n" + String.join("\n", numbers) + "\n";
        }
        byte[] tar = new RawTar()
                .pax(
                        "GNU.sparse.major",
                        "1",
                        "GNU.sparse.minor",
                        "0",
                        "GNU.sparse.name",
                        "one",
                        "GNU.sparse.realsize",
                        "" + whole.length)
                .file("GNUSparseFile.1/one", Blobs.join(Blobs.utf8(map), stored))
                .pax("GNU.sparse.size", "" + whole.length, "GNU.sparse.map", inHeader)
                .file("zero", stored)
                .member(
                        h -> h.name("old")
                                .type('S')
                                .octal(483, 12, 1_000)
                                .octal(386, 12, 600)
                                .octal(398, 12, 3),
                        Blobs.utf8("abc"))
                .file("plain", "x")
                .end()
                .bytes();
        byte[] old = new byte[1_000];
        System.arraycopy(Blobs.utf8("abc"), 0, old, 600, 3);
        var expected =
                List.of(line("one", whole), line("zero", whole), line("old", old), line("plain", Blobs.utf8("x")));

        assertThat(inAFile(tar)).isEqualTo(expected);
        for (int piece : new int[] {1, 700, 1 << 20}) {
            assertThat(passing(tar, piece)).isEqualTo(expected);
        }
    }

    @Test
    void contentsThatArePassedOverAreNotRead() throws IOException {
        Path file = folder.resolve("large.tar");
        long size = 1L << 40;
        Files.write(
                file,
                new RawTar().member(h -> h.name("large").binary(124, 12, size)).bytes());
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(
                    java.nio.ByteBuffer.wrap(
                            new RawTar().file("behind", "x").end().bytes()),
                    512 + size);
            var archive = ArchiveReader.of(channel, Limits.DEFAULT);
            assertThat(archive.next()).isInstanceOfSatisfying(ArchiveReader.File.class, large -> {
                assertThat(large.size()).isEqualTo(size);
                assertThat(large.content().isWithin(512 + size)).isTrue();
                assertThat(large.content().isWithin(511 + size)).isFalse();
            });
            assertThat(archive.next())
                    .isInstanceOfSatisfying(
                            ArchiveReader.File.class,
                            behind -> assertThat(behind.name()).isEqualTo("behind"));
            assertThat(archive.next()).isNull();
        }
    }

    @Test
    void aTruncatedArchiveIsDamaged() throws IOException {
        byte[] tar = new RawTar()
                .file("a", noise(1_000))
                .pax("GNU.sparse.size", "5000", "GNU.sparse.map", "100,1000")
                .file("sparse", noise(1_000))
                .bytes();
        for (int length = 1; length < tar.length - 24; length += 7) {
            byte[] cut = Arrays.copyOf(tar, length);
            boolean betweenMembers = length >= 512 + 1_000 && length <= 512 + 1_024;
            if (!betweenMembers) {
                assertThatExceptionOfType(Damaged.class)
                        .as("cut off at " + length)
                        .isThrownBy(() -> passing(cut, 1 << 20));
            }
        }
    }

    @Test
    void zerosOfAllHolesCountAgainstTheLimitOfAnImage() throws IOException {
        var limits = Limits.DEFAULT.with(Bound.LAYER_BYTES, 1 << 20).with(Bound.IMAGE_BYTES, 1 << 20);
        var tar = new RawTar();
        for (int i = 0; i < 3; i++) {
            tar.pax("GNU.sparse.size", "500000", "GNU.sparse.map", "0,0").file("hole", "");
        }
        var archive = ArchiveReader.of(new ByteArrayInputStream(tar.end().bytes()), limits);
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> members(archive, archive::open))
                .satisfies(e -> assertThat(e.hint()).endsWith("--max-image-bytes"));

        var claim = ArchiveReader.of(
                new ByteArrayInputStream(new RawTar()
                        .pax("GNU.sparse.size", "" + (1L << 62), "GNU.sparse.map", "0,0")
                        .file("hole", "")
                        .end()
                        .bytes()),
                limits);
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> members(claim, file -> {
                    claim.open(file).transferTo(java.io.OutputStream.nullOutputStream());
                    return InputStream.nullInputStream();
                }));
    }

    @Test
    void bytesThatAreNoTarAreRefused() {
        assertThatExceptionOfType(ImageFault.class)
                .isThrownBy(() -> passing(Blobs.utf8("hello ".repeat(1_000)), 1 << 20))
                .withMessageContaining("no tar archive");
    }
}
