package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Registries, storage and token servers of odd manners that other clients get along with, each asked directly and through a proxy. One run
 * reads an image for each manner; the repository's number says which.
 */
class MannersIT {

    private static final String PASSWORD = "s3cret";
    private static final String BASIC = "Basic " + base64("alice:" + PASSWORD);

    @TempDir
    Path home;

    /** How the registry is reached. */
    enum Route {
        DIRECT,
        PROXIED
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What differs from a plain registry. */
    private interface Manner {
        /** @return null where the request is to be answered as by a plain registry */
        @Nullable Boolean answer(Place place, Request request, OutputStream out) throws IOException, InterruptedException;
    }

    /** A registry with an image in each of the repositories {@code team/0}, {@code team/1} and so on, and all other hosts. */
    private final class Place implements AutoCloseable {
        private final Route route;
        private final RawServer server;
        private final Map<Integer, TestImage> images = new ConcurrentHashMap<>();

        Place(Route route, Manner manner) {
            this.route = route;
            this.server = RawServer.start((sent, out) -> {
                // a proxy is sent the whole address
                String path = sent.path().replaceFirst("^http://[^/?]+", "");
                var request = new Request(sent.method(), path, sent.headers(), sent.body());
                Boolean answered = manner.answer(this, request, out);
                return answered != null
                        ? answered
                        : RawServer.serving(image(number(path))).answer(request, out);
            });
        }

        /** The image of a repository; no two have a layer in common, which would be fetched only once. */
        TestImage image(int number) {
            return images.computeIfAbsent(
                    number, it -> TestImage.of(new RawTar().file("a", "image " + it), new RawTar().file("a", "new")));
        }

        String host() {
            return route == Route.DIRECT ? server.host() : "registry.invalid";
        }

        boolean isRegistry(Request request) {
            return request.header("host").equals(host());
        }

        Tare.Result scan(int images, String... options) {
            var arguments = new ArrayList<>(List.of("scan", "--format=json", "--plain-http", "--no-cache"));
            arguments.addAll(List.of(options));
            IntStream.range(0, images).forEach(i -> arguments.add(host() + "/team/" + i + ":1"));
            var tare = Tare.at(home);
            if (route == Route.PROXIED) {
                tare.with("HTTP_PROXY", "http://" + server.host());
            }
            return tare.run(arguments.toArray(String[]::new));
        }

        /** Scans the images of all manners, which all must be read as from any other registry. */
        void assertRead(int images, String... options) {
            var result = scan(images, options);
            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            var read = new TreeSet<Integer>();
            for (var image : result.json().path("images")) {
                read.add(number(image.path("reference").asText()));
                assertThat(image.at("/totals/wastedBytes").asInt()).isPositive();
                assertThat(image.path("warnings")).isEmpty();
            }
            assertThat(read)
                    .containsExactlyElementsOf(
                            IntStream.range(0, images).boxed().toList());
            assertThat(result.out()).doesNotContain(PASSWORD);
        }

        void logIn(String entry) {
            config("{\"auths\": {\"%s\": %s}}".formatted(host(), entry));
        }

