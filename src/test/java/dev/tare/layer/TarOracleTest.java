package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.image.Printable;
import dev.tare.kit.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tar reader beside two that are not ours: archives that GNU tar writes are what is on the disk, and those that
 * commons-compress reads are the same members.
 */
class TarOracleTest {

    /** A member as both readers see it. */
    private record Member(
            char type, String name, String link, long size, int mode, long uid, long mtime, HashValue128 hash) {}

    private static final HashValue128 NOTHING = hash(new byte[0]);

    @TempDir
    Path directory;

    private Path root = Path.of("");

    private static HashValue128 hash(byte[] content) {
        return Hashing.xxh3_128().hashBytesTo128Bits(content);
    }

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(root.resolve("d/e"));
        Files.createDirectories(root.resolve("empty"));
        Files.writeString(root.resolve("d/f"), "content");
        Files.writeString(root.resolve("d/e/setuid"), "x".repeat(513));
        Files.setPosixFilePermissions(root.resolve("d/e/setuid"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.write(root.resolve("block"), new byte[512]);
        Files.createFile(root.resolve("nothing"));
        Files.createSymbolicLink(root.resolve("d/link"), Path.of("../block"));
        Files.createLink(root.resolve("hard"), root.resolve("d/f"));
        Files.setLastModifiedTime(
                root.resolve("block"), FileTime.from(Instant.ofEpochSecond(1_234_567_890, 123_456_789)));
    }

    private void makeLongNames() throws IOException {
        Path deep = root.resolve("long");
        for (int i = 0; i < 4; i++) {
            deep = deep.resolve("directory-of-many-letters-" + "x".repeat(60) + i);
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("y".repeat(150)), "deep");
        Files.createSymbolicLink(root.resolve("far"), root.relativize(deep.resolve("y".repeat(150))));
        Files.createLink(root.resolve("far-hard"), deep.resolve("y".repeat(150)));
    }

    private byte[] tar(String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("tar", "-C", root.toString(), "--sort=name", "--numeric-owner", "-c", "-f", "-"));
        command.addAll(List.of(options));
        command.add(".");
        var errors = directory.resolve("errors").toFile();
        var process = new ProcessBuilder(command).redirectError(errors).start();
        byte[] bytes = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors.toPath())).isZero();
        return bytes;
    }

    /** What GNU tar found on the disk, as it must come out again. */
    private void assertIsRoot(byte[] tar) throws IOException {
        var index = Blobs.index(tar);
        assertThat(index.notes()).isEmpty();
        var members = new TreeMap<String, Integer>();
        for (int entry = 0; entry < index.size(); entry++) {
            members.put(Printable.of(index.paths().bytes(index.path(entry))), entry);
        }
        try (var files = Files.walk(root)) {
            for (Path file : files.toList()) {
                String name = "/" + root.relativize(file);
                assertThat(members).containsKey(name);
                int entry = Objects.requireNonNull(members.remove(name));
                if (Files.isSymbolicLink(file)) {
                    assertThat(index.kind(entry)).as(name).isEqualTo(EntryKind.SYMLINK);
                    assertThat(new String(index.symlinkTarget(entry), StandardCharsets.UTF_8))
                            .isEqualTo(Files.readSymbolicLink(file).toString());
                } else if (Files.isDirectory(file)) {
                    assertThat(index.kind(entry)).as(name).isEqualTo(EntryKind.DIRECTORY);
                } else if (index.kind(entry) == EntryKind.HARDLINK) {
                    Path target = Path.of(root + Printable.of(index.paths().bytes(index.linkTarget(entry))));
                    assertThat(Files.isSameFile(file, target)).as(name).isTrue();
                } else {
                    assertThat(index.kind(entry)).as(name).isEqualTo(EntryKind.FILE);
                    assertThat(index.fileSize(entry)).as(name).isEqualTo(Files.size(file));
                    var hash = hash(Files.readAllBytes(file));
                    assertThat(index.hashHigh(entry)).as(name).isEqualTo(hash.getMostSignificantBits());
                    assertThat(index.hashLow(entry)).as(name).isEqualTo(hash.getLeastSignificantBits());
                }
                if (index.kind(entry) != EntryKind.HARDLINK) {
                    assertThat(index.mtime(entry))
                            .as(name)
                            .isEqualTo(
                                    ((FileTime) Files.getAttribute(file, "lastModifiedTime", LinkOption.NOFOLLOW_LINKS))
                                            .toInstant()
                                            .getEpochSecond());
                    assertThat(index.mode(entry))
                            .as(name)
                            .isEqualTo((int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777);
                }
            }
        }
        assertThat(members).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "ustar", "oldgnu", "gnu", "pax"})
    void archivesOfGnuTarAreReadAsTheFilesOnDisk(String format) throws IOException, InterruptedException {
        assertIsRoot(tar("--format=" + format));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oldgnu", "gnu", "pax"})
    void longNamesOfGnuTarAreReadAsTheFilesOnDisk(String format) throws IOException, InterruptedException {
        makeLongNames();
        assertIsRoot(tar("--format=" + format));
    }

    @Test
    void splitNamesOfUstarAreReadAsTheFilesOnDisk() throws IOException, InterruptedException {
        Path deep = Files.createDirectories(root.resolve("a".repeat(90)).resolve("b".repeat(60)));
        Files.writeString(deep.resolve("c".repeat(100)), "x");
        assertIsRoot(tar("--format=ustar"));
    }

    @ParameterizedTest
    @CsvSource({
        "oldgnu, 1.0",
        "gnu, 1.0",
        "pax, 0.0",
        "pax, 0.1",
        "pax, 1.0",
    })
    void sparseFilesOfGnuTarAreReadAsTheFilesOnDisk(String format, String version)
            throws IOException, InterruptedException {
        for (int pieces : List.of(0, 1, 3, 4, 5, 25, 26, 60)) {
            try (var file = new RandomAccessFile(root.resolve("sparse" + pieces).toFile(), "rw")) {
                for (int i = 0; i < pieces; i++) {
                    file.seek(i * 100_000L + 5_000);
                    file.write(("piece " + i).getBytes(StandardCharsets.UTF_8));
                }
                file.setLength(pieces * 100_000L + 50_000);
            }
        }
        byte[] tar = tar("--format=" + format, "--sparse", "--hole-detection=raw", "--sparse-version=" + version);

        assertThat(tar.length).as("holes are left out").isLessThan(4_000_000);
        assertIsRoot(tar);
    }

    @Test
    void extendedHeadersOfAllMembersAreReadAsTheFilesOnDisk() throws IOException, InterruptedException {
        byte[] tar = tar("--format=pax", "--pax-option=globexthdr.name=g,comment=for all,delete=atime,delete=ctime");

        assertIsRoot(tar);
    }

    @Test
    void nanosecondsOfPaxAreKept() throws IOException, InterruptedException {
        var index = Blobs.index(tar("--format=pax"));
        int block = Blobs.lines(index).indexOf("FILE /block 512");

        assertThat(index.mtime(block)).isEqualTo(1_234_567_890);
        assertThat(index.mtimeNanos(block)).isEqualTo(123_456_789);
    }

    @Test
    void randomArchivesAreReadAsCommonsCompressReadsThem() throws IOException {
        for (int i = 0; i < 300; i++) {
            byte[] tar = randomArchive(Seed.random(i));
            assertThat(ours(tar)).as("-Dtare.seed=" + Seed.of(i)).isEqualTo(theirs(tar));
        }
    }

    private static byte[] randomArchive(Random random) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            boolean pax = random.nextBoolean();
            tar.setLongFileMode(pax ? TarArchiveOutputStream.LONGFILE_POSIX : TarArchiveOutputStream.LONGFILE_GNU);
            tar.setBigNumberMode(pax ? TarArchiveOutputStream.BIGNUMBER_POSIX : TarArchiveOutputStream.BIGNUMBER_STAR);
            tar.setAddPaxHeadersForNonAsciiNames(pax);
            int members = random.nextInt(10);
            for (int i = 0; i < members; i++) {
                String name = "äöü-".repeat(random.nextInt(3))
                        + "n".repeat(1 + random.nextInt(random.nextInt(4) == 0 ? 300 : 20))
                        + i;
                byte type = "01235670".getBytes(StandardCharsets.US_ASCII)[random.nextInt(8)];
                var entry = new TarArchiveEntry(type == '5' ? name + "/" : name, type);
                byte[] content = new byte[type == '0' ? random.nextInt(2_000) : 0];
                random.nextBytes(content);
                entry.setSize(content.length);
                entry.setMode(random.nextInt(010000));
                entry.setUserId(random.nextInt(3) == 0 ? 3_000_000 : random.nextInt(2_000));
                entry.setModTime(FileTime.fromMillis((random.nextInt() - (pax ? 1L << 30 : 0)) * 1_000L));
                if (type == '1' || type == '2') {
                    entry.setLinkName("l".repeat(1 + random.nextInt(200)));
                }
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static List<Member> theirs(byte[] bytes) throws IOException {
        var members = new ArrayList<Member>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes), "UTF-8")) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                char type = (char) entry.getLinkFlag();
                members.add(new Member(
                        type == '7' ? '0' : type,
                        "/" + entry.getName().replaceFirst("/$", ""),
                        entry.getLinkName(),
                        entry.getSize(),
                        entry.getMode() & 07777,
                        entry.getLongUserId(),
                        Math.floorDiv(entry.getLastModifiedTime().toMillis(), 1_000L),
                        hash(tar.readAllBytes())));
            }
        }
        return members;
    }

    private static List<Member> ours(byte[] bytes) throws IOException {
        var index = Blobs.index(bytes);
        var members = new ArrayList<Member>();
        for (int entry = 0; entry < index.size(); entry++) {
            var kind = index.kind(entry);
            String link = switch (kind) {
                case HARDLINK ->
                    new String(index.paths().bytes(index.linkTarget(entry)), StandardCharsets.UTF_8).substring(1);
                case SYMLINK -> new String(index.symlinkTarget(entry), StandardCharsets.UTF_8);
                default -> "";
            };
            members.add(new Member(
                    typeOf(kind),
                    new String(index.paths().bytes(index.path(entry)), StandardCharsets.UTF_8),
                    link,
                    index.fileSize(entry),
                    index.mode(entry),
                    index.uid(entry),
                    index.mtime(entry),
                    kind == EntryKind.FILE ? new HashValue128(index.hashHigh(entry), index.hashLow(entry)) : NOTHING));
        }
        return members;
    }

    private static char typeOf(EntryKind kind) {
        return switch (kind) {
            case FILE -> '0';
            case HARDLINK -> '1';
            case SYMLINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
            default -> '?';
        };
    }
}
