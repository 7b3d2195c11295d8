package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.Printable;
import dev.tare.layer.RawTar;
import dev.tare.source.layout.Folder;
import dev.tare.source.layout.LayoutSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What tare says is visible is what {@code umoci unpack} leaves on the disk, in paths and in bytes; from a real registry too. */
class OracleIT {

    @TempDir
    static Path folder;

    private static String x(int length) {
        return "x".repeat(length);
    }

    static Stream<Arguments> images() {
        String deep = "d/" + "long-name-".repeat(12) + "/" + "f".repeat(90);
        var cases = new TreeMap<String, TestImage>();
        cases.put(
                "whiteouts",
                TestImage.of(
                        new RawTar()
                                .directory("a")
                                .file("a/1", x(10))
                                .file("a/2", x(20))
                                .directory("b")
                                .file("b/1", x(30))
                                .file("c", x(40)),
                        new RawTar().whiteout("a/1").whiteout("b").file("c", x(5)),
                        new RawTar()
                                .directory("a")
                                .opaque("a")
                                .file("a/3", x(7))
                                .directory("b")
                                .file("b/2", x(8))));
        cases.put(
                "an opaque mark behind its entries",
                TestImage.of(
                        new RawTar()
                                .directory("a")
                                .file("a/old", x(10))
                                .directory("a/sub")
                                .file("a/sub/f", x(11)),
                        new RawTar().directory("a").file("a/new", x(12)).opaque("a")));
        cases.put(
                "hard links",
                TestImage.of(
                        new RawTar().file("one", x(100)).hardlink("two", "one").hardlink("dir/three", "one"),
                        new RawTar().whiteout("one").hardlink("four", "two"),
                        new RawTar().file("two", x(9)).whiteout("dir")));
        cases.put(
                "deleted and made again",
                TestImage.of(
                        new RawTar().file("f", x(10)).directory("d").file("d/f", x(20)),
                        new RawTar().whiteout("f").whiteout("d"),
                        new RawTar().file("f", x(3)).directory("d").file("d/g", x(4))));
        cases.put(
                "other kinds in the same place",
                TestImage.of(
                        new RawTar()
                                .directory("a")
                                .file("a/f", x(10))
                                .file("b", x(20))
                                .symlink("c", "b")
                                .file("e", x(5)),
                        new RawTar()
                                .file("a", x(3))
                                .directory("b")
                                .file("b/f", x(4))
                                .file("c", x(6))
                                .symlink("e", "b/f")));
        cases.put("names that are long", TestImage.of(new RawTar().file(deep, x(10)), new RawTar().file(deep, x(3))));
        cases.put(
                "names that are long, by GNU",
                TestImage.of(new RawTar()
                        .gnuLong('L', deep)
                        .file("short", x(10))
                        .gnuLong('K', deep)
                        .symlink("link", "short")));
        cases.put(
                "a name twice in a layer",
                TestImage.of(new RawTar()
                        .file("f", x(10))
                        .file("f", x(20))
                        .directory("d")
                        .directory("d")));
        cases.put(
                "dots and slashes",
                TestImage.of(new RawTar().file("./a//b/./c", x(10)), new RawTar().file("/a/b/c", x(4))));
        cases.put(
                "an end of the archive",
                TestImage.of(
                        new RawTar().file("f", x(600)).end(),
                        new RawTar().file("g", x(1)).end()));
        cases.put(
                "parents that nobody ships",
                TestImage.of(new RawTar().file("a/b/c", x(5)), new RawTar().file("a/b/d", x(6))));
        cases.put(
                "nothing but directories",
                TestImage.of(new RawTar().directory("a").directory("a/b"), new RawTar().directory("a")));
        return cases.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    /** What is on the disk: every name that leads to a regular file, and its size; the bytes of a file with several names count once. */
    private record Disk(Map<String, Long> files, long bytes) {}

    private static Disk unpack(Path layout, String tag) {
        Path bundle = layout.resolveSibling(layout.getFileName() + "-" + tag + "-bundle");
        Tool.run(folder, "umoci", "unpack", "--image", layout + ":" + tag, bundle.toString());
        String listing = Tool.run(bundle.resolve("rootfs"), "find", ".", "-type", "f", "-printf", "%i %s %P\\n");
        var files = new TreeMap<String, Long>();
        var inodes = new HashMap<String, Long>();
        listing.lines().forEach(line -> {
            String[] words = line.split(" ", 3);
            files.put("/" + words[2], Long.parseLong(words[1]));
            inodes.put(words[0], Long.parseLong(words[1]));
        });
        return new Disk(files, inodes.values().stream().mapToLong(size -> size).sum());
    }

    private static Map<String, Long> visible(Path layout, String tag) throws ImageFault, InterruptedException {
        try (var source = new LayoutSource(new Folder(layout), "test", tag, Optional.empty(), Limits.DEFAULT)) {
            var files = new TreeMap<String, Long>();
            new Scanner(Limits.DEFAULT, 1, ScanListener.SILENT)
                    .scan(source, Optional.empty())
                    .accounts()
                    .visitFiles((path, _, size) -> files.put(Printable.of(path), size));
            return files;
        }
    }

    private static void assertAgreement(Path layout, String tag) throws Exception {
        var disk = unpack(layout, tag);
        assertThat(visible(layout, tag)).isEqualTo(disk.files());
        var result = Tare.at(folder).run("scan", "--format=json", "oci:" + layout + ":" + tag);
        assertThat(result.exitCode()).isZero();
        assertThat(result.image().at("/totals/visibleBytes").asLong()).isEqualTo(disk.bytes());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void agreesWithUmoci(String name, TestImage image) throws Exception {
        assertAgreement(image.writeLayout(folder.resolve(name.replaceAll("\\W", "-")), "1"), "1");
    }

    @Test
    void agreesOnWhatUmociItselfBuilt() throws Exception {
        var base = TestImage.of(new RawTar()
                .directory("etc")
                .file("etc/conf", x(50))
                .directory("data")
                .file("data/a", x(60))
                .file("data/b", x(70))
                .symlink("l", "data/a"));
        Path layout = base.writeLayout(folder.resolve("umoci"), "base");
        Tool.run(folder, "sh", "-ec", """
                change() { umoci unpack --image umoci:$1 $2; (cd $2/rootfs; eval "$3"); umoci repack --image umoci:$2 $2; }
                change base u1 'rm data/a; chmod 600 etc/conf; ln data/b data/hard; mkdir new; head -c 5000 /dev/zero > new/f'
                change u1 u2 'rm -r data; mkdir data; echo again > data/a; rm l; mkdir l; echo f > l/f; truncate -s 100000 new/sparse'
                """);
        for (String tag : new String[] {"base", "u1", "u2"}) {
            assertAgreement(layout, tag);
        }
    }

    @Test
    void agreesOnWhatBuildahBuiltInWhateverFormSkopeoPushesIt() throws Exception {
        java.nio.file.Files.writeString(folder.resolve("Containerfile"), """
                FROM scratch
                COPY rootfs /
                RUN mkdir /d && echo one > /d/one && echo two > /d/two && ln /d/two /d/three
                RUN chown 7:7 /d/one && rm /d/two && mv /d /moved
                RUN rm -r /moved && mkdir /moved && echo again > /moved/one && ln -s moved /d
                """);
        String buildah = "buildah --root root --runroot run --storage-driver vfs ";
        Tool.run(
                folder,
                "sh",
                "-ec",
                """
                mkdir -p rootfs/bin rootfs/etc rootfs/dev rootfs/proc rootfs/sys rootfs/run rootfs/tmp
                cp "$(command -v busybox)" rootfs/bin/busybox
                for applet in sh mkdir chown rm mv ln; do ln rootfs/bin/busybox rootfs/bin/$applet; done
                echo 'root:x:0:0:root:/root:/bin/sh' > rootfs/etc/passwd
                touch rootfs/etc/hosts rootfs/etc/hostname rootfs/etc/resolv.conf
                """
                        + buildah + "bud --isolation chroot --layers -q -t built . >/dev/null\n"
                        + buildah + "push -q built oci:buildah:built\n");
        Path layout = folder.resolve("buildah");
        assertAgreement(layout, "built");
        long visible = unpackedBytes(layout);
        try (var registry = Registry.open(folder.resolve("registry"))) {
            for (String form : new String[] {
                "--format=v2s2", "--format=oci", "--dest-compress --dest-compress-format=zstd", "--dest-decompress"
            }) {
                String name = registry.host() + "/built:" + form.replaceAll("\\W", "");
                String to = form.equals("--dest-decompress") ? "dir:plain" : "docker://" + name;
                Tool.run(
                        folder,
                        "sh",
                        "-ec",
                        "skopeo copy -q --insecure-policy --dest-tls-verify=false %s oci:buildah:built %s"
                                .formatted(form, to));
                if (form.equals("--dest-decompress")) {
                    Tool.run(
                            folder,
                            "sh",
                            "-ec",
                            "skopeo copy -q --insecure-policy --dest-tls-verify=false dir:plain docker://" + name);
                }
                var result = Tare.at(folder).run("scan", "--format=json", name);
                assertThat(result.err()).as(form).isEmpty();
                assertThat(result.image().at("/totals/visibleBytes").asLong())
                        .as(form)
                        .isEqualTo(visible);
                assertThat(result.image().path("warnings")).as(form).isEmpty();
            }
        }
    }

    private static long unpackedBytes(Path layout) {
        Path again = layout.resolveSibling("again");
        Tool.run(folder, "cp", "-r", layout.toString(), again.toString());
        return unpack(again, "built").bytes();
    }

    @Test
    void namesThatAreNoTextAreKept() throws IOException {
        byte[] name = {'n', (byte) 0xff, (byte) 0xe9, '.'};
        var tar = new RawTar().member(header -> header.field(0, 100, name), "12345".getBytes(StandardCharsets.UTF_8));
        Path layout = TestImage.of(tar, new RawTar().member(header -> header.field(0, 100, name), (byte) 'x'))
                .writeLayout(folder.resolve("bytes"), "1");
        var finding = Tare.at(folder)
                .run("scan", "--format=json", "oci:" + layout)
                .image()
                .path("findings")
                .get(0);
        assertThat(finding.path("wastedBytes").asInt()).isEqualTo(5);
        assertThat(finding.path("path").asText()).isEqualTo("/n\\xff\\xe9.");
        assertThat(finding.path("pathBase64").binaryValue()).containsExactly('/', 'n', 0xff, 0xe9, '.');
    }
}
