package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Registry;
import dev.tare.kit.Seed;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one machine found out about a layer, another one reads from a registry; and whatever that registry does, the report is the same. */
class SharedCacheIT {

    private static final TestImage IMAGE =
            TestImage.of(new RawTar().file("base", random()).file("a", "one"), new RawTar().file("a", "three"));

    @TempDir
    static Path shared;

    private static Registry registry;
    private static RawServer images;

    @TempDir
    private Path home;

    @BeforeAll
    static void start() {
        registry = Registry.open(shared);
        images = RawServer.start(RawServer.serving(IMAGE));
    }

    @AfterAll
    static void stop() {
        images.close();
        registry.close();
    }

    private static String random() {
        byte[] bytes = new byte[300_000];
        Seed.random(9).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A machine with a cache of its own. */
    private Tare machine(String name) {
        return Tare.at(home).with("XDG_CACHE_HOME", home.resolve(name).toString());
    }

    private static String image() {
        return images.host() + "/team/app:1";
    }

    private static String cache(String host, String repository) {
        return "oci://" + host + "/" + repository;
    }

    private static List<String> sources(JsonNode image) {
        return image.path("layers").findValuesAsText("source");
    }

    private static Tare.Result scan(Tare tare, String... options) {
        var arguments = Stream.concat(Stream.of("scan", "--format=json", image()), Stream.of(options));
        var result = tare.run(arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    /** The report without what tells of the cache. */
    private static String report(Tare.Result result) {
        return result.out().replaceAll("\"(network|cache|shared-cache)\"", "\"\"");
    }

    private static int layersFetched(int before) {
        return (int) images.requests().stream()
                .skip(before)
                .filter(request ->
                        IMAGE.layers().stream().anyMatch(layer -> request.path().endsWith(layer.toString())))
                .count();
    }

    private static HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://" + registry.host() + path))
                            .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static String tags(String repository) throws IOException, InterruptedException {
        return new String(get("/v2/" + repository + "/tags/list").body(), StandardCharsets.UTF_8);
    }

    @Test
    void anotherMachineFetchesNoLayer() throws Exception {
        String cache = "--cache=" + cache(registry.host(), "cache/fresh");
        var cold = scan(machine("one"), cache);
        assertThat(cold.err()).isEmpty();
        assertThat(sources(cold.image())).containsExactly("network", "network");

        int before = images.requests().size();
        var warm = scan(machine("two"), cache);
        assertThat(warm.err()).isEmpty();
        assertThat(sources(warm.image())).containsExactly("shared-cache", "shared-cache");
        assertThat(layersFetched(before)).isZero();
        assertThat(report(warm)).isEqualTo(report(cold));

        String tag = IMAGE.layers().getFirst().toString().replace(':', '-');
        assertThat(tags("cache/fresh")).contains("\"" + tag + ".index-");
        String name = tags("cache/fresh").replaceFirst("(?s).*\"(" + tag + "[^\"]*)\".*", "$1");
        int bytes = get("/v2/cache/fresh/manifests/" + name).body().length;
        byte[] layer = Objects.requireNonNull(IMAGE.blobs().get(IMAGE.layers().getFirst()));
        assertThat(bytes).isLessThan(layer.length / 100);
    }

    @Test
    void copiesOnAMachineAreForTheirCacheAlone() throws Exception {
        String cache = "--cache=" + cache(registry.host(), "cache/copies");
        scan(machine("one"), cache);
        scan(machine("two"), cache);
        int before = images.requests().size();

        try (var gone = RawServer.start((request, out) -> RawServer.send(out, 404, "{}"))) {
            assertThat(sources(scan(machine("two"), "--cache=" + cache(gone.host(), "cache/copies"))
                            .image()))
                    .containsOnly("network");
        }
        assertThat(layersFetched(before)).isEqualTo(2);
        scan(machine("three"), cache);
        assertThat(sources(scan(machine("three")).image())).containsOnly("network");
        registryIsNotAskedFor(machine("four"), cache);
    }

    /** The second time a machine has copies of its own. */
    private void registryIsNotAskedFor(Tare machine, String cache) {
        scan(machine, cache);
        assertThat(sources(scan(machine, cache).image())).containsOnly("shared-cache");
    }

    @Test
    void nothingIsWrittenToACacheThatIsOnlyRead() throws Exception {
        String cache = cache(registry.host(), "cache/read-only");
        var result = scan(machine("one").with("TARE_CACHE", cache), "--cache-read-only");
        assertThat(result.err()).isEmpty();
        assertThat(get("/v2/cache/read-only/tags/list").statusCode()).isEqualTo(404);
        scan(machine("two").with("TARE_CACHE", cache), "--no-cache");
        assertThat(get("/v2/cache/read-only/tags/list").statusCode()).isEqualTo(404);
    }

    @Test
    void whoMayNotWriteReadsAndIsToldOnce() throws Exception {
        scan(machine("one"), "--cache=" + cache(registry.host(), "cache/readers"));
        try (var front = RawServer.start((request, out) -> request.method().equals("GET")
                ? forward(request, out)
                : RawServer.send(out, 403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\"}]}"))) {
            var reader = scan(machine("two"), "--cache=" + cache(front.host(), "cache/readers"));
            assertThat(reader.err()).isEmpty();
            assertThat(sources(reader.image())).containsOnly("shared-cache");

            String other = cache(front.host(), "cache/of-others");
            var cold = scan(machine("three"), "--cache=" + other);
            assertThat(cold.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("tare: --cache %s: only read (not authorised to write".formatted(other));
            assertThat(scan(machine("four"), "--quiet", "--cache=" + other).err())
                    .isEmpty();
        }
    }

    private static boolean forward(Request request, OutputStream out) throws IOException, InterruptedException {
        var response = get(request.path());
        return RawServer.send(
                out,
                response.statusCode(),
                response.body(),
                "Content-Type: " + response.headers().firstValue("Content-Type").orElse("text/plain"));
    }

    @Test
    void credentialsOfTheCacheAreThoseOfItsHost() throws Exception {
        String password = "s3cret:with+chars";
        Path file =
                Files.writeString(shared.resolve("htpasswd"), Tool.run(shared, "htpasswd", "-Bbn", "alice", password));
        String settings = "auth: {htpasswd: {realm: r, path: %s}}".formatted(file);
        try (var basic = Registry.start(shared.resolve("basic"), settings, "")) {
            String auth = Base64.getEncoder().encodeToString(("alice:" + password).getBytes(StandardCharsets.UTF_8));
            Files.writeString(
                    home.resolve("config.json"),
                    "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(basic.host(), auth));
            String cache = "--cache=" + cache(basic.host(), "cache/tare");

            var stranger = scan(machine("zero"), cache);
            assertThat(stranger.err())
                    .contains("not used (not authorised to read")
                    .doesNotContain(password);
            assertThat(stranger.err().lines()).hasSize(1);
            for (String name : List.of("one", "two")) {
                var known = scan(machine(name).with("DOCKER_CONFIG", home.toString()), cache);
                assertThat(known.err()).isEmpty();
                assertThat(sources(known.image())).containsOnly(name.equals("one") ? "network" : "shared-cache");
            }
            assertThat(images.requests())
                    .allSatisfy(request ->
                            assertThat(request.header("authorization")).isEmpty());
        }
    }

    /** What a server can answer in place of an index. */
    @ParameterizedTest
    @ValueSource(
            strings = {"html", "circles", "busy", "endless", "huge", "stranger", "other-bytes", "cut", "nothing", "list"
            })
    void whateverTheCacheAnswersTheReportIsTheSame(String kind) {
        String expected = report(scan(machine("none")));
        try (var server = RawServer.start((request, out) -> answer(kind, request, out))) {
            var result = scan(machine("one"), "--cache=" + cache(server.host(), "cache/tare"));
            assertThat(report(result)).isEqualTo(expected);
            assertThat(sources(result.image())).containsOnly("network");
            assertThat(result.err().lines()).isNotEmpty().hasSizeLessThanOrEqualTo(2);
        }
    }

    private static boolean answer(String kind, Request request, OutputStream out) throws IOException {
        if (!request.path().contains("/cache/") || !request.method().equals("GET")) {
            return RawServer.send(out, 405, "{}");
        }
        String type = "application/vnd.tare.layer-index.v1";
        String blob = "{\"mediaType\":\"%s+gzip\",\"size\":%s,\"digest\":\"sha256:%s\"}"
                .formatted(type, kind.equals("huge") ? "9000000000000" : "5", "0".repeat(64));
        String artifact = "{\"artifactType\":\"%s\",\"layers\":[%s]}";
        boolean isBlob = request.path().contains("/blobs/");
        return switch (kind) {
            case "html" -> RawServer.send(out, 200, "<!doctype html><p>log in", "Content-Type: text/html");
            case "circles" -> RawServer.send(out, 307, "", "Location: " + request.path());
            case "busy" -> RawServer.send(out, 503, "");
            case "endless" -> RawServer.send(out, 200, new byte[2 << 20]);
            case "stranger" -> RawServer.send(out, 200, artifact.formatted("text/plain", blob));
            case "cut" -> {
                RawServer.head(out, 200, 1_000);
                yield false;
            }
            case "nothing" -> false;
            case "list" -> RawServer.send(out, 200, "{\"schemaVersion\":2,\"manifests\":[]}");
            default -> RawServer.send(out, 200, isBlob ? "hello" : artifact.formatted(type, blob));
        };
    }

    @Test
    void theIndexOfAnotherLayerIsNotTaken() throws Exception {
        scan(machine("one"), "--cache=" + cache(registry.host(), "cache/swapped"));
        String first = IMAGE.layers().get(0).hex();
        String second = IMAGE.layers().get(1).hex();
        try (var swapping = RawServer.start((request, out) -> request.method().equals("GET")
                ? forward(
                        new Request(
                                "GET",
                                request.path().contains(first)
                                        ? request.path().replace(first, second)
                                        : request.path().replace(second, first),
                                request.headers(),
                                ""),
                        out)
                : RawServer.send(out, 403, "{}"))) {
            var result = scan(machine("two"), "--cache=" + cache(swapping.host(), "cache/swapped"));
            assertThat(sources(result.image())).containsOnly("network");
            assertThat(result.err()).contains("an entry is not used", "it is of another layer");
        }
    }

    /** A layer that is large enough for others to wait for it. */
    @Test
    @Timeout(120)
    void aCacheUnderSeveralNamesDoesNotWaitForItself() throws Exception {
        byte[] noise = new byte[17 << 20];
        Seed.random(10).nextBytes(noise);
        var image = TestImage.of(new RawTar().file("noise", noise));
        String port = registry.host().replaceFirst(".*:", "");
        try (var server = RawServer.start(RawServer.serving(image))) {
            var result = machine("names")
                    .run(
                            "scan",
                            "--format=json",
                            "--cache=" + cache(registry.host(), "cache/names"),
                            "--cache=" + cache("localhost:" + port, "cache/names"),
                            "--cache=" + cache(registry.host(), "cache/names"),
                            server.host() + "/team/app:1");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(noise.length);
            assertThat(tags("cache/names")).contains("index-");
        }
    }

    @Test
    void aFileThatWasFoundNamesNoCache() throws IOException {
        try (var server = RawServer.start((request, out) -> RawServer.send(out, 404, "{}"))) {
            Path folder = Files.createDirectories(home.resolve("work"));
            Files.writeString(
                    folder.resolve(".tare.yaml"),
                    "source:\n  cache: ['%s']\n".formatted(cache(server.host(), "cache/tare")));
            assertThat(scan(machine("one").in(folder)).err()).contains("cache");
            assertThat(server.requests()).isEmpty();
            scan(machine("one").in(folder), "--config=.tare.yaml", "--cache-dir=" + home.resolve("other"));
            assertThat(server.requests()).isNotEmpty();
        }
    }

    @Test
    void aCacheOfAnotherFormIsAnError() {
        var result = machine("one").run("scan", "--cache=/var/cache/tare", image());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--cache: '/var/cache/tare' is no shared cache: write it as oci://HOST/REPO");
    }
}
