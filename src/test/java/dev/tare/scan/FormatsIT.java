package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.MediaType;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests and blobs in all their forms, from a real registry. */
class FormatsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
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
        new Random(3).nextBytes(noise);
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
        assertQuiet(scanLayer(
                "zstd",
                "application/vnd.oci.image.layer.v1.tar+zstd",
                Blobs.join(skippable, first, skippable, second, skippable)));
    }

    @Test
    void aTarThatIsNotCompressed() {
        assertQuiet(scanLayer("tar", "application/vnd.oci.image.layer.v1.tar", TAR));
    }

    @Test
    void aWrongMediaTypeIsAWarning() {
        assertThat(scanLayer("wrong", TestImage.OCI_LAYER, TAR)
                        .image()
                        .path("warnings")
                        .toString())
                .contains("layer 0", "gzip", "uncompressed tar");
    }

    @Test
    void aWrongDiffIdIsAWarning() {
        var image = TestImage.of().layer(TestImage.OCI_LAYER, Blobs.gzip(TAR), Digest.sha256(new byte[1]), "COPY . /");
        var result = scan(registry.push("blobs", "diff-id", image));
        assertThat(result.exitCode()).isZero();
        assertThat(result.image().path("warnings").toString()).contains("layer 0", "diff ID");
    }

    @Test
    void aLayerThatAppearsTwiceIsFetchedOnce() {
        var image = TestImage.of(
                new RawTar().file("a", "one"), new RawTar().file("a", "three"), new RawTar().file("a", "one"));
        try (var server = RawServer.start(RawServer.serving(image))) {
            var result = scan(server.host() + "/twice:1");
            assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(11);
            assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(8);
            assertThat(server.requests().stream()
                            .filter(request -> request.path()
                                    .endsWith(image.layers().getFirst().toString())))
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
        var image = TestImage.of(new RawTar().file("f", content))
                .config(config -> config.put("architecture", architecture));
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
            String repository = type.equals(MediaType.OCI_INDEX) ? "index" : "list";
            var index = JSON.createObjectNode();
            platform(entry(index, MediaType.OCI_MANIFEST, pushed(repository, "arm64", "1234")), "linux", "arm64");
            platform(entry(index, MediaType.OCI_MANIFEST, pushed(repository, "amd64", "12")), "linux", "amd64");
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
    void anIndexMayListIndexes() {
        var inner = JSON.createObjectNode();
        platform(entry(inner, MediaType.OCI_MANIFEST, pushed("nested", "amd64", "123")), "linux", "amd64");
        pushIndex("nested", Digest.sha256(bytes(inner)).toString(), MediaType.OCI_INDEX, inner);
        var outer = JSON.createObjectNode();
        entry(outer, MediaType.OCI_INDEX, bytes(inner));
        assertThat(shipped("--platform=amd64", pushIndex("nested", "1", MediaType.OCI_INDEX, outer)))
                .isEqualTo(3);
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

    @Test
    void anArtifactIsNoImageAndNorIsAnAttestation() {
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
