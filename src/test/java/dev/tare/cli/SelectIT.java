package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import dev.tare.image.spec.MediaType;
import dev.tare.kit.ClosedPort;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images a scan is of that names repositories and registries. */
class SelectIT {

    private final Instant now = Instant.now();

    @TempDir
    Path home;

    private static TestImage image(String content) {
        return TestImage.of(new RawTar().file("a", content));
    }

    private TestImage image(String content, int daysAgo) {
        return image(content)
                .config(config -> config.put(
                        "created", now.minus(daysAgo, ChronoUnit.DAYS).toString()));
    }

    private Tare.Result scan(String... arguments) {
        var all = new ArrayList<>(List.of("scan", "--no-cache", "--format", "json"));
        all.addAll(List.of(arguments));
        return Tare.at(home).run(all.toArray(String[]::new));
    }

    /** The references of a report in their order, without the host. */
    private static List<String> references(Tare.Result result) {
        return result.json()
                .path("images")
                .valueStream()
                .map(image -> image.path("reference").asText().replaceFirst("[^/]*/", ""))
                .toList();
    }

    private static JsonNode failure(Tare.Result result) {
        assertThat(result.json().path("failures")).hasSize(1);
        return result.json().path("failures").get(0);
    }

    @Test
    void tagsAreChosenByPatternVersionAndDate() {
        try (var registry = Registry.open(home)) {
            String app = registry.host() + "/team/app";
            for (String tag : List.of("1.27", "1.27.3", "latest")) {
                registry.push("team/app", tag, image("new", 3));
            }
            registry.push("team/app", "1.27.2", image("older", 40));
            registry.push("team/app", "1.9.0", image("old", 400));
            registry.push(
                    "team/app", "chart", image("chart", 1).configType("application/vnd.cncf.helm.config.v1+json"));
            registry.push("team/app", "sha256-" + "0".repeat(64) + ".sig", image("signature", 1));

            var all = scan("--repository", app);
            assertThat(all.exitCode()).isZero();
            assertThat(references(all)).containsExactly("team/app:1.27.3", "team/app:1.27.2", "team/app:1.9.0");
            assertThat(all.err())
                    .contains("2 tags name an image that another tag names", "1 tag names no container image");

            assertThat(references(scan("--repository", app, "--latest", "2")))
                    .containsExactly("team/app:1.27.3", "team/app:1.27.2");
            assertThat(references(scan("--repository", app, "--tags", "1.27*", "--tags", "re:lat.*")))
                    .containsExactly("team/app:1.27.3", "team/app:1.27.2");
            assertThat(references(scan("--repository", app, "--since", "100d")))
                    .containsExactly("team/app:1.27.3", "team/app:1.27.2");
            assertThat(references(scan("--repository", app, "--tags", "1.9*", app + ":latest", "--tags", "1.27.2")))
                    .containsExactly("team/app:latest", "team/app:1.27.2", "team/app:1.9.0");

            var none = scan("--repository", app, "--tags", "9.*");
            assertThat(none.exitCode()).isEqualTo(2);
            assertThat(none.err()).contains("there is no image to scan: 1 repository has no tag that fits");
        }
    }

    @Test
    void theNewestGoByDateWhereNoTagIsAVersion() {
        try (var registry = Registry.open(home)) {
            String job = registry.host() + "/team/job";
            for (int i = 0; i < 40; i++) {
                registry.push(
                        "team/job", "%07x".formatted((i * 7919) % 40 + 0xabc000), image("job " + i, i * 7919 % 40));
            }
            assertThat(references(scan("--repository", job, "--latest", "3")))
                    .containsExactly("team/job:0abc000", "team/job:0abc001", "team/job:0abc002");
            registry.push("team/job", "1.0", image("first", 90));
            assertThat(references(scan("--repository", job, "--latest", "2"))).containsExactly("team/job:1.0");
            assertThat(references(scan("--repository", job, "--latest", "2", "--newest-by", "created")))
                    .containsExactly("team/job:0abc000", "team/job:0abc001");
        }
    }

