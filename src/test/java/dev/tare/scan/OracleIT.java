package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.spec.MediaType;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What tare says is visible is what {@code umoci unpack} leaves on the disk, in paths and in bytes; from a real registry too. */
class OracleIT {

    private static final String SKOPEO = "skopeo copy -q --insecure-policy ";

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
                "metadata that change",
                TestImage.of(
                        new RawTar()
                                .directory("d")
                                .file(
                                        "d/f",
                                        x(10),
                                        h -> h.mode(04755).owner(1, 2).mtime(3))
                                .hardlink("d/g", "d/f")
                                .symlink("d/l", "f"),
                        new RawTar()
                                .directory("d", h -> h.mode(01770).owner(7, 8))
                                .file(
                                        "d/f",
                                        x(10),
                                        h -> h.mode(0600).owner(9, 9).mtime(1_700_000_000))));
        cases.put(
                "parents that are symbolic links",
                TestImage.of(
                        new RawTar()
                                .directory("usr")
                                .directory("usr/bin")
                                .file("usr/bin/sh", x(10))
                                .file("usr/bin/ls", x(11))
                                .symlink("ln", "usr/bin")
                                .symlink("again", "/ln"),
                        new RawTar().file("ln/sh", x(3)).file("again/new", x(4)),
                        new RawTar().whiteout("ln/ls").hardlink("top", "ln/new")));
        cases.put(
                "what has no content",
                TestImage.of(
                        new RawTar()
                                .file("f", x(10))
                                .member(h -> h.name("pipe").type('6').mode(0620).owner(3, 4))
                                .symlink("l", "f")
                                .hardlink("l2", "l"),
                        new RawTar()
                                .member(h -> h.name("f").type('6').mode(0600))
                                .file("pipe", x(3))
                                .whiteout("l")));
        cases.put(
                "an opaque root and a whiteout of what is below another",
                TestImage.of(
                        new RawTar().directory("a").file("a/f", x(10)).file("b", x(11)),
                        new RawTar().file(".wh..wh..opq", "").file("c/d/e", x(12)),
                        new RawTar().whiteout("c/d/e").whiteout("c/d").file("c/f", x(13))));
        cases.put(
                "nothing but directories",
                TestImage.of(new RawTar().directory("a").directory("a/b"), new RawTar().directory("a")));
        return cases.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    private static void assertAgreement(Path layout, String tag) throws IOException, InterruptedException {
        var disk = VisibleFiles.unpacked(layout, layout, tag);
        assertThat(VisibleFiles.counted(layout, tag)).isEqualTo(disk);
        String image = "oci:" + layout + ":" + tag;
        var result = Tare.at(folder).run("scan", "--format=json", image);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.image().at("/totals/visibleBytes").asLong()).isEqualTo(disk.bytes());
        assertSameTree(image, layout.resolve("unpacked-" + tag + "/rootfs"));
    }

    /** Every path, what kind it is, whose, and where it leads; of directories without times, since making a name in one changes them. */
    private static void assertSameTree(String image, Path root) {
        var disk = new TreeMap<String, String>();
        Tool.run(root, "sh", "-ec", """
                        find . -mindepth 1 -type d -printf '/%P\tdirectory %m %U:%G\n' \
                          -o -type l -printf '/%P\tsymlink %U:%G %l\n' \
                          -o -type f -printf '/%P\tfile %m %U:%G %Ts %s\n' \
                          -o -type p -printf '/%P\tfifo %m %U:%G\n' \
                          -o -printf '/%P\tother\n'""")
                .lines()
                .map(line -> line.split("\t", 2))
                .forEach(words -> disk.put(words[0], words[1]));
        var listed = new TreeMap<String, String>();
        for (JsonNode entry : Tare.at(folder)
                .run("ls", "-r", "--format=json", image)
                .json("ls")
                .path("entries")) {
            String path = entry.path("path").asText();
            JsonNode node = entry.path("node");
            // what no layer ships has the metadata that the unpacker likes
            boolean implied = node.path("layer").asInt() < 0
                    && disk.getOrDefault(path, "").startsWith("directory");
            listed.put(path, implied ? disk.get(path) : line(node));
        }
        assertThat(listed).isEqualTo(disk);
    }

    private static String line(JsonNode node) {
        String type = node.path("type").asText();
        String owner = node.path("uid").asLong() + ":" + node.path("gid").asLong();
        String mode = node.path("mode").asText().replaceFirst("^0+(?=.)", "");
        return switch (type) {
            case "symlink" ->
                "symlink %s %s".formatted(owner, node.path("target").asText());
            case "file" ->
                "file %s %s %d %d"
                        .formatted(
                                mode,
                                owner,
                                node.path("mtime").asLong(),
                                node.path("size").asLong());
            default -> "%s %s %s".formatted(type, mode, owner);
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void agreesWithUmoci(String name, TestImage image) throws IOException, InterruptedException {
        assertAgreement(image.writeLayout(folder.resolve(name.replaceAll("\\W", "-")), "1"), "1");
    }

    @Test
    void agreesOnWhatUmociItselfBuilt() throws IOException, InterruptedException {
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
    void agreesOnWhatBuildahBuiltInWhateverFormSkopeoPushesIt() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("Containerfile"), """
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
        long visible =
                VisibleFiles.onDisk(layout.resolve("unpacked-built/rootfs")).bytes();
        Tool.run(folder, "sh", "-ec", """
                %1$s --dest-decompress oci:buildah:built dir:plain
                %1$s --dest-oci-accept-uncompressed-layers dir:plain oci:tar:built
                %1$s --dest-compress-format=zstd dir:plain oci:zstd:built
                """.formatted(SKOPEO));
        try (var registry = Registry.open(folder.resolve("registry"))) {
            for (var form : List.of(
                    new Form("buildah", "--format=v2s2", MediaType.DOCKER_MANIFEST, "tar.gzip"),
                    new Form("buildah", "--format=oci", MediaType.OCI_MANIFEST, "tar+gzip"),
                    new Form("zstd", "--preserve-digests", MediaType.OCI_MANIFEST, "tar+zstd"),
                    new Form("tar", "--preserve-digests", MediaType.OCI_MANIFEST, "tar"))) {
                String name = registry.host() + "/built:" + form.compression().replace('+', '-');
                Tool.run(
                        folder,
                        "sh",
                        "-ec",
                        SKOPEO
                                + "--dest-tls-verify=false %s oci:%s:built docker://%s"
                                        .formatted(form.option(), form.layout(), name));
                var result = Tare.at(folder).run("scan", "--format=json", name);
                assertThat(result.err()).as(form.compression()).isEmpty();
                JsonNode image = result.image();
                assertThat(image.at("/totals/visibleBytes").asLong())
                        .as(form.compression())
                        .isEqualTo(visible);
                assertThat(image.path("warnings")).as(form.compression()).isEmpty();
                assertThat(image.path("mediaType").asText()).isEqualTo(form.manifest());
                assertThat(image.path("layers"))
                        .hasSize(4)
                        .allSatisfy(layer ->
                                assertThat(layer.path("mediaType").asText()).endsWith(form.compression()));
                assertSameTree(name, layout.resolve("unpacked-built/rootfs"));
            }
        }
    }

    /** What skopeo makes of an image, and how to see that it did. */
    private record Form(String layout, String option, String manifest, String compression) {}

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
