package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.spec.MediaType;
import dev.tare.image.spec.Platform;
import dev.tare.kit.RawServer;
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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests and blobs in all their forms, from a real registry. */
class FormatsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ZSTD_LAYER = "application/vnd.oci.image.layer.v1.tar+zstd";
    private static final byte[] TAR = tar();

    @TempDir
    static Path folder;

    private static Registry registry;

    @BeforeAll
    static void start() {
        registry = Registry.open(folder);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static byte[] tar() {
        byte[] noise = new byte[100_000];
        Seed.fixed(3).nextBytes(noise);
        return new RawTar().file("noise", noise).file("a", "one").end().bytes();
    }

    private static Tare.Result scan(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "scan";
        all[1] = "--format=json";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Tare.at(folder).run(all);
    }

    // -- blobs

    private static Tare.Result scanLayer(String tag, String mediaType, byte[] blob) {
        var image = TestImage.of()
                .layer(mediaType, blob, Digest.sha256(TAR), "COPY . /")
                .layer(new RawTar().file("a", "three"));
        var result = scan(registry.push("blobs", tag, image));
        assertThat(result.err()).isEmpty();
        assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(100_008);
        assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(3);
        assertThat(result.image().at("/layers/0/diffId").asText())
                .isEqualTo(Digest.sha256(TAR).toString());
        return result;
    }

    private static void assertQuiet(Tare.Result result) {
        assertThat(result.image().path("warnings")).isEmpty();
    }

    @Test
    void gzipOfManyMembers() {
        byte[] first = Blobs.gzip(Arrays.copyOf(TAR, 777));
        byte[] second = Blobs.gzip(Arrays.copyOfRange(TAR, 777, 50_000));
        byte[] third = Blobs.gzip(Arrays.copyOfRange(TAR, 50_000, TAR.length));
        assertQuiet(scanLayer("gzip", TestImage.OCI_LAYER, Blobs.join(first, second, third)));
    }

    @Test
    void zstdOfManyFramesAndSkippableOnes() {
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'x', 'y', 'z'};
        byte[] first = Blobs.zstd(Arrays.copyOf(TAR, 777));
        byte[] second = Blobs.zstd(Arrays.copyOfRange(TAR, 777, TAR.length));
        assertQuiet(scanLayer("zstd", ZSTD_LAYER, Blobs.join(skippable, first, skippable, second, skippable)));
    }

    /** A layer as a tool of this machine compresses it. */
    private static byte[] compressed(String command) throws IOException {
        Files.write(folder.resolve("plain.tar"), TAR);
        Tool.run(folder, "sh", "-ec", "{ " + command + "; } > compressed");
        return Files.readAllBytes(folder.resolve("compressed"));
    }

    @Test
    void xzOfSeveralThreadsAndStreams() throws IOException {
        byte[] threads = compressed("xz -T2 --block-size=30000 -c plain.tar");
        byte[] streams =
                compressed("head -c 777 plain.tar | xz -9; head -c 8 /dev/zero; tail -c +778 plain.tar | xz -C sha256");
        assertQuiet(scanLayer("xz-threads", "application/vnd.oci.image.layer.v1.tar+xz", threads));
        assertQuiet(scanLayer("xz-streams", "application/vnd.oci.image.layer.v1.tar+xz", streams));
    }

    @Test
    void bzip2OfSeveralStreams() throws IOException {
        byte[] streams = compressed("head -c 777 plain.tar | bzip2 -1; tail -c +778 plain.tar | bzip2");
        assertQuiet(scanLayer("bzip2", "application/vnd.oci.image.layer.v1.tar+bzip2", streams));
    }

    @Test
    void zstdOfALongWindow() throws IOException {
        byte[] long29 = compressed("zstd -q -1 --ultra --long=29 -c < plain.tar");
        assertQuiet(scanLayer("zstd-29", ZSTD_LAYER, long29));

        byte[] long30 = compressed("zstd -q -1 --ultra --long=30 -c < plain.tar");
        var image = TestImage.of().layer(ZSTD_LAYER, long30, Digest.sha256(TAR), "COPY . /");
        String name = registry.push("blobs", "zstd-30", image);
        var result = scan(name);
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err())
                .contains("layer 0 (", "COPY . /", "a window of 1,073,741,824 bytes", "--max-window-bytes");
        assertThat(scan("--max-window-bytes=1GiB", name).exitCode()).isZero();
    }

    @Test
    void aLimitNamesTheLayerAndTheFile() {
        var image = TestImage.of(
                new RawTar().file("a", "one"),
                new RawTar().file("a", "two").file("var/log/last\u001blog", new byte[4 << 20]));
        var result = scan("--max-layer-bytes=2MB", registry.push("limits", "1", image));
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err())
                .contains(
                        "layer 1 (",
                        "RUN step 1",
                        "var/log/last\\x1blog, a file of 4,194,304 bytes: an uncompressed size")
                .contains("raise the limit with --max-layer-bytes");
    }

    @Test
    void allLayersTogetherAreLimitedWhetherTheyAreCachedOrNot() {
        var image = TestImage.of(
                new RawTar().file("a", new byte[3 << 20]),
                new RawTar().file("b", new byte[3 << 20]),
                new RawTar().file("a", new byte[3 << 20]));
        String name = registry.push("limits", "2", image);
        String cache = "--cache-dir=" + folder.resolve("cache");
        assertThat(scan(cache, "--max-image-bytes=7MB", name).exitCode())
                .as("one layer is there twice")
                .isZero();
        for (String option : List.of("--no-cache", cache)) {
            var result = scan(option, "--max-image-bytes=6MB", name);
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.err())
                    .contains("bytes or more in all is beyond the limit of 6,000,000", "--max-image-bytes");
        }
    }

    @Test
    void aTarThatIsNotCompressed() {
        assertQuiet(scanLayer("tar", "application/vnd.oci.image.layer.v1.tar", TAR));
    }

    @Test
    void aWrongMediaTypeIsAWarning() {
        assertWarning("wrong-tar", TestImage.OCI_LAYER, TAR, "its media type says gzip, but it is uncompressed tar");
        assertWarning("wrong-zstd", TestImage.OCI_LAYER, Blobs.zstd(TAR), "its media type says gzip, but it is zstd");
        assertWarning("wrong-xz", TestImage.OCI_LAYER, Blobs.xz(TAR), "its media type says gzip, but it is xz");
        assertWarning("wrong-gzip", ZSTD_LAYER, Blobs.gzip(TAR), "its media type says zstd, but it is gzip");
        assertWarning(
                "wrong-plain",
                "application/vnd.oci.image.layer.v1.tar",
                Blobs.gzip(TAR),
                "its media type says uncompressed tar, but it is gzip");
    }

    private static void assertWarning(String tag, String mediaType, byte[] blob, String warning) {
        var result = scanLayer(tag, mediaType, blob);
        assertThat(result.exitCode()).isZero();
        assertThat(warnings(result)).containsExactly("layer 0: " + warning);
    }

    private static List<String> warnings(Tare.Result result) {
        return result.image()
                .path("warnings")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void oddMembersOfALayerAreWarnings() {
        var image = TestImage.of(
                new RawTar()
                        .file("a", "one")
                        .hardlink("to-nothing", "nowhere")
                        .file("../../climbs", "1")
                        .file("d/.wh.", ""),
                new RawTar().file("a", "12").end().raw((byte) 'x'));
        var result = scan(registry.push("odd", "1", image));
        assertThat(result.exitCode()).isZero();
        assertThat(warnings(result))
                .anySatisfy(line -> assertThat(line).startsWith("layer 0").contains("not there", "nowhere"))
                .anySatisfy(line -> assertThat(line).startsWith("layer 0").contains("..", "climbs"))
                .anySatisfy(line -> assertThat(line).startsWith("layer 0").contains("d/.wh."))
                .anySatisfy(line -> assertThat(line).startsWith("layer 1").contains("follows the end"))
                .hasSize(4);
        assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(6);
        assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(3);
    }

    @Test
    void aHistoryThatDoesNotCountTheLayersIsNoError() {
        var without = TestImage.of(new RawTar().file("a", "one"), new RawTar().file("a", "12"))
                .config(config -> config.putArray("history"));
        var result = scan(registry.push("history", "none", without));
        assertThat(result.exitCode()).isZero();
        assertQuiet(result);
        assertThat(instructions(result)).containsExactly("", "");
        var empty = TestImage.of(new RawTar().file("a", "one"), new RawTar().file("a", "12"))
                .config(config -> config.withArray("/history")
                        .insertObject(1)
                        .put("created_by", "ENV A=B")
                        .put("empty_layer", true));
        result = scan(registry.push("history", "empty", empty));
        assertQuiet(result);
        assertThat(instructions(result)).containsExactly("RUN step 0", "RUN step 1");
        var less = TestImage.of(new RawTar().file("a", "one"), new RawTar().file("a", "12"))
                .config(config -> config.withArray("/history").remove(1));
        result = scan(registry.push("history", "less", less));
        assertThat(result.exitCode()).isZero();
        assertThat(warnings(result)).singleElement(STRING).contains("history", "1 layers", "2");
        assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(3);
    }

    private static List<String> instructions(Tare.Result result) {
        return result.image()
                .path("layers")
                .valueStream()
                .map(layer -> layer.path("createdBy").asText())
                .toList();
    }

    /** As for every runtime, whether the layer is fetched or known from before. */
    @Test
    void aLayerThatIsNotTheConfigsIsDamageForEveryCommand() {
        byte[] tar = new RawTar().file("b", "in no other test").end().bytes();
        var image = TestImage.of(new RawTar().file("a", "in no other test"))
                .layer(TestImage.OCI_LAYER, Blobs.gzip(tar), Digest.sha256(new byte[1]), "COPY . /");
        try (var server = RawServer.start(RawServer.serving(image))) {
            String name = server.host() + "/diff-id:1";
            for (var command : List.of(
                    List.of("scan", name),
                    List.of("scan", name),
                    List.of("layers", name),
                    List.of("diff", name),
                    List.of("ls", name),
                    List.of("trace", name, "/a"),
                    List.of("compare", name, name),
                    List.of("cat", name, "/a"),
                    List.of("cat", "--layer=1", name, "/a"))) {
                var result = Tare.at(folder).run(command.toArray(String[]::new));
                assertThat(result.exitCode()).as(command.toString()).isEqualTo(4);
                assertThat(result.err()).contains("layer 1", "its diff ID is " + Digest.sha256(tar));
                assertThat(result.out()).isEmpty();
            }
            assertThat(server.requests().stream()
                            .filter(request -> image.layers().stream()
                                    .anyMatch(layer -> request.path().endsWith(layer.toString()))))
                    .hasSize(2);
            assertThat(Tare.at(folder).run("cat", "--layer=0", name, "/a").out())
                    .isEqualTo("in no other test");
        }
    }

    /** Who pulls it has nothing but the manifest. What lies in files is another matter. */
    @Test
    void layersInAnotherOrderThanTheConfigsAreDamageInARegistry() {
        var image = TestImage.of(new RawTar().file("order", "one"), new RawTar().whiteout("order"))
                .manifest(manifest -> {
                    var first = manifest.withArray("/layers").remove(0);
                    manifest.withArray("/layers").add(first);
                });
        var result = scan(registry.push("blobs", "order", image));
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("layer 0", "diff ID");
    }

    @Test
    void anImageHasAsManyLayersAsDiffIds() {
        for (int count : new int[] {1, 3}) {
            var image = TestImage.of(new RawTar().file("count", "one"), new RawTar().file("count", "12"))
                    .config(config -> {
                        var ids = config.withArray("/rootfs/diff_ids");
                        if (count == 1) {
                            ids.remove(1);
                        } else {
                            ids.add(Digest.sha256(TAR).toString());
                        }
                    });
            var result = scan(registry.push("counts", "c" + count, image));
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.err()).contains("2 layers", count + " diff IDs");
        }
        var none = TestImage.of(new RawTar().file("count", "one"), new RawTar().file("count", "12"))
                .config(config -> config.remove("rootfs"));
        var result = scan(registry.push("counts", "none", none));
        assertThat(result.exitCode()).isZero();
        assertThat(warnings(result)).singleElement(STRING).contains("no diff IDs");
        assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(3);
    }

    @Test
    void everyBlobIsRequestedOnceEvenThatOfALayerThatAppearsTwice() {
        var image = TestImage.of(
                new RawTar().file("a", "one"), new RawTar().file("a", "three"), new RawTar().file("a", "one"));
        try (var server = RawServer.start(RawServer.serving(image))) {
            var result = scan("--no-cache", server.host() + "/twice:1");
            assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(11);
            assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(8);
            assertThat(image.blobs()).hasSize(3);
            assertThat(server.requests().stream()
                            .filter(request -> request.path().contains("/blobs/"))
                            .map(RawServer.Request::path))
                    .containsExactlyInAnyOrderElementsOf(image.blobs().keySet().stream()
                            .map(digest -> "/v2/twice/blobs/" + digest)
                            .toList());
            assertThat(server.requests())
                    .filteredOn(request -> request.path().contains("/manifests/"))
                    .hasSize(1);
        }
    }

    // -- manifests

    private static ObjectNode entry(ObjectNode index, String mediaType, byte[] document) {
        return index.withArray("/manifests")
                .addObject()
                .put("mediaType", mediaType)
                .put("digest", Digest.sha256(document).toString())
                .put("size", document.length);
    }

    private static ObjectNode platform(ObjectNode entry, String os, String architecture) {
        entry.putObject("platform").put("os", os).put("architecture", architecture);
        return entry;
    }

    private static byte[] pushed(String repository, String architecture, String content) {
        return pushed(repository, architecture, content, MediaType.OCI_MANIFEST);
    }

    private static byte[] pushed(String repository, String architecture, String content, String mediaType) {
        var image = TestImage.of(new RawTar().file("f", content))
                .config(config -> config.put("architecture", architecture));
        if (mediaType.equals(MediaType.DOCKER_MANIFEST)) {
            image.asDocker();
        }
        registry.push(repository, image.digest().toString(), image);
        return image.manifest();
    }

    private static String pushIndex(String repository, String tag, String mediaType, ObjectNode index) {
        return registry.pushManifest(
                repository,
                tag,
                mediaType,
                index.put("schemaVersion", 2)
                        .put("mediaType", mediaType)
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static int shipped(String... arguments) {
        var result = scan(arguments);
        assertThat(result.err()).isEmpty();
        return result.image().at("/totals/shippedBytes").asInt();
    }

    @Test
    void anIndexIsReadForOnePlatform() {
        for (String type : new String[] {MediaType.OCI_INDEX, MediaType.DOCKER_LIST}) {
            boolean oci = type.equals(MediaType.OCI_INDEX);
            String repository = oci ? "index" : "list";
            String each = oci ? MediaType.OCI_MANIFEST : MediaType.DOCKER_MANIFEST;
            var index = JSON.createObjectNode();
            platform(entry(index, each, pushed(repository, "arm64", "1234", each)), "linux", "arm64");
            platform(entry(index, each, pushed(repository, "amd64", "12", each)), "linux", "amd64");
            var attestation = entry(index, MediaType.OCI_MANIFEST, pushed(repository, "unknown", "1234567"));
            platform(attestation, "unknown", "unknown")
                    .putObject("annotations")
                    .put("vnd.docker.reference.type", "attestation-manifest");
            String image = pushIndex(repository, "1", type, index);
            assertThat(shipped("--platform=linux/amd64", image)).isEqualTo(2);
            assertThat(shipped("--platform=linux/arm64", image)).isEqualTo(4);
            var none = scan("--platform=linux/s390x", image);
            assertThat(none.exitCode()).isEqualTo(3);
            assertThat(none.err())
                    .contains("linux/s390x", "--platform: linux/arm64, linux/amd64")
                    .doesNotContain("unknown");
        }
    }

    @Test
    void withoutAPlatformItIsLinuxOnThisMachinesProcessor() {
        String here = Platform.ofThisMachine().architecture();
        var index = JSON.createObjectNode();
        platform(entry(index, MediaType.OCI_MANIFEST, pushed("here", here, "1")), "windows", here);
        platform(entry(index, MediaType.OCI_MANIFEST, pushed("here", "riscv64", "12")), "linux", "riscv64");
        platform(entry(index, MediaType.OCI_MANIFEST, pushed("here", here, "123")), "linux", here);
        assertThat(shipped(pushIndex("here", "1", MediaType.OCI_INDEX, index))).isEqualTo(3);
    }

    @Test
    void anImageOfAnotherPlatformIsScannedUnlessItIsNotTheOneAskedFor() {
        var image = TestImage.of(new RawTar().file("f", "12345")).config(config -> config.put("architecture", "s390x"));
        String name = registry.push("single", "1", image);
        assertThat(shipped(name)).isEqualTo(5);
        assertThat(shipped("--platform=linux/s390x", name)).isEqualTo(5);
        var other = scan("--platform=linux/amd64", name);
        assertThat(other.exitCode()).isEqualTo(3);
        assertThat(other.err()).contains("linux/s390x alone", "not for linux/amd64");
        assertThat(other.json().path("images")).isEmpty();
    }

    @Test
    void imagesWithoutPlatformsAreToldApartByTheirConfigs() {
        var index = JSON.createObjectNode();
        entry(index, MediaType.OCI_MANIFEST, pushed("unsaid", "arm64", "1234"));
        var artifact = TestImage.of(new RawTar().file("f", "1")).configType("application/vnd.example.config");
        registry.push("unsaid", artifact.digest().toString(), artifact);
        entry(index, MediaType.OCI_MANIFEST, artifact.manifest());
        entry(index, MediaType.OCI_MANIFEST, pushed("unsaid", "amd64", "12"));
        String name = pushIndex("unsaid", "1", MediaType.OCI_INDEX, index);
        assertThat(shipped("--platform=linux/amd64", name)).isEqualTo(2);
        assertThat(shipped("--platform=linux/arm64", name)).isEqualTo(4);
        var none = scan("--platform=linux/s390x", name);
        assertThat(none.exitCode()).isEqualTo(3);
        assertThat(none.err()).contains("no image for linux/s390x", "--platform: linux/arm64, linux/amd64");
    }

    @Test
    void anIndexMayListIndexes() {
        var inner = JSON.createObjectNode();
        platform(entry(inner, MediaType.OCI_MANIFEST, pushed("nested", "amd64", "123")), "linux", "amd64");
        platform(entry(inner, MediaType.OCI_MANIFEST, pushed("nested", "arm64", "12345")), "linux", "arm64");
        pushIndex("nested", Digest.sha256(bytes(inner)).toString(), MediaType.OCI_INDEX, inner);
        var outer = JSON.createObjectNode();
        entry(outer, MediaType.OCI_INDEX, bytes(inner));
        String name = pushIndex("nested", "1", MediaType.OCI_INDEX, outer);
        assertThat(shipped("--platform=amd64", name)).isEqualTo(3);
        assertThat(shipped("--platform=arm64", name)).isEqualTo(5);
        var none = scan("--platform=s390x", name);
        assertThat(none.exitCode()).isEqualTo(3);
        assertThat(none.err()).contains("no image for linux/s390x", "--platform: linux/amd64, linux/arm64");
    }

    @Test
    void anIndexOfAttestationsAloneHoldsNoImage() {
        var index = JSON.createObjectNode();
        platform(entry(index, MediaType.OCI_MANIFEST, pushed("only", "unknown", "1")), "unknown", "unknown")
                .putObject("annotations")
                .put("vnd.docker.reference.type", "attestation-manifest");
        var result = scan(pushIndex("only", "1", MediaType.OCI_INDEX, index));
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("the index lists no image");
    }

    private static byte[] bytes(ObjectNode index) {
        return index.put("schemaVersion", 2)
                .put("mediaType", MediaType.OCI_INDEX)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void schemaTwoOfDockerIsRead() {
        var result = scan(registry.push(
                "docker", "1", TestImage.of(new RawTar().file("f", "12345")).asDocker()));
        assertThat(result.err()).isEmpty();
        assertThat(result.image().path("mediaType").asText()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(5);
        assertQuiet(result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/json", "text/html", ""})
    void aDockerConfigOfAnOddMediaTypeIsAnImage(String type) {
        var tar = new RawTar().file("f", "12345");
        var docker = TestImage.of(tar).asDocker().configType(type);
        try (var server = RawServer.start(RawServer.serving(docker))) {
            assertThat(shipped(server.host() + "/a:1")).isEqualTo(5);
        }
        var list = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaType.DOCKER_LIST);
        platform(entry(list, MediaType.DOCKER_MANIFEST, docker.manifest()), "linux", "amd64");
        try (var server = RawServer.start((request, out) -> request.path().endsWith("/manifests/1")
                ? RawServer.send(out, 200, list.toString(), "Content-Type: " + MediaType.DOCKER_LIST)
                : RawServer.serving(docker).answer(request, out))) {
            assertThat(shipped("--platform=linux/amd64", server.host() + "/a:1"))
                    .isEqualTo(5);
        }
        Path layout = docker.writeLayout(folder.resolve("untyped-config"), "t" + type.length());
        assertThat(shipped("oci:" + layout + ":t" + type.length())).isEqualTo(5);
        try (var server = RawServer.start(RawServer.serving(TestImage.of(tar).configType(type)))) {
            var artifact = scan(server.host() + "/a:1");
            assertThat(artifact.exitCode()).isEqualTo(3);
            assertThat(artifact.err()).contains("an artifact of type " + type);
        }
    }

    @Test
    void artifactsAndAttestationsAreNoImages() {
        var artifact = TestImage.of(new RawTar().file("f", "x"))
                .manifest(manifest -> manifest.put("artifactType", "application/vnd.example.chart"))
                .configType("application/vnd.example.config");
        var result = scan(registry.push("artifact", "1", artifact));
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("artifact", "application/vnd.example.chart");
        var attestation = TestImage.of();
        attestation.layerNamed("application/vnd.in-toto+json", Digest.sha256(TAR), TAR.length);
        registry.push("attestation", Digest.sha256(TAR), TAR);
        var other = scan(registry.push("attestation", "1", attestation));
        assertThat(other.exitCode()).isEqualTo(3);
        assertThat(other.err()).contains("attestation");
    }

    @Test
    void parentsThatAreLinksAreFollowedWithAWarning() {
        var image = TestImage.of(
                new RawTar()
                        .directory("usr")
                        .directory("usr/bin")
                        .file("usr/bin/sh", "12345")
                        .symlink("bin", "usr/bin"),
                new RawTar().file("bin/sh", "123"));
        var result = scan(registry.push("links", "1", image));
        assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(5);
        assertThat(result.image().path("warnings").toString()).contains("symbolic link", "/bin -> usr/bin");
    }
}
