package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.spec.MediaType;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Registry;
import dev.tare.kit.ReportSchema;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The report on an image is found from the image, in registries with and without the referrers API. */
@Timeout(120)
class AttachIT {

    private static final String TYPE = "application/vnd.tare.report.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestImage ONE = TestImage.of(new RawTar().file("a", "one"), new RawTar().file("a", "two"));
    private static final TestImage OTHER = TestImage.of(new RawTar().file("b", "1"));

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

    private static Tare.Result attach(String... images) {
        var arguments = new String[images.length + 4];
        System.arraycopy(new String[] {"scan", "--attach", "--no-cache", "--format=json"}, 0, arguments, 0, 4);
        System.arraycopy(images, 0, arguments, 4, images.length);
        return Tare.at(folder).run(arguments);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://%s/v2/%s".formatted(registry.host(), path)))
                            .header("Accept", String.join(", ", MediaType.DOCUMENTS))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String listOf(String repository, TestImage image) {
        return "%s/manifests/sha256-%s".formatted(repository, image.digest().hex());
    }

    private static JsonNode list(String repository, TestImage image) throws IOException, InterruptedException {
        return JSON.readTree(get(listOf(repository, image)).body()).path("manifests");
    }

    @Test
    void aReportIsInTheListOfReferrersOfItsImage() throws IOException, InterruptedException {
        var result = attach(registry.push("team/app", "1", ONE), registry.push("team/app", "2", OTHER));
        assertThat(result.exitCode()).as(result.err()).isZero();

        var list = list("team/app", ONE);
        assertThat(list).hasSize(1);
        assertThat(list.path(0).path("artifactType").asText()).isEqualTo(TYPE);
        var artifact = JSON.readTree(
                get("team/app/manifests/" + list.path(0).path("digest").asText())
                        .body());
        assertThat(artifact.at("/subject/digest").asText())
                .isEqualTo(ONE.digest().toString());
        assertThat(artifact.at("/subject/mediaType").asText()).isEqualTo(ONE.mediaType());
        assertThat(artifact.at("/subject/size").asInt()).isEqualTo(ONE.manifest().length);
        assertThat(artifact.at("/layers/0/annotations/org.opencontainers.image.title")
                        .asText())
                .isEqualTo("tare-report.json");
        var report = JSON.readTree(
                get("team/app/blobs/" + artifact.at("/layers/0/digest").asText())
                        .body());
        assertThat(ReportSchema.validated(report).path("images")).hasSize(1);
        assertThat(report.at("/images/0"))
                .isEqualTo(result.json().path("images").path(0));
        assertThat(list("team/app", OTHER)).hasSize(1);
    }

    @Test
    void aReportThatHasNotChangedIsAttachedOnce() throws IOException, InterruptedException {
        String name = registry.push("team/again", "1", ONE);
        for (int i = 0; i < 2; i++) {
            assertThat(Tare.at(folder).run("scan", "--attach", name).exitCode()).isZero();
            assertThat(list("team/again", ONE))
                    .hasSize(1); // whether the layers come from the registry or from the cache
        }
    }

    @Test
    void whatOthersHaveAttachedStays() throws IOException, InterruptedException {
        String name = registry.push("team/others", "1", ONE);
        registry.push("team/others", "signature", OTHER);
        registry.pushManifest("team/others", "sha256-" + ONE.digest().hex(), MediaType.OCI_INDEX, """
                        {"schemaVersion": 2, "mediaType": "%s", "manifests": [{"mediaType": "%s", "digest": "%s", "size": %d,
                        "artifactType": "a/signature", "annotations": {"who": "somebody"}, "future": [1]}]}
                        """.formatted(
                        MediaType.OCI_INDEX, OTHER.mediaType(), OTHER.digest(), OTHER.manifest().length)
                .getBytes(StandardCharsets.UTF_8));
        assertThat(attach(name).exitCode()).isZero();

        var list = list("team/others", ONE);
        assertThat(list).hasSize(2);
        assertThat(list.path(0).path("annotations").path("who").asText()).isEqualTo("somebody");
        assertThat(list.path(0).path("future")).hasSize(1);
        assertThat(list.path(1).path("artifactType").asText()).isEqualTo(TYPE);
    }

    @Test
    void aTagThatIsNoListIsLeftAlone() throws IOException, InterruptedException {
        String name = registry.push("team/taken", "1", ONE);
        registry.push("team/taken", "sha256-" + ONE.digest().hex(), OTHER);
        var result = attach(name);
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains(name, "its report could not be attached", "no image index");
        assertThat(get(listOf("team/taken", ONE)).body())
                .isEqualTo(new String(OTHER.manifest(), StandardCharsets.UTF_8));
    }

    /** A registry that takes whatever is pushed. */
    private static boolean take(Request request, OutputStream out, String... headersOfManifests)
            throws IOException, InterruptedException {
        return switch (request.method()) {
            case "HEAD" -> RawServer.send(out, 404, "");
            case "POST" -> RawServer.send(out, 202, "", "Location: /upload");
            case "PUT" ->
                RawServer.send(
                        out, 201, "", request.path().contains("/manifests/") ? headersOfManifests : new String[0]);
            default -> RawServer.serving(ONE).answer(request, out);
        };
    }

    @Test
    void aRegistryWithTheReferrersApiKeepsTheListItself() {
        try (var server = RawServer.start((request, out) -> take(request, out, "OCI-Subject: " + ONE.digest()))) {
            var result = attach(server.host() + "/team/app:1");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(server.requests()).extracting(Request::path).noneMatch(path -> path.contains("sha256-"));
            assertThat(server.requests())
                    .filteredOn(request ->
                            request.method().equals("PUT") && request.path().contains("/manifests/sha256:"))
                    .singleElement()
                    .satisfies(request -> assertThat(JSON.readTree(request.body())
                                    .at("/subject/digest")
                                    .asText())
                            .isEqualTo(ONE.digest().toString()));
        }
    }

    @Test
    void aListThatSomebodyElseChangesIsReadAgain() {
        var isChanged = new AtomicBoolean();
        var isWritten = new AtomicBoolean();
        String empty = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}".formatted(MediaType.OCI_INDEX);
        try (var server = RawServer.start((request, out) -> {
            if (!request.path().contains("/manifests/sha256-")) {
                return take(request, out);
            }
            if (request.method().equals("PUT")) {
                isWritten.set(isChanged.get());
                return RawServer.send(out, isChanged.getAndSet(true) ? 201 : 412, "");
            }
            return isWritten.get()
                    ? RawServer.send(out, 404, "")
                    : RawServer.send(out, 200, empty, "ETag: \"%s\"".formatted(isChanged));
        })) {
            var result = attach(server.host() + "/team/app:1");
            assertThat(server.requests())
                    .filteredOn(request ->
                            request.method().equals("PUT") && request.path().contains("/manifests/sha256-"))
                    .extracting(request -> request.header("if-match"))
                    .startsWith("\"false\"", "\"true\"", "");
            // the list is gone as soon as it was written, which is told
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("the list of referrers is changed by others all the time");
        }
    }

    @Test
    void anImageWhoseReportCannotBeAttachedIsReportedAllTheSame() {
        try (var server = RawServer.start((request, out) -> request.method().equals("GET")
                ? RawServer.serving(ONE).answer(request, out)
                : RawServer.send(out, 403, "{\"errors\":[{\"code\":\"DENIED\"}]}"))) {
            String name = server.host() + "/team/app:1";
            var result = attach(name);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains(name, "its report could not be attached", "not authorised to write");
            assertThat(result.json().path("images")).hasSize(1);
            assertThat(result.json().path("failures")).isEmpty(); // the image was read
        }
    }

    @Test
    void anImageThatIsInNoRegistryIsRefusedBeforeAnythingIsRead() {
        ONE.writeLayout(folder.resolve("layout"), "1");
        var result = attach("oci:" + folder.resolve("layout"));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--attach", "is in no registry");
        assertThat(result.out()).isEmpty();
    }
}