    @Test
    void aRepositoryThatCannotBeListedIsAFailureInItsPlace() throws IOException {
        String line = Tool.run(home, "htpasswd", "-Bbn", "alice", "s3cret");
        Path file = Files.writeString(home.resolve("htpasswd"), line);
        try (var registry = Registry.start(home, "auth: {htpasswd: {realm: r, path: %s}}".formatted(file), "")) {
            var anonymous = scan("--repository", registry.host() + "/team/app");
            assertThat(anonymous.exitCode()).isEqualTo(3);
            assertThat(failure(anonymous).path("reference").asText()).isEqualTo(registry.host() + "/team/app");
            assertThat(failure(anonymous).path("message").asText()).contains("not authorised to read the list of tags");
        }
        try (var open = Registry.open(home)) {
            open.push("team/app", "1", image("1"));
            var result = scan("--repository", open.host() + "/no/such", "--repository", open.host() + "/team/app");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(references(result)).containsExactly("team/app:1");
            assertThat(failure(result).path("reference").asText()).isEqualTo(open.host() + "/no/such");
        }
    }

    @Test
    void credentialsAreUsedForListsToo() throws IOException {
        String line = Tool.run(home, "htpasswd", "-Bbn", "alice", "s3cret");
        Path file = Files.writeString(home.resolve("htpasswd"), line);
        try (var open = Registry.open(home);
                var closed = Registry.start(home, "auth: {htpasswd: {realm: r, path: %s}}".formatted(file), "")) {
            open.push("team/app", "1", image("1")); // they share their storage
            var result = Tare.at(home)
                    .with("TARE_USERNAME", "alice")
                    .with("TARE_PASSWORD", "s3cret")
                    .run("scan", "--format", "json", "--repository", closed.host() + "/team/app");
            assertThat(references(result)).containsExactly("team/app:1");
        }
    }

    @Test
    void aRegistryIsScannedByItsCatalogAndInShards() {
        try (var registry = Registry.open(home)) {
            for (int i = 0; i < 12; i++) {
                registry.push("team" + i % 2 + "/app" + i, "1.0", image("content " + i));
                registry.push("team" + i % 2 + "/app" + i, "1.1", image("newer " + i));
            }
            var even = scan("--registry", registry.host(), "--repositories", "team0/*", "--latest", "1");
            assertThat(references(even))
                    .containsExactly(
                            "team0/app0:1.1",
                            "team0/app10:1.1",
                            "team0/app2:1.1",
                            "team0/app4:1.1",
                            "team0/app6:1.1",
                            "team0/app8:1.1");
            var all = new ArrayList<String>();
            for (int shard = 0; shard < 3; shard++) {
                all.addAll(references(scan("--registry", registry.host(), "--shard", shard + "/3")));
            }
            assertThat(all).hasSize(24).doesNotHaveDuplicates();
            var alone = scan("--shard", "0/1000", "--repository", registry.host() + "/team0/app0");
            assertThat(alone.exitCode()).isZero();
            assertThat(references(alone)).isEmpty();
        }
    }

