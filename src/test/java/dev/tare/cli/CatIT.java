package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.LazyLayer;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Seed;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tare cat}: the bytes of the copy that a container reads, and of those that it cannot read any more. */
class CatIT {

    @TempDir
    static Path folder;

    private static final byte[] ODD = {0, (byte) 0xff, 27, '[', '3', '1', 'm', '\r', '\n', (byte) 0xc3};

    private static TestImage image;
    private static String layout;

    @BeforeAll
    static void keep() throws IOException {
        image = TestImage.of(
                new RawTar()
                        .directory("usr/bin")
                        .symlink("bin", "usr/bin")
                        .file("bin/tool", "one")
                        .symlink("usr/bin/alias", "tool")
                        .file("twice", "first")
                        .file("twice", "last")
                        .hardlink("other", "twice")
                        .symlink("dangling", "nowhere")
                        .file("odd", ODD),
                new RawTar()
                        .file("secret", "token of layer 1\n")
                        .file("usr/bin/tool", "two")
                        .hardlink("round", "round"),
                new RawTar().whiteout("secret").directory("etc"),
                new RawTar()
                        .file("linked", "as it was")
                        .hardlink("link", "linked")
                        .file("linked", "as it is")
                        .whiteout("linked")
                        .directory(".wh..wh.plnk")
                        .file(".wh..wh.plnk/12.34", "of aufs")
                        .hardlink("usr/a", ".wh..wh.plnk/12.34")
                        .hardlink("etc/b", ".wh..wh.plnk/12.34"));
        layout = "oci:" + image.writeLayout(folder.resolve("image"), "1");
        Tool.run(
                folder,
                "sh",
                "-ec",
                "skopeo copy -q oci:image:1 docker-archive:a.tar:x:1 && gzip -k a.tar && tar cf oci.tar -C image .");
    }

