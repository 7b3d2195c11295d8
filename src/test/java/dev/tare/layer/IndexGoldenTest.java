package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.kit.Seed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tells when {@link IndexFile#FORMAT} must be raised: when what is found out about a layer, or how it is written, is no longer what the file
 * of this format says. Without that, what was kept before the change would be read as if it were of now.
 */
class IndexGoldenTest {

    private static final Path GOLDEN =
            Path.of("src/test/resources/dev/tare/layer/index-%d.txt".formatted(IndexFile.FORMAT));

    /** Of what an estimate is compared in; compressors differ by less. In bytes. */
    private static final int ROUGHLY = 10_000;

    @TempDir
    private Path folder;

    @Test
    void anIndexHasTheContentThatItsFormatSays() throws IOException {
        var kept = new ArrayList<String>();
        kept.add("written as " + form());
        kept.addAll(findings());
        kept.addAll(estimates());
        assertThat(Files.exists(GOLDEN) ? Files.readAllLines(GOLDEN) : List.of())
                .as("what is kept of a layer has changed: raise IndexFile.FORMAT, and write its file %s:%n%s%n"
                        .formatted(GOLDEN, String.join("\n", kept)))
                .isEqualTo(kept);
    }

    private static RawTar members() {
        return new RawTar()
                .directory("d")
                .file("d/f", "content", header -> header.mode(04755).owner(7, 8).mtime(9))
                .pax("SCHILY.xattr.user.a", "b", "mtime", "1.5")
                .file("d/with-attributes", "x")
                .symlink("link", "d/f")
                .hardlink("hard", "d/f")
                .whiteout("d/gone")
                .opaque("e")
                .file("../climbs", "x")
                .file("/absolute", "x")
                .file(".wh..wh.aufs", "x")
                .member(header -> header.name("null").type('3'))
                .pax(
                        "GNU.sparse.major",
                        "0",
                        "GNU.sparse.minor",
                        "1",
                        "GNU.sparse.size",
                        "5000",
                        "GNU.sparse.map",
                        "0,1")
                .file("sparse", "x");
    }

    /** The hash of a file of an index, without the version that it begins with. */
    private String form() throws IOException {
        Path file = folder.resolve("index");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            IndexFile.write(Blobs.index(members().bytes()), Limits.DEFAULT, channel);
        }
        byte[] bytes = Files.readAllBytes(file);
        int version = 2 * Long.BYTES + IndexFile.VERSION.length();
        return Digest.sha256(Arrays.copyOfRange(bytes, version, bytes.length - Long.BYTES))
                .toString();
    }

    private static List<String> findings() throws IOException {
        var secret =
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
        var index = Blobs.index(members()
                .file("root/.ssh/id_rsa", secret)
                .file("root/any", secret)
                .file("app/.npmrc", "//registry.example/:_authToken=0123456789abcdef0123456789abcdef0123\n")
                .file("app/.env.example", "TOKEN=0123456789abcdef\n")
                .file("app/.git/HEAD", "ref: refs/heads/main\n")
                .file("core", ElfFiles.core())
                .file("probe.o", ElfFiles.bpf()));
        var lines = new ArrayList<>(Blobs.lines(index));
        for (int entry = 0; entry < index.size(); entry++) {
            lines.set(
                    entry,
                    "%s · %04o %d:%d %d.%09d xattrs %016x content %016x%016x pulled %d %s%s"
                            .formatted(
                                    lines.get(entry),
                                    index.mode(entry),
                                    index.uid(entry),
                                    index.gid(entry),
                                    index.mtime(entry),
                                    index.mtimeNanos(entry),
                                    index.xattrs(entry),
                                    index.hashHigh(entry),
                                    index.hashLow(entry),
                                    index.pulledBytes(entry),
                                    index.secret(entry).reason(),
                                    index.elfType(entry) == ElfType.NONE ? "" : index.elfType(entry))
                            .strip());
        }
        lines.addAll(index.notes());
        return lines;
    }

    /** What is said to be pulled of files that compress well and not at all. */
    private static List<String> estimates() throws IOException {
        byte[] noise = new byte[303_000];
        Seed.fixed(1).nextBytes(noise);
        byte[] tar = new RawTar()
                .file("noise", noise)
                .file("zeros", new byte[3_000_000])
                .file("noise-again", noise)
                .bytes();
        var lines = new ArrayList<String>();
        for (byte[] blob : List.of(Blobs.gzip(tar), Blobs.zstd(tar))) {
            var index = Blobs.index(blob);
            for (int entry = 0; entry < index.size(); entry++) {
                lines.add("%s of %s: about %d"
                        .formatted(
                                Blobs.lines(index).get(entry),
                                index.compression(),
                                Math.round((double) index.pulledBytes(entry) / ROUGHLY) * ROUGHLY));
            }
        }
        return lines;
    }
}
