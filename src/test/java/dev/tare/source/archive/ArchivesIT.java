package dev.tare.source.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import dev.tare.kit.Registry;
import dev.tare.kit.Seed;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One image, kept in every way that an image can be kept, gives the same figures. */
class ArchivesIT {

    /** Large enough that a stream cannot keep the layers, and must read them as they pass. */
    private static final byte[] LARGE = noise(600_000);

    private static final TestImage IMAGE = TestImage.of(
            new RawTar().directory("data").file("data/large", LARGE).file("data/one", "one"),
            new RawTar().file("data/large", LARGE).file("data/two", "two"),
            new RawTar().whiteout("data/one"));

    private static final long SHIPPED = 2 * 600_000 + 6;
    private static final long WASTED = 600_000 + 3;

    @TempDir
    static Path folder;

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        Seed.fixed(1).nextBytes(bytes);
        return bytes;
    }

    @BeforeAll
    static void keep() {
        IMAGE.writeLayout(folder.resolve("layout"), "app");
        skopeo("oci:layout:app", "oci-archive:oci.tar:app");
        skopeo("oci:layout:app", "docker-archive:docker.tar:registry.example/team/app:1");
        Tool.run(
                folder,
                "sh",
                "-ec",
                "gzip -k oci.tar docker.tar; zstd -q docker.tar; xz -k -T2 docker.tar; bzip2 -k docker.tar");
        String[] storage = {"--root", folder + "/root", "--runroot", folder + "/run", "--storage-driver", "vfs"};
        Tool.run(folder, command("buildah", storage, "pull", "-q", "oci:layout:app"));
        String id =
                Tool.run(folder, command("buildah", storage, "images", "-q")).strip();
        Tool.run(folder, command("buildah", storage, "push", "-q", id, "oci:buildah"));
        Tool.run(folder, command("podman", storage, "save", "-q", "-o", "podman.tar", id));
        Tool.run(
                folder,
                command("podman", storage, "save", "-q", "--format", "oci-archive", "-o", "podman-oci.tar", id));
    }

    private static String[] command(String tool, String[] storage, String... rest) {
        return Stream.of(Stream.of(tool), Stream.of(storage), Stream.of(rest))
                .flatMap(s -> s)
                .toArray(String[]::new);
    }

    private static void skopeo(String from, String to) {
        Tool.run(folder, "skopeo", "copy", "-q", "--insecure-policy", from, to);
    }

    private static JsonNode scan(String image) {
        var result = Tare.at(folder).run("scan", "--format=json", image);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.image();
    }

    private static void assertFigures(JsonNode image) {
        assertThat(image.at("/totals/shippedBytes").asLong()).isEqualTo(SHIPPED);
        assertThat(image.at("/totals/wastedBytes").asLong()).isEqualTo(WASTED);
        assertThat(image.at("/totals/removedBytes").asLong()).isEqualTo(3);
        assertThat(image.at("/layers/1/hidesBytes").asLong()).isEqualTo(600_000);
        assertThat(image.at("/layers/2/createdBy").asText()).isEqualTo("RUN step 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci:layout",
                "oci:layout:app",
                "oci:buildah",
                "oci-archive:oci.tar",
                "oci-archive:oci.tar:app",
                "oci-archive:oci.tar.gz",
                "oci-archive:podman-oci.tar",
                "docker-archive:docker.tar",
                "docker-archive:docker.tar:registry.example/team/app:1",
                "docker-archive:docker.tar:app:1",
                "docker-archive:docker.tar:@0",
                "docker-archive:docker.tar.gz",
                "docker-archive:docker.tar.zst",
                "docker-archive:docker.tar.xz",
                "docker-archive:docker.tar.bz2",
                "docker-archive:podman.tar"
            })
    void theSameImageGivesTheSameFigures(String kept) {
        int colon = kept.indexOf(':') + 1;
        var image = scan(kept.substring(0, colon) + folder + "/" + kept.substring(colon));
        assertFigures(image);
        assertThat(image.at("/layers/0/source").asText()).isEqualTo("file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci.tar",
                "oci.tar.gz",
                "docker.tar",
                "docker.tar.gz",
                "docker.tar.zst",
                "docker.tar.xz",
                "docker.tar.bz2",
                "podman.tar",
                "podman-oci.tar"
            })
    void anArchiveOnStandardInputGivesTheSameFigures(String file) throws IOException {
        var result =
                Tare.at(folder).stdin(Files.readAllBytes(folder.resolve(file))).run("scan", "--format=json", "-");
        assertThat(result.err()).isEmpty();
        assertFigures(result.image());
    }

    /** Layers with holes, more of them than one block of a map names, packed by GNU tar in each of its two ways to pack them. */
    @Test
    void sparseMembersGiveTheSameFigures() throws IOException {
        byte[] holes = new byte[60 * 12_288];
        for (int i = 0; i < 60; i++) {
            System.arraycopy(LARGE, i * 4_096, holes, i * 12_288, 4_096);
        }
        var image = TestImage.of();
        for (var tar : List.of(new RawTar().file("f", holes).file("g", "one"), new RawTar().whiteout("g"))) {
            byte[] plain = tar.end().raw(new byte[1 << 20]).bytes();
            image.layer("application/vnd.oci.image.layer.v1.tar", plain, Digest.sha256(plain), "RUN step");
        }
        image.writeLayout(folder.resolve("holes"), "app");
        skopeo("oci:holes:app", "docker-archive:holes.tar:app:1");
        Tool.run(folder, "sh", "-ec", """
                mkdir holes-docker; tar -C holes-docker -xf holes.tar
                find holes holes-docker -type f -exec sh -ec 'cp --sparse=always $0 $0.s; mv $0.s $0' {} ';'
                for format in gnu posix; do
                  tar --sparse --format=$format -cf holes-oci-$format.tar -C holes .
                  tar --sparse --format=$format -cf holes-docker-$format.tar -C holes-docker $(ls holes-docker)
                  test $(stat -c %s holes-docker-$format.tar) -lt 700000
                done
                """);
        for (String kind : List.of("oci", "docker")) {
            for (String format : List.of("gnu", "posix")) {
                Path file = folder.resolve("holes-%s-%s.tar".formatted(kind, format));
                for (var result : List.of(
                        Tare.at(folder).run("scan", "--format=json", kind + "-archive:" + file),
                        Tare.at(folder).stdin(Files.readAllBytes(file)).run("scan", "--format=json", "-"))) {
                    assertThat(result.err()).isEmpty();
                    assertThat(result.image().path("warnings")).isEmpty();
                    assertThat(result.image().at("/totals/shippedBytes").asLong())
                            .isEqualTo(holes.length + 3);
                    assertThat(result.image().at("/totals/wastedBytes").asLong())
                            .isEqualTo(3);
                }
                assertThat(Tare.at(folder)
                                .run("cat", kind + "-archive:" + file, "--layer=0", "/g")
                                .out())
                        .isEqualTo("one");
            }
        }
    }

    @Test
    void damageInAnyCompressionIsReported() throws IOException {
        for (String file : List.of("docker.tar.gz", "docker.tar.zst", "docker.tar.xz", "docker.tar.bz2")) {
            byte[] whole = Files.readAllBytes(folder.resolve(file));
            byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
            byte[] other = whole.clone();
            other[whole.length / 2] ^= 1;
            for (byte[] damaged : List.of(cut, other)) {
                Path there = Files.write(folder.resolve("damaged-archive"), damaged);
                for (var result : List.of(
                        Tare.at(folder).run("scan", "docker-archive:" + there),
                        Tare.at(folder).stdin(damaged).run("scan", "-"))) {
                    assertThat(result.exitCode()).as(file + ": " + result.err()).isEqualTo(4);
                    assertThat(result.err()).doesNotContain("Exception");
                }
            }
        }
    }

    @Test
    void theRegistryGivesTheSameFigures() {
        try (var registry = Registry.open(folder.resolve("registry"))) {
            var image = scan(registry.push("team/app", "1", IMAGE));
            assertFigures(image);
            assertThat(image.at("/layers/0/source").asText()).isEqualTo("network");
            assertThat(image.path("digest").asText()).isEqualTo(IMAGE.digest().toString());
        }
    }

    /** skopeo and Docker's classic store write layers into such an archive as they are, and a push compresses them. */
    @Test
    void storedLayersHaveNoPullBytes() {
        var totals = scan("docker-archive:" + folder + "/docker.tar").path("totals");
        assertThat(totals.path("compressedBytes").asLong()).isGreaterThan(SHIPPED);
        assertThat(totals.has("pulledBytes") || totals.has("wastedPullBytes")).isFalse();
        assertThat(Tare.at(folder)
                        .run("scan", "docker-archive:" + folder + "/docker.tar")
                        .out())
                .contains("stored uncompressed", "layer     stored")
                .doesNotContain("of the pull", "of pull", "pulled");
        assertThat(Tare.at(folder)
                        .run("layers", "docker-archive:" + folder + "/docker.tar")
                        .out())
                .contains("stored  shipped")
                .doesNotContain("pulled");
        totals = scan("oci-archive:" + folder + "/oci.tar").path("totals");
        assertThat(totals.path("pulledBytes")).isEqualTo(totals.path("compressedBytes"));
        assertThat(Tare.at(folder)
                        .run("scan", "oci-archive:" + folder + "/oci.tar")
                        .out())
                .contains(" compressed\n", "layer     pulled", "of the pull");
    }

    @Test
    void nothingIsWrittenToDisk() throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        var result = Tare.at(folder)
                .with(
                        "JAVA_TOOL_OPTIONS",
                        "-Djava.io.tmpdir=" + temporary + " -Dorg.slf4j.simpleLogger.defaultLogLevel=off")
                .with("TMPDIR", temporary.toString())
                .stdin(Files.readAllBytes(folder.resolve("docker.tar.gz")))
                .run("scan", "--format=json", "-");
        assertThat(result.exitCode()).isZero();
        try (var files = Files.walk(temporary)) {
            // the zstd library unpacks itself there, and takes itself away again
            assertThat(files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(600_000);
        }
    }

    @Test
    void anImageOfDockerGoesByTheDigestOfItsConfig() throws IOException {
        var image = scan("docker-archive:" + folder + "/docker.tar");
        String id = Tool.run(folder, "sh", "-ec", "tar xOf docker.tar manifest.json | jq -r .[0].Config")
                .strip();
        assertThat(image.path("digest").asText()).isEqualTo("sha256:" + id.replace(".json", ""));
        assertThat(image.at("/layers/0/digest")).isEqualTo(image.at("/layers/0/diffId"));
    }

    /** As Docker wrote it before it knew OCI: a folder for each layer, compressed by some tools, and a link where two are the same. */
    private static Path oldDockerArchive(String name, byte[] layer, Digest diffId) throws IOException {
        String config =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\",\"%s\"]}}"
                        .formatted(diffId, diffId);
        String manifest =
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"a/b:1\"],\"Layers\":[\"x/layer.tar\",\"y/layer.tar\"]}]";
        var archive = new RawTar()
                .directory("x/")
                .file("x/layer.tar", layer)
                .symlink("y/layer.tar", "../x/layer.tar")
                .file("config.json", config)
                .file("manifest.json", manifest)
                .file("repositories", "{}");
        return Files.write(folder.resolve(name), archive.bytes());
    }

    @Test
    void aLayerThatIsALinkToAnotherIsThatOne() throws IOException {
        byte[] tar = new RawTar().file("f", LARGE).bytes();
        for (byte[] layer : List.of(tar, Blobs.gzip(tar))) {
            Path file = oldDockerArchive("old.tar", layer, Digest.sha256(tar));
            for (var result : List.of(
                    Tare.at(folder).run("scan", "--format=json", "docker-archive:" + file),
                    Tare.at(folder).stdin(Files.readAllBytes(file)).run("scan", "--format=json", "-"))) {
                assertThat(result.err()).isEmpty();
                assertThat(result.image().at("/totals/shippedBytes").asLong()).isEqualTo(1_200_000);
                assertThat(result.image().at("/totals/wastedBytes").asLong()).isEqualTo(600_000);
                assertThat(result.image().at("/layers/1/compressedBytes").asLong())
                        .isEqualTo(layer.length);
                assertThat(result.image().path("warnings")).isEmpty();
            }
        }
    }

    @Test
    void damageIsReported() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("docker.tar"));
        Path cut = Files.write(folder.resolve("cut.tar"), java.util.Arrays.copyOf(whole, whole.length / 2));
        byte[] other = whole.clone();
        other[700_000] ^= 1;
        Path changed = Files.write(folder.resolve("changed.tar"), other);
        for (var result : List.of(
                Tare.at(folder).run("scan", "docker-archive:" + cut),
                Tare.at(folder).stdin(Files.readAllBytes(cut)).run("scan", "-"),
                Tare.at(folder).run("scan", "docker-archive:" + changed),
                Tare.at(folder).stdin(other).run("scan", "-"))) {
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.err()).doesNotContain("Exception").isNotBlank();
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void filesThatAreNoImagesAreErrors() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "hello ".repeat(1000));
        Files.createDirectories(folder.resolve("empty"));
        record Case(String image, int code, String said) {}
        for (var it : List.of(
                new Case("oci:" + folder + "/nowhere", 3, "there is no folder"),
                new Case("oci:" + folder + "/empty", 3, "no OCI image layout"),
                new Case("oci:" + folder + "/oci.tar", 3, "oci-archive:"),
                new Case("oci:" + folder + "/layout:other", 3, "it holds: app"),
                new Case("oci-archive:" + folder + "/docker.tar", 3, "write docker-archive:" + folder),
                new Case("docker-archive:" + folder + "/oci.tar", 3, "write oci-archive:" + folder),
                new Case("docker-archive:" + folder + "/docker.tar:other", 3, "registry.example/team/app:1"),
                new Case("docker-archive:" + folder + "/layout", 3, "is a folder"),
                new Case("docker-archive:" + text, 4, "tar archive"),
                new Case("docker-daemon:app:1", 2, "docker save"))) {
            var result = Tare.at(folder).run("scan", it.image());
            assertThat(result.exitCode()).as(it.image()).isEqualTo(it.code());
            assertThat(result.err()).contains(it.said()).doesNotContain("Exception");
        }
        var nothing = Tare.at(folder).run("scan", "-");
        assertThat(nothing.exitCode()).isEqualTo(3);
        assertThat(nothing.err()).contains("standard input is empty", "may have failed");
        var noise = Tare.at(folder).stdin(new byte[1024]).run("scan", "-");
        assertThat(noise.exitCode()).isEqualTo(3);
        assertThat(noise.err()).contains("docker save IMAGE | tare scan -");
    }

    @Test
    void filesAreReadDespiteABrokenRegistriesConf() throws IOException {
        Path conf = Files.writeString(folder.resolve("broken.conf"), "x = [");
        var result = Tare.at(folder)
                .with("CONTAINERS_REGISTRIES_CONF", conf.toString())
                .run("scan", "--format=json", "oci:" + folder + "/layout");
        assertThat(result.err()).isEmpty();
        assertFigures(result.image());
        var registry = Tare.at(folder)
                .with("CONTAINERS_REGISTRIES_CONF", conf.toString())
                .run("scan", "r.example/a");
        assertThat(registry.exitCode()).isEqualTo(2);
        assertThat(registry.err()).contains(conf.toString(), "TOML");
    }

    @Test
    void standardInputIsReadOnce() {
        var result = Tare.at(folder).stdin("x".getBytes(StandardCharsets.UTF_8)).run("scan", "-", "-");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void anImageForSeveralPlatformsUnderOneNameIsOne() throws IOException {
        Path layout = folder.resolve("platforms");
        var amd = TestImage.of(new RawTar().file("f", "12"));
        var arm = TestImage.of(new RawTar().file("f", "1234")).config(config -> config.put("architecture", "arm64"));
        amd.writeLayout(layout, "amd");
        arm.writeLayout(layout, "arm");
        Path index = layout.resolve("index.json");
        var json = (com.fasterxml.jackson.databind.node.ObjectNode)
                new com.fasterxml.jackson.databind.ObjectMapper().readTree(index.toFile());
        for (int i = 0; i < 2; i++) {
            var manifest = (com.fasterxml.jackson.databind.node.ObjectNode) json.at("/manifests/" + i);
            manifest.putObject("platform").put("os", "linux").put("architecture", i == 0 ? "amd64" : "arm64");
            manifest.withObject("/annotations").put("org.opencontainers.image.ref.name", "v1");
        }
        Files.writeString(index, json.toString());
        for (String name : List.of("oci:" + layout, "oci:" + layout + ":v1")) {
            var result = Tare.at(folder).run("scan", "--format=json", "--platform=linux/arm64", name);
            assertThat(result.err()).isEmpty();
            assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(4);
        }
        for (int i = 0; i < 2; i++) {
            ((com.fasterxml.jackson.databind.node.ObjectNode) json.at("/manifests/" + i))
                    .remove(List.of("platform", "annotations"));
        }
        Files.writeString(index, json.toString());
        var unclear = Tare.at(folder).run("scan", "oci:" + layout);
        assertThat(unclear.exitCode()).isEqualTo(3);
        assertThat(unclear.err()).contains("several images", "@" + amd.digest(), "@" + arm.digest());
    }

    @Test
    void anArchiveThatExpandsWithoutEndIsRefused() {
        Tool.run(folder, "sh", "-ec", "truncate -s 1100M zeros; tar cf - zeros | zstd -q -T2 -o bomb.zst");
        for (String option : List.of("--max-image-bytes=100MB", "--max-ratio=200")) {
            var result = Tare.at(folder).run("scan", option, "docker-archive:" + folder + "/bomb.zst");
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.err())
                    .contains(option.substring(0, option.indexOf('=')))
                    .doesNotContain("Exception");
        }
    }

    /** Whoever followed each of them would not end within the time of a test. */
    @Test
    void indexesThatListEachOtherManyTimesEndSoon() throws IOException {
        var json = new com.fasterxml.jackson.databind.ObjectMapper();
        Path layout = folder.resolve("blow");
        TestImage.of(new RawTar().file("f", "x"))
                .configType("application/vnd.example.artifact")
                .writeLayout(layout, "x");
        var inner = json.readTree(layout.resolve("index.json").toFile()).at("/manifests/0");
        for (int level = 0; level < 4; level++) {
            var index = json.createObjectNode()
                    .put("schemaVersion", 2)
                    .put("mediaType", "application/vnd.oci.image.index.v1+json");
            for (int i = 0; i < 1_000; i++) {
                index.withArray("/manifests").add(inner);
            }
            byte[] bytes = index.toString().getBytes(StandardCharsets.UTF_8);
            Files.write(layout.resolve("blobs/sha256/" + Digest.sha256(bytes).hex()), bytes);
            Files.write(layout.resolve("index.json"), bytes);
            inner = json.createObjectNode()
                    .put("mediaType", "application/vnd.oci.image.index.v1+json")
                    .put("digest", Digest.sha256(bytes).toString())
                    .put("size", bytes.length);
        }
        var result = Tare.at(folder).run("scan", "oci:" + layout);
        assertThat(result.exitCode()).isEqualTo(3);
    }

    static Stream<String> ways() {
        return Stream.of("oci:%s", "oci-archive:%s.tar");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void oneOfSeveralImagesIsNamedByTagOrDigest(String way) {
        Path several = folder.resolve("several" + way.length());
        IMAGE.writeLayout(several, "app");
        var other = TestImage.of(new RawTar().file("x", "y"));
        other.writeLayout(several, "other");
        Tool.run(folder, "tar", "cf", several + ".tar", "-C", several.toString(), ".");
        String image = way.formatted(several);
        assertThat(scan(image + ":other").at("/totals/shippedBytes").asLong()).isEqualTo(1);
        assertFigures(scan(image + "@" + IMAGE.digest()));
        var unnamed = Tare.at(folder).run("scan", image);
        assertThat(unnamed.exitCode()).isEqualTo(3);
        assertThat(unnamed.err()).contains("several images", "app, other");
    }
}