    private static String cat(String... arguments) {
        var result = Tare.at(folder).run(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    @Test
    void withoutALayerCatPrintsWhatAContainerReads() {
        assertThat(cat("cat", layout, "/bin/tool")).isEqualTo("two");
        assertThat(cat("cat", layout, "/bin/alias")).isEqualTo("two");
        assertThat(cat("cat", layout, "other")).isEqualTo("last");
    }

    /** Docker 25.0.0 wrote manifests with the layers in any order. */
    @Test
    void theNumberOfALayerIsItsPlaceInTheConfig() throws IOException {
        var shuffled = TestImage.of(
                        new RawTar().file("a", "one"), new RawTar().file("b", "two"), new RawTar().whiteout("a"))
                .manifest(manifest -> {
                    var last = manifest.withArray("/layers").remove(2);
                    manifest.withArray("/layers").insert(0, last);
                });
        Path folderOf = shuffled.writeLayout(folder.resolve("shuffled"), "1");
        Tool.run(folder, "sh", "-ec", "tar cf shuffled.tar -C shuffled .");
        for (String image : List.of("oci:" + folderOf, "oci-archive:" + folder + "/shuffled.tar")) {
            assertThat(cat("cat", "--layer=0", image, "/a")).isEqualTo("one");
            assertThat(cat("cat", "--layer=1", image, "/b")).isEqualTo("two");
            assertThat(cat("cat", "--layer=" + shuffled.layers().get(2), image, "/b"))
                    .as("by the digest of the blob")
                    .isEqualTo("two");
            assertThat(cat("cat", image, "/b")).isEqualTo("two");
        }
        byte[] archive = Files.readAllBytes(folder.resolve("shuffled.tar"));
        assertThat(Tare.at(folder)
                        .stdin(archive)
                        .run("cat", "--layer=0", "-", "/a")
                        .out())
                .isEqualTo("one");
        assertThat(Tare.at(folder)
                        .run("ls", "--layer=1", "oci:" + folderOf)
                        .out()
                        .lines())
                .containsExactly("/a", "/b");
    }

    @Test
    void withALayerCatPrintsWhatThatLayerShips() {
        assertThat(cat("cat", "--layer=1", layout, "/secret")).isEqualTo("token of layer 1\n");
        assertThat(cat("cat", "--layer=0", layout, "bin/../bin/./tool")).isEqualTo("one");
        assertThat(cat("cat", "--layer=0", layout, "/usr/bin/tool"))
                .as("as trace calls it")
                .isEqualTo("one");
        assertThat(cat("cat", "--layer=0", layout, "/twice")).isEqualTo("last");
        assertThat(cat("cat", "--layer=" + image.layers().getFirst(), layout, "/other"))
                .isEqualTo("last");
    }

    @Test
    void aHardLinkPrintsItsTargetAsItWasWhenLinked() {
        assertThat(cat("cat", layout, "/link")).isEqualTo("as it was");
        assertThat(cat("cat", "--layer=3", layout, "/link")).isEqualTo("as it was");
        assertThat(cat("cat", "--layer=3", layout, "/linked")).isEqualTo("as it is");
    }

    @Test
    void aLinkToAPseudoLinkOfAufsLeadsToItsContent() {
        for (String path : List.of("/usr/a", "/etc/b")) {
            assertThat(cat("cat", layout, path)).isEqualTo("of aufs");
            assertThat(cat("cat", "--layer=3", layout, path)).isEqualTo("of aufs");
        }
    }

    @Test
    void everyByteIsPrintedUnchanged() throws IOException {
        Path file = folder.resolve("odd.out");
        assertThat(cat("cat", "-o", file.toString(), layout, "/odd")).isEmpty();
        assertThat(Files.readAllBytes(file)).isEqualTo(ODD);
    }

    @Test
    void everyKindOfReferenceCanBeReadAgain() throws IOException {
        for (String reference : List.of("docker-archive:a.tar", "docker-archive:a.tar.gz", "oci-archive:oci.tar")) {
            String there = reference.replace(":", ":" + folder + "/");
            assertThat(cat("cat", there, "/bin/tool")).as(reference).isEqualTo("two");
            assertThat(cat("cat", "--layer=1", there, "/secret")).as(reference).startsWith("token");
        }
        for (String archive : List.of("a.tar", "a.tar.gz", "oci.tar")) {
            var result = Tare.at(folder)
                    .stdin(Files.readAllBytes(folder.resolve(archive)))
                    .with(
                            "TMPDIR",
                            Files.createDirectories(folder.resolve("tmp")).toString())
                    .run("cat", "--layer=1", "-", "/secret");
            assertThat(result.out()).as(archive).isEqualTo("token of layer 1\n");
        }
        try (var left = Files.list(folder.resolve("tmp"))) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("tare")))
                    .isEmpty();
        }
    }

    @Test
    void onlyTheLayerThatIsWantedIsFetched() {
        try (var server = RawServer.start(RawServer.serving(image))) {
            assertThat(cat("cat", "--layer=1", server.host() + "/app:1", "/secret"))
                    .startsWith("token");
            var fetched = server.requests().stream()
                    .map(RawServer.Request::path)
                    .filter(path -> image.layers().stream().anyMatch(layer -> path.endsWith(layer.toString())))
                    .distinct();
            assertThat(fetched)
                    .hasSize(1)
                    .first()
                    .asString()
                    .endsWith(image.layers().get(1).toString());
        }
    }

    @Test
    void aLayerThatIsNotReadByItsTableIsToldWhereThatWasAskedFor() throws IOException {
        var random = new byte[300_000];
        Seed.fixed(1).nextBytes(random);
        byte[] tar = new RawTar().file("big", random).file("small", "s").end().bytes();
        var lazy = TestImage.of().layer(TestImage.OCI_LAYER, LazyLayer.estargz(tar, 100_000, LazyLayer.Table.IN_TAR));
        var plain = TestImage.of(new RawTar().file("big", random).file("small", "s"));
        String told = ", and it is fetched from its beginning to the file";

        try (var registry = Registry.open(folder)) {
            assertThat(cat("cat", "--no-cache", "--lazy", registry.push("app", "1", lazy), "/small"))
                    .isEqualTo("s");
            assertThat(errorsOf("--lazy", registry.push("app", "2", plain), "/small"))
                    .containsOnlyOnce("layer 0: it has no table of contents" + told);
        }
        try (var server = RawServer.start(RawServer.serving(lazy))) { // without ranges
            String reference = server.host() + "/app:1";
            for (String option : List.of("--no-config", "--layer=0")) {
                assertThat(errorsOf("--lazy", option, reference, "/small"))
                        .containsOnlyOnce("layer 0: its table of contents is not used" + told);
            }
            assertThat(cat("cat", "--no-cache", reference, "/small")).isEqualTo("s");
        }
    }

    private static String errorsOf(String... arguments) {
        var all = Stream.concat(Stream.of("cat", "--no-cache"), Stream.of(arguments));
        var result = Tare.at(folder).run(all.toArray(String[]::new));
        assertThat(result.out()).isEqualTo("s");
        return result.err();
    }

    @Test
    void whatCannotBePrintedIsAnErrorAndPrintsNothing() {
        record Case(String said, String... arguments) {}
        for (var it : List.of(
                new Case("there is no /secret", "cat", layout, "/secret"),
                new Case("cannot be written", "cat", "-o", "/dev/full", layout, "/odd"),
                new Case("is a link to nowhere, which leads nowhere", "cat", layout, "/dangling"),
                new Case("no regular file but a directory", "cat", layout, "/etc"),
                new Case("layer 2 removes /secret", "cat", "--layer=2", layout, "/secret"),
                new Case("layer 0 does not ship /secret", "cat", "--layer=0", layout, "/secret"),
                new Case("is a link to usr/bin in layer 0", "cat", "--layer=0", layout, "/bin"),
                new Case("a hard link to /round, which layer 1 does not ship", "cat", "--layer=1", layout, "/round"),
                new Case("has 0 to 3", "cat", "--layer=4", layout, "/secret"))) {
            var result = Tare.at(folder).run(it.arguments());
            assertThat(result.err()).contains(it.said()).doesNotContain("Exception");
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void aFullDiskIsNotReportedAsADamagedImage() {
        var large = TestImage.of(new RawTar().file("large", new byte[17 << 20]));
        String there = "oci:" + large.writeLayout(folder.resolve("large"), "1");
        var result = Tare.at(folder).run("cat", "-o", "/dev/full", there, "/large");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err())
                .contains("--output: /dev/full cannot be written")
                .doesNotContain("try again");
    }

    @Test
    void aBlobWithAWrongDigestIsNotPrinted() throws IOException {
        var damaged = folder.resolve("damaged");
        image.writeLayout(damaged, "1");
        byte[] other =
                Objects.requireNonNull(image.blobs().get(image.layers().get(1))).clone();
        other[4] ^= 1; // the time in the header of gzip
        Files.write(damaged.resolve("blobs/sha256/" + image.layers().get(1).hex()), other);
        var result = Tare.at(folder).run("cat", "--layer=1", "oci:" + damaged, "/secret");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("layer 1", "digest");
        assertThat(result.out()).isEmpty();
    }
}
