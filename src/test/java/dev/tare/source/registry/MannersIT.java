package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
        private final List<Request> requests = new CopyOnWriteArrayList<>();
        private final Map<Integer, TestImage> images = new ConcurrentHashMap<>();

        Place(Route route, Manner manner) {
            this.route = route;
            this.server = RawServer.start((sent, out) -> {
                // a proxy is sent the whole address
                String path = sent.path().replaceFirst("^http://[^/?]+", "");
                var request = new Request(sent.method(), path, sent.headers(), sent.body());
                requests.add(request);
                Boolean answered = manner.answer(this, request, out);
                return answered != null
                        ? answered
                        : RawServer.serving(image(number(path))).answer(request, out);
            });
        }

        /** The image of a repository; no two have a layer in common, which would be fetched only once. */
        TestImage image(int number) {
            return images.computeIfAbsent(
                    number,
                    it -> TestImage.of(new RawTar().file("a", "image " + it), new RawTar().file("a", "new " + it)));
        }

        String host() {
            return route == Route.DIRECT ? server.host() : "registry.invalid";
        }

        boolean isRegistry(Request request) {
            return request.header("host").equals(host());
        }

        List<Request> requests() {
            return List.copyOf(requests);
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

    private static String parameters(String path, String name) {
        return Arrays.stream(path.replaceFirst("^[^?]*\\??", "").split("&", -1))
                .filter(it -> it.startsWith(name + "="))
                .map(it -> URLDecoder.decode(it.substring(name.length() + 1), StandardCharsets.UTF_8))
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    private static boolean challenge(OutputStream out, String... challenges) throws IOException {
        return RawServer.send(
                out,
                401,
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}",
                Stream.of(challenges).map(it -> "WWW-Authenticate: " + it).toArray(String[]::new));
    }

    /** A token that tells what it is good for. */
    private static String token(String scopes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(scopes.getBytes(StandardCharsets.UTF_8));
    }

    private static String scopes(Request request) {
        String authorization = request.header("authorization");
        return authorization.startsWith("Bearer ")
                ? new String(
                        Base64.getUrlDecoder().decode(authorization.substring("Bearer ".length())),
                        StandardCharsets.UTF_8)
                : "";
    }

    // -- faults

    @ParameterizedTest
    @EnumSource
    void faultsAreSurvivedAndToldByEitherRoute(Route route) {
        var begun = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        var seen = ConcurrentHashMap.<String>newKeySet();
        try (var place = new Place(route, (self, request, out) -> {
            int number = number(request.path());
            if (number == 0) {
                begun.countDown();
            } else {
                begun.await(); // so that no connection is there that the first image could use again
            }
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
                case 3, 4 -> {
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
                default -> {} // a new connection is closed without an answer: one that was used before is not worth a
                // word
            }
            return false;
        })) {
            var result = place.scan(5, "--stall-timeout=4", "--jobs=1");
            assertThat(result.exitCode()).isZero();
            assertThat(result.json().path("images")).hasSize(5);
            String origin = "http://" + place.host();
            // images are read side by side, and so are their retries
            assertThat(result.err()
                            .lines()
                            .map(line -> line.replaceFirst("[0-9.]+ s$", "N s"))
                            .sorted())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .contains("/team/0:1: the image: the request to " + origin + " failed")
                                    .endsWith("; attempt 2 of 4 in N s"),
                            line -> assertThat(line)
                                    .contains(
                                            "/team/1:1: layer 0 (sha256:",
                                            "): " + origin + " stopped sending after 10 bytes")
                                    .endsWith("was silent for 4 seconds; attempt 2 of 4 in N s"),
                            line -> assertThat(line)
                                    .contains(
                                            "/team/2:1: layer 0 (sha256:",
                                            "): the connection to " + origin + " broke off")
                                    .endsWith("; attempt 2 of 4 in N s"),
                            line -> assertThat(line)
                                    .endsWith(
                                            "/team/3:1: the image: " + origin + " answered 503; attempt 2 of 4 in N s"),
                            line -> assertThat(line)
                                    .endsWith(
                                            "/team/4:1: a token: " + origin + " answered 503; attempt 2 of 4 in N s"));
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

    // -- challenges

    /** What the challenge of a repository names, and what its tokens must be good for. */
    private record Scopes(String named, String wanted, String asked) {}

    @ParameterizedTest
    @EnumSource
    void theTokenIsForWhatTheChallengeNames(Route route) {
        var cases = List.of(
                new Scopes("repository:team/0:pull", "repository:team/0:pull", "repository:team/0:pull"),
                new Scopes("repository:b:pull", "repository:b:pull", "repository:b:pull"),
                new Scopes("repository:team/2:pull,push", "repository:team/2:pull,push", "repository:team/2:pull,push"),
                new Scopes("aws", "aws", "aws"),
                new Scopes(
                        "repository:team/4:pull repository:c:pull",
                        "repository:c:pull",
                        "repository:team/4:pull repository:c:pull"),
                new Scopes("", "repository:team/5:pull", "repository:team/5:pull"),
                // a challenge that misleads: what is needed is asked for next
                new Scopes("registry:catalog:*", "repository:team/6:pull", "repository:team/6:pull"));
        var asked = new ConcurrentHashMap<Integer, String>();
        try (var place = new Place(route, (self, request, out) -> {
            int number = number(request.path());
            var it = cases.get(number);
            if (request.path().startsWith("/token/")) {
                asked.put(number, parameters(request.path(), "scope"));
                return RawServer.send(
                        out, 200, "{\"token\":\"%s\"}".formatted(token(parameters(request.path(), "scope"))));
            }
            String scope = it.named().isEmpty() ? "" : ",scope=\"" + it.named() + "\"";
            return List.of(scopes(request).split(" ")).contains(it.wanted())
                    ? null
                    : challenge(out, "Bearer realm=\"http://%s/token/%d\"%s".formatted(self.host(), number, scope));
        })) {
            place.assertRead(cases.size());
            for (int i = 0; i < cases.size(); i++) {
                assertThat(asked.get(i)).isEqualTo(cases.get(i).asked());
            }
            assertThat(place.requests()).noneMatch(request -> request.path().equals("/v2/"));
            // one token for each but the one that misleads
            assertThat(place.requests().stream().filter(it -> it.path().startsWith("/token/")))
                    .hasSize(cases.size() + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenIsForMoreWhenOtherRequestsWantMore(Route route) {
        try (var place = new Place(route, (self, request, out) -> {
            if (request.path().startsWith("/token/")) {
                return RawServer.send(
                        out, 200, "{\"token\":\"%s\"}".formatted(token(parameters(request.path(), "scope"))));
            }
            String wanted = request.path().contains("/blobs/") ? "repository:blobs:pull" : "repository:team/0:pull";
            return List.of(scopes(request).split(" ")).contains(wanted)
                    ? null
                    : challenge(
                            out,
                            "Bearer realm=\"http://%s/token/0\",scope=\"%s\",error=\"insufficient_scope\""
                                    .formatted(self.host(), wanted));
        })) {
            place.assertRead(1);
            assertThat(place.requests().stream()
                            .filter(it -> it.path().startsWith("/token/"))
                            .map(it -> parameters(it.path(), "scope")))
                    .containsExactly("repository:team/0:pull", "repository:blobs:pull repository:team/0:pull");
        }
    }

    /** GitHub's old registry and Nexus refuse strangers with a status alone, and challenge at their root. */
    @ParameterizedTest
    @EnumSource
    void whoeverChallengesAtTheRootOnlyIsAskedThere(Route route) {
        var statuses = List.of(401, 403, 404);
        for (String challenge : List.of("Basic realm=\"x\"", "Bearer realm=\"http://HOST/token\",service=\"s\"")) {
            String authorization = challenge.startsWith("Basic") ? BASIC : "Bearer T";
            try (var place = new Place(route, (self, request, out) -> {
                if (request.path().equals("/v2/")) {
                    return request.header("authorization").equals(authorization)
                            ? null
                            : challenge(out, challenge.replace("HOST", self.host()));
                }
                if (request.path().startsWith("/token")) {
                    boolean known = request.header("authorization").equals(BASIC)
                            && parameters(request.path(), "scope").matches("repository:team/[0-2]:pull");
                    return RawServer.send(out, known ? 200 : 401, "{\"token\":\"T\"}");
                }
                return request.header("authorization").equals(authorization)
                        ? null
                        : RawServer.send(out, statuses.get(number(request.path())), "{}");
            })) {
                place.logIn();
                place.assertRead(statuses.size());
                assertThat(place.requests().stream().filter(it -> it.path().equals("/v2/")))
                        .hasSize(statuses.size());
                config("{}");
                var refused = place.scan(statuses.size());
                assertThat(refused.exitCode()).isEqualTo(3);
                assertThat(refused.json().path("images")).isEmpty();
                assertThat(refused.err()).contains("docker login", "team/2:1").doesNotContain(" bug ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingTagCostsAChallengeAndAListOfTags(Route route) {
        try (var place = new Place(
                route, (_, request, out) -> request.path().equals("/v2/") ? null : RawServer.send(out, 404, "{}"))) {
            place.logIn();
            var result = place.scan(1);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("the image was not found");
            assertThat(place.requests())
                    .extracting(Request::path)
                    .containsExactly("/v2/team/0/manifests/1", "/v2/", "/v2/team/0/tags/list?n=1000");
            assertThat(place.requests())
                    .allMatch(request -> request.header("authorization").isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofSeveralChallengesOneIsMet(Route route) {
        String bearer = "Bearer realm=\"http://HOST/token/NUMBER\",service=\"s\"";
        var cases = List.of(
                List.of("Negotiate", "Basic realm=\"a, b\""),
                List.of("Negotiate YII==, Basic realm=\"x\""),
                List.of("Basic realm=\"x\", " + bearer),
                List.of(bearer, "Basic realm=\"x\""),
                // no token for these two, or one that is refused
                List.of(bearer, "Basic realm=\"x\""),
                List.of("Basic realm=\"x\"", bearer),
                List.of("Bearer", "Bearer realm=\"\"", "Basic"));
        try (var place = new Place(route, (self, request, out) -> {
            int number = number(request.path());
            if (request.path().startsWith("/token/")) {
                return RawServer.send(out, number == 4 ? 403 : 200, "{\"token\":\"T\"}");
            }
            String authorization = request.header("authorization");
            boolean known = switch (number) {
                case 2, 3 -> authorization.equals("Bearer T");
                default -> authorization.equals(BASIC);
            };
            return known
                    ? null
                    : challenge(
                            out,
                            cases.get(number).stream()
                                    .map(it -> it.replace("HOST", self.host()).replace("NUMBER", "" + number))
                                    .toArray(String[]::new));
        })) {
            place.logIn();
            place.assertRead(cases.size());
        }
    }

    /** A registry that challenges for something else each time is left alone soon. */
    @ParameterizedTest
    @EnumSource
    void challengesWithoutEndEnd(Route route) {
        try (var place = new Place(
                route,
                (self, request, out) -> request.path().startsWith("/token")
                        ? RawServer.send(
                                out,
                                200,
                                "{\"token\":\"T%d\"}".formatted(self.requests().size()))
                        : challenge(
                                out,
                                "Bearer realm=\"http://%s/token\",scope=\"s%d\""
                                        .formatted(self.host(), self.requests().size())))) {
            var result = place.scan(1);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("not authorised");
            assertThat(place.requests()).hasSizeLessThan(20);
        }
    }

    // -- token servers

    @ParameterizedTest
    @EnumSource
    void tokensComeWithAnyStatusOfSuccess(Route route) {
        var statuses = List.of(200, 201, 203);
        try (var place = new Place(route, (self, request, out) -> {
            if (request.path().startsWith("/token/")) {
                return RawServer.send(
                        out,
                        statuses.get(number(request.path())),
                        Blobs.gzip("{\"access_token\":\"T\"}".getBytes(StandardCharsets.UTF_8)),
                        "Content-Encoding: gzip");
            }
            return request.header("authorization").equals("Bearer T")
                    ? null
                    : challenge(
                            out, "Bearer realm=\"http://%s/token/%d\"".formatted(self.host(), number(request.path())));
        })) {
            place.assertRead(statuses.size());
        }
    }

    /** oauth.md: a server that answers 404 to POST is asked by GET, which all know. */
    @ParameterizedTest
    @EnumSource
    void anIdentityTokenIsSentByGetWhereThereIsNoPost(Route route) {
        var statuses = List.of(200, 404, 405, 501);
        var entries = Map.of(
                "{\"identitytoken\": \"refresh\"}",
                ":refresh",
                "{\"identitytoken\": \"refresh\", \"auth\": \"" + base64("00000000-0000-0000-0000-000000000000:")
                        + "\"}",
                "00000000-0000-0000-0000-000000000000:refresh",
                "{\"identitytoken\": \"refresh\", \"auth\": \"" + base64("alice:" + PASSWORD) + "\"}",
                "alice:" + PASSWORD);
        entries.forEach((entry, basic) -> {
            try (var place = new Place(route, (self, request, out) -> {
                int number = number(request.path());
                if (request.path().startsWith("/token/")) {
                    boolean isPost = request.method().equals("POST");
                    if (isPost && number > 0) {
                        return RawServer.send(out, statuses.get(number), "{}");
                    }
                    boolean known = isPost
                            ? request.body().contains("refresh_token=refresh")
                                    && request.body().contains("scope=repository%3Ateam%2F0%3Apull")
                                    && request.header("content-type").startsWith("application/x-www-form-urlencoded")
                            : request.header("authorization").equals("Basic " + base64(basic));
                    return RawServer.send(out, known ? 200 : 401, "{\"token\":\"T\"}");
                }
                return request.header("authorization").equals("Bearer T")
                        ? null
                        : challenge(
                                out,
                                "Bearer realm=\"http://%s/token/%d\",service=\"s\"".formatted(self.host(), number));
            })) {
                place.logIn(entry);
                place.assertRead(statuses.size());
                assertThat(place.requests()).noneMatch(request -> request.path().contains("refresh"));
            }
        });
    }

    /** RFC 7617, B.3: which bytes a password is, is between the user and the server. */
    @ParameterizedTest
    @EnumSource
    void passwordsGoOutAsTheBytesThatTheyAre(Route route) {
        for (byte[] pair : List.of(
                "alice:p\u00e4ss".getBytes(StandardCharsets.UTF_8),
                "alice:p\u00e4ss".getBytes(StandardCharsets.ISO_8859_1),
                "\u00e4lice:p".getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {'u', ':', (byte) 0xff, (byte) 0xfe, ':', (byte) 0x80})) {
            String auth = Base64.getEncoder().encodeToString(pair);
            var accounts = new CopyOnWriteArrayList<String>();
            try (var place = new Place(route, (self, request, out) -> {
                if (request.path().startsWith("/token")) {
                    accounts.add(request.path().replaceFirst(".*account=", ""));
                    return RawServer.send(
                            out,
                            request.header("authorization").equals("Basic " + auth) ? 200 : 401,
                            "{\"token\":\"T\"}");
                }
                return Set.of("Bearer T", "Basic " + auth).contains(request.header("authorization"))
                        ? null
                        : challenge(
                                out,
                                number(request.path()) == 0
                                        ? "Basic realm=\"x\""
                                        : "Bearer realm=\"http://%s/token\"".formatted(self.host()));
            })) {
                place.logIn("{\"auth\": \"%s\"}".formatted(auth));
                place.assertRead(2);
                assertThat(accounts).containsOnly(pair[0] == (byte) 0xe4 ? "%E4lice" : pair[0] == 'u' ? "u" : "alice");
            }
        }
    }

    // -- content encodings

    @ParameterizedTest
    @EnumSource
    void documentsMayBePackedForTheWayAndLayersStayAsTheyAre(Route route) {
        try (var place = new Place(route, (self, request, out) -> {
            var image = self.image(number(request.path()));
            boolean lies = number(request.path()) == 1; // its header says so, and it is not packed
            String header = "Content-Encoding: " + (number(request.path()) == 2 ? "X-GZIP" : "gzip");
            if (request.path().contains("/manifests/")) {
                return RawServer.send(
                        out,
                        200,
                        lies ? image.manifest() : Blobs.gzip(image.manifest()),
                        header,
                        "Content-Type: " + image.mediaType(),
                        "Docker-Content-Digest: " + image.digest());
            }
            for (var blob : image.blobs().entrySet()) {
                if (request.path().endsWith(blob.getKey().toString())) {
                    boolean isLayer = image.layers().contains(blob.getKey());
                    return RawServer.send(
                            out, 200, (isLayer || lies) ? blob.getValue() : Blobs.gzip(blob.getValue()), header);
                }
            }
            return null;
        })) {
            place.assertRead(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void packedDocumentsAreBounded(Route route) {
        byte[] bomb = Blobs.gzip(new byte[64 << 20]);
        try (var place = new Place(
                route,
                (_, request, out) -> request.path().contains("/manifests/")
                        ? RawServer.send(out, 200, bomb, "Content-Encoding: gzip")
                        : null)) {
            var result = place.scan(1);
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.err()).contains("--max-manifest-bytes");
        }
    }

    @ParameterizedTest
    @EnumSource
    void encodingsThatNobodyAskedForAreNamed(Route route) {
        try (var place = new Place(
                route,
                (self, request, out) -> request.path().contains("/manifests/")
                        ? RawServer.send(
                                out,
                                200,
                                number(request.path()) == 0
                                        ? "\u000b\u0002".getBytes(StandardCharsets.UTF_8)
                                        : Arrays.copyOf(Blobs.gzip(self.image(1).manifest()), 60),
                                "Content-Encoding: " + (number(request.path()) == 0 ? "br" : "gzip"))
                        : null)) {
            var result = place.scan(2);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err())
                    .contains("team/0:1: http://" + place.host() + " answered in the content encoding br")
                    .contains("team/1:1: http://" + place.host() + " answered with a document in gzip that is damaged");
        }
    }
}