    /** What a registry without a catalog answers, or one that does not show it to everybody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "404 {}",
                "401 {\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}",
                "405 {}",
                "400 {\"errors\":[{\"code\":\"UNSUPPORTED\"}]}"
            })
    void aRegistryWithoutCatalogSaysSoAndWhatToDo(String answer) {
        try (var server = RawServer.start((request, out) -> request.path().contains("_catalog")
                ? RawServer.send(out, Integer.parseInt(answer.substring(0, 3)), answer.substring(4))
                : RawServer.send(out, 200, "{}"))) {
            var result = scan("--registry", server.host());
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(failure(result).path("reference").asText()).isEqualTo(server.host());
            assertThat(failure(result).path("message").asText())
                    .contains("does not list its repositories (it answered " + answer.substring(0, 3));
            assertThat(failure(result).path("hint").asText()).contains("/api/v2.0/projects", "--repository");
        }
    }

    @Test
    void aRegistryThatCannotBeReachedIsToldAsForAnImage() {
        try (var closed = new ClosedPort()) {
            var failure = failure(scan("--retries=0", "--repository", closed.host() + "/team/app"));
            assertThat(failure.path("message").asText()).contains("cannot be reached");
        }
    }

    private static boolean isRefused(Request request) {
        return request.path().contains("_catalog")
                && !request.header("authorization").equals("Bearer t0ken");
    }

    @Test
    void aCatalogNeedsAScopeOfItsOwn() {
        try (var tokens = RawServer.start((_, out) -> RawServer.send(out, 200, "{\"token\":\"t0ken\"}"));
                var server = RawServer.start((request, out) -> isRefused(request)
                        ? RawServer.send(
                                out,
                                401,
                                "{}",
                                "WWW-Authenticate: Bearer realm=\"http://" + tokens.host() + "/token\",service=\"s\"")
                        : RawServer.send(out, 200, "{\"repositories\":[]}"))) {
            var result = scan("--registry", server.host());
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("its catalog names no repository", "there is no image to scan");
            assertThat(tokens.requests().getFirst().path()).contains("scope=registry%3Acatalog%3A*");
        }
    }

    @Test
    void aCatalogOfWhichNoRepositoryIsWantedIsToldSo() {
        try (var server =
                RawServer.start((_, out) -> RawServer.send(out, 200, "{\"repositories\":[\"team/a\",\"team/b\"]}"))) {
            var result = scan("--registry", server.host(), "--repositories=none/*");
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err())
                    .contains("none of its 2 repositories matches --repositories", "there is no image to scan");
        }
    }

    /** Answers the list of tags; everything else as a registry with one image does. */
    private interface Listing {
        boolean answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    private static RawServer serving(TestImage image, Listing listing) {
        var rest = RawServer.serving(image);
        return RawServer.start((request, out) ->
                request.path().contains("/tags/list") ? listing.answer(request, out) : rest.answer(request, out));
    }