        void logIn() {
            logIn("{\"auth\": \"%s\"}".formatted(base64("alice:" + PASSWORD)));
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private void config(String json) {
        try {
            Files.createDirectories(home.resolve(".docker"));
            Files.writeString(home.resolve(".docker/config.json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number in {@code …/team/7/…}, {@code …/team/7:1} or {@code /token/7}; 0 where there is none. */
    private static int number(String path) {
        String digits = path.replaceFirst("^.*/(?:team|token)/([0-9]+).*$", "$1");
        return digits.equals(path) ? 0 : Integer.parseInt(digits);
    }

    private static boolean challenge(OutputStream out, String... challenges) throws IOException {
        return RawServer.send(
                out,
                401,
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}",
                Stream.of(challenges).map(it -> "WWW-Authenticate: " + it).toArray(String[]::new));
    }

    // -- faults

    @ParameterizedTest
    @EnumSource
    void faultsAreSurvivedByEitherRoute(Route route) {
        var over = new CountDownLatch(1);
        var seen = ConcurrentHashMap.<String>newKeySet();
        try (var place = new Place(route, (self, request, out) -> {
            int number = number(request.path());
            var digest = self.image(number).layers().getFirst();
            byte[] layer = Objects.requireNonNull(self.image(number).blobs().get(digest));
            boolean isManifest = request.path().contains("/manifests/");
            boolean isLayer = request.path().endsWith(digest.toString());
            boolean isToken = request.path().startsWith("/token");
            if (number == 4 && !isToken && !request.header("authorization").equals("Bearer T")) {
                return challenge(out, "Bearer realm=\"http://%s/token/4\"".formatted(self.host()));
            }
            boolean fails = switch (number) {
                case 0, 3 -> isManifest;
                case 4 -> isToken;
                default -> isLayer;
            };
            if (!fails || !seen.add(request.path())) {
                return isToken ? RawServer.send(out, 200, "{\"token\":\"T\"}") : null;
            }
            switch (number) {
                case 0, 4 -> {
                    return RawServer.send(out, 503, "{}");
                }
                case 1 -> {
                    RawServer.head(out, 200, layer.length);
                    out.write(layer, 0, 10);
                    out.flush();
                    over.await();
                }
                case 2 -> {
                    RawServer.head(out, 200, layer.length);
                    out.write(layer, 0, 10);
                }
                default -> {} // closed without an answer
            }
            return false;
        })) {
            var result = place.scan(5, "--stall-timeout=2", "--jobs=1");
            assertThat(result.exitCode()).isZero();
            assertThat(result.json().path("images")).hasSize(5);
        } finally {
            over.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodiesThatNobodyWantsAreNotReadToTheirEnd(Route route) {
        var sent = new AtomicLong();
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (var place = new Place(route, (self, request, out) -> {
            if (!request.path().startsWith("/v2/team/0/blobs/")) {
                return null;
            }
            RawServer.head(
                    out,
                    307,
                    -1,
                    "Transfer-Encoding: chunked",
                    "Location: " + request.path().replace("/0/", "/00/"));
            while (sent.addAndGet(chunk.length) < 1L << 30) {
                out.write(chunk);
            }
            return false;
        })) {
            place.assertRead(1);
            assertThat(sent.get()).isLessThan(100 << 20);
        }
    }

    // -- addresses

    @ParameterizedTest
    @EnumSource
    void redirectsAreFollowedHoweverTheyAreWritten(Route route) {
        String other = route == Route.DIRECT ? "localhost:PORT" : "storage.invalid";
        var locations = new ArrayList<>(List.of(
                "/store/DIGEST",
                "/store/a b/DIGEST",
                "/store/DIGEST?a=1 2",
                "/store/DIGEST?a=1|2",
                "/store/DIGEST?a=1^2",
                "/store/DIGEST?a=1{2}",
                "/store/DIGEST?a=1`2",
                "/store/DIGEST?a=1\\2",
                "/store/\u00e4/DIGEST",
                "/store/DIGEST?x=100%",
                "?store=1",
                "../../../../../store/./x/../DIGEST",
                "HTTP://HOST/store/DIGEST",
                "HTTP://" + other + "/store/DIGEST",
                "//" + other + "/store/DIGEST#fragment"));
        if (route == Route.PROXIED) { // the other way it is a name that nobody here can look up
            locations.addAll(List.of(
                    "http://my_bucket.invalid/store/DIGEST", "http://my_bucket.invalid:8080/store/DIGEST?a=1 2"));
        }
        var targets = new ConcurrentHashMap<Integer, String>();
        var credentialsElsewhere = new CopyOnWriteArrayList<Request>();
        try (var place = new Place(route, (self, request, out) -> {
            String path = request.path();
            if (!self.isRegistry(request) && !request.header("authorization").isEmpty()) {
                credentialsElsewhere.add(request);
            }
            if (path.contains("store")) {
                String digest = path.replaceFirst("^.*(sha256:[0-9a-f]{64}).*$", "$1");
                for (var image : self.images.entrySet()) {
                    for (var blob : image.getValue().blobs().entrySet()) {
                        if (blob.getKey().toString().equals(digest)) {
                            targets.put(image.getKey(), request.header("host") + path.replace(digest, "DIGEST"));
                            return RawServer.send(out, 200, blob.getValue());
                        }
                    }
                }
            }
            if (!request.header("authorization").equals(BASIC)) {
                return challenge(out, "Basic realm=\"x\"");
            }
            String location = locations
                    .get(number(path))
                    .replace("HOST", self.host())
                    .replace("PORT", self.server.host().replaceFirst(".*:", ""))
                    .replace("DIGEST", path.replaceFirst(".*/", ""));
            return path.contains("/blobs/") ? RawServer.send(out, 307, "", "Location: " + location) : null;
        })) {
            place.logIn();
            place.assertRead(locations.size());
            String host = place.host();
            assertThat(targets)
                    .containsEntry(1, host + "/store/a%20b/DIGEST")
                    .containsEntry(2, host + "/store/DIGEST?a=1%202")
                    .containsEntry(8, host + "/store/%E4/DIGEST")
                    .containsEntry(9, host + "/store/DIGEST?x=100%25")
                    .containsEntry(10, host + "/v2/team/10/blobs/DIGEST?store=1")
                    .containsEntry(11, host + "/store/DIGEST");
            if (route == Route.PROXIED) {
                assertThat(targets).containsEntry(16, "my_bucket.invalid:8080/store/DIGEST?a=1%202");
            }
            assertThat(credentialsElsewhere).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void realmsAreAskedHoweverTheyAreWritten(Route route) {
        var realms = List.of(
                "http://HOST/token/NUMBER",
                "http://HOST/token/NUMBER?a=b|c",
                "http://HOST/token/NUMBER/my token",
                "http://HOST/token/NUMBER ",
                "HTTP://HOST/token/NUMBER",
                "http://HOST/token/NUMBER?x=100%",
                "http://HOST/./token/x/../NUMBER?",
                " http://HOST/token/NUMBER");
        var asked = new ConcurrentHashMap<Integer, String>();
        try (var place = new Place(route, (self, request, out) -> {
            if (request.path().startsWith("/token/")) {
                asked.put(number(request.path()), request.path());
                return request.header("authorization").equals(BASIC)
                        ? RawServer.send(out, 200, "{\"token\":\"T\"}")
                        : RawServer.send(out, 401, "{}");
            }
            return request.header("authorization").equals("Bearer T")
                    ? null
                    : challenge(
                            out,
                            "Bearer realm=\"%s\",service=\"of, tests\""
                                    .formatted(realms.get(number(request.path()))
                                            .replace("HOST", self.host())
                                            .replace("NUMBER", "" + number(request.path()))));
        })) {
            place.logIn();
            place.assertRead(realms.size());
            String query = "service=of%2C+tests&scope=repository%3Ateam%2FNUMBER%3Apull&account=alice";
            assertThat(asked)
                    .containsEntry(0, "/token/0?" + query.replace("NUMBER", "0"))
                    .containsEntry(1, "/token/1?a=b%7Cc&" + query.replace("NUMBER", "1"))
                    .containsEntry(3, "/token/3%20?" + query.replace("NUMBER", "3"))
                    .containsEntry(6, "/token/6?" + query.replace("NUMBER", "6"));
        }
    }
}