    @Test
    void pagesAreFollowedOnTheRegistryItself() {
        try (var elsewhere = RawServer.start((_, out) -> RawServer.send(out, 200, "{\"tags\":[\"2\"]}"));
                var server = serving(
                        image("x"),
                        (request, out) -> request.path().contains("last=1")
                                ? RawServer.send(
                                        out,
                                        200,
                                        "{\"tags\":[\"b\"]}",
                                        "Link: <http://" + elsewhere.host() + "/v2/a/tags/list>; rel=\"next\"")
                                : RawServer.send(
                                        out,
                                        200,
                                        "{\"tags\":[\"a\"]}",
                                        "Link: </v2/a/tags/list?last=1>; rel=\"next\""))) {
            var result = scan("--repository", server.host() + "/a");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(failure(result).path("message").asText()).contains("the next page is at no address of http://");
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void aListThatLinksInCirclesEnds() {
        try (var server = serving(
                image("x"),
                (_, out) -> RawServer.send(
                        out, 200, "{\"tags\":[\"a\"]}", "Link: </v2/a/tags/list?last=1>; rel=\"next\""))) {
            var result = scan("--repository", server.host() + "/a");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(failure(result).path("message").asText()).contains("a page that it sent before");
        }
    }

    @Test
    void aPageWithoutEndIsNotReadToItsEnd() {
        try (var server = serving(image("x"), (_, out) -> {
            RawServer.head(out, 200, 1L << 40);
            byte[] piece = new byte[1 << 16];
            Arrays.fill(piece, (byte) ' ');
            while (true) {
                out.write(piece);
            }
        })) {
            var result = scan("--repository", server.host() + "/a");
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(failure(result).path("message").asText()).contains("more than a page of");
        }
    }

    @Test
    void namesThatCannotBeTagsArePassedOver() {
        try (var server = serving(
                image("x"),
                (_, out) -> RawServer.send(
                        out, 200, "{\"tags\":[\"a\\u001b[31m\",\"\",\"../x\",\"-x\",{},7.5e9,\"ok\",\"ok\"]}"))) {
            var result = scan("--repository", server.host() + "/a");
            assertThat(references(result)).containsExactly("a:ok");
            assertThat(server.requests()).noneMatch(request -> request.path().contains(".."));
        }
    }

    @Test
    void aRegistryThatIsBusyIsAskedAgain() {
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        try (var server = serving(
                image("x"),
                (_, out) -> asked.incrementAndGet() == 1
                        ? RawServer.send(out, 503, "{}")
                        : RawServer.send(out, 200, "{\"tags\":[\"a\"]}"))) {
            var result = scan("--repository", server.host() + "/a");
            assertThat(result.exitCode()).isZero();
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void manyTagsAreLookedAtAndEachImageIsScannedOnce() {
        var tags = IntStream.range(0, 500).mapToObj("\"t%d\""::formatted).toList();
        try (var server =
                serving(image("x", 1), (_, out) -> RawServer.send(out, 200, "{\"tags\":%s}".formatted(tags)))) {
            var result = scan("--repository", server.host() + "/a", "--since", "30d");
            assertThat(references(result)).containsExactly("a:t0");
            assertThat(result.err()).contains("499 tags name an image that another tag names");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--tags 1.* a|choose among the tags of a --repository",
                "--repository a/b:1|write HOST/REPOSITORY without a tag",
                "--repository a/b --latest 0|--latest: 0 is not a number above 0",
                "--repository a/b --newest-by version|--newest-by: it is about --latest",
                "--repository a/b --since soon|--since: soon is neither an age",
                "--repository a/b --tags [a|--tags: ",
                "--repository a/b --repositories x|--repositories chooses among those of a --registry",
                "--registry example.com/team|is no host",
                "--registry example|is no host",
                "--shard 3/3 a|--shard: there is no shard 3 of 3"
            })
    void whatCannotBeMeantIsRefused(String text) {
        var parts = text.split("\\|", -1);
        var result = scan(parts[0].split(" ", -1));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(parts[1]);
    }

    /** An index of two platforms, an index of a third, and an attestation. */
    private static String pushIndex(Registry registry, String tag) {
        var images = new ArrayList<TestImage>();
        for (String architecture : List.of("amd64", "arm64", "s390x")) {
            images.add(image(architecture).config(config -> config.put("architecture", architecture)));
        }
        images.forEach(image -> registry.push("team/app", image.digest().toString(), image));
        byte[] inner = index(listed(images.get(2), "s390x"));
        registry.pushManifest("team/app", "inner", MediaType.OCI_INDEX, inner);
        byte[] outer = index(
                listed(images.get(0), "amd64"),
                listed(images.get(1), "arm64"),
                listed(images.get(1), "unknown").replace("\"linux\"", "\"unknown\""),
                "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                        .formatted(MediaType.OCI_INDEX, Digest.sha256(inner), inner.length));
        return registry.pushManifest("team/app", tag, MediaType.OCI_INDEX, outer);
    }

    private static String listed(TestImage image, String architecture) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}"
                .formatted(image.mediaType(), image.digest(), image.manifest().length, architecture);
    }

    private static byte[] index(String... manifests) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaType.OCI_INDEX, String.join(",", manifests))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyPlatformIsAnImageOfItsOwn() {
        try (var registry = Registry.open(home.resolve("registry"))) {
            String name = pushIndex(registry, "all");
            String one = registry.push("team/one", "1", image("one"));
            String missing = registry.host() + "/team/missing:1";
            var result = scan("--all-platforms", name, missing, one);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.json().path("images").findValuesAsText("platform"))
                    .containsExactly("linux/amd64", "linux/arm64", "linux/s390x", "linux/amd64");
            assertThat(result.json()
                            .path("images")
                            .valueStream()
                            .map(image -> image.path("reference")
                                    .asText()
                                    .equals(name + "@" + image.path("digest").asText())))
                    .containsExactly(true, true, true, false);
            assertThat(result.json().path("failures").findValuesAsText("reference"))
                    .containsExactly(missing);

            String again = name.replace(":all", ":again");
            assertThat(pushIndex(registry, "again")).isEqualTo(again);
            assertThat(scan("--all-platforms", name, again).json().path("images"))
                    .hasSize(3);

            assertThat(scan("--all-platforms", "--platform=linux/arm64", name).err())
                    .contains("--all-platforms: --platform names one");
        }
    }
}
