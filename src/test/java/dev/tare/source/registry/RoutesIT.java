package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Await;
import dev.tare.kit.Certificates;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Relay;
import dev.tare.kit.Seed;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same faults by every route to a registry: direct or through a proxy, with TLS or without. One run reads an image for each fault. */
class RoutesIT {

    private static final String NAME = "registry.invalid";
    private static final String LOGIN = "pat:pr0xy";
    private static final byte[] NOISE = new byte[300_000];

    static {
        Seed.fixed(11).nextBytes(NOISE);
    }

    private static Certificates certificates;

    @TempDir
    static Path shared;

    @TempDir
    Path home;

    enum Route {
        DIRECT,
        HTTP_PROXY,
        SOCKS5_PROXY
    }

    enum Scheme {
        HTTP,
        HTTPS
    }

    /** What a registry does with the first layer, and what can be survived. */
    enum Passing {
        NOTHING,
        ANSWERS_503,
        BREAKS_OFF,
        STALLS,
        HAS_NO_LENGTH_AND_ENDS_EARLY,
        IS_CHUNKED,
        SENDS_INTERIM_RESPONSES,
        CLOSES_WITHOUT_AN_ANSWER,
        CLOSES_AFTER_THE_ANSWER,
        REPEATS_THE_LENGTH,
        REDIRECTS;

        String repository() {
            return "passing/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The same for what ends the scan of the image. */
    enum Lasting {
        BAD_CHUNK_SIZE("broke off after"),
        LONG_HEADER("more or longer headers than any should"),
        MANY_HEADERS("more or longer headers than any should"),
        NEGATIVE_LENGTH("the answer is no HTTP"),
        LENGTHS_THAT_DIFFER("the answer is no HTTP"),
        LENGTH_BEYOND_THE_BODY("broke off after"),
        INTERIM_RESPONSES_WITHOUT_END("but 103"),
        SWITCHES_PROTOCOLS("but 101"),
        NO_HTTP("the answer is no HTTP"),
        SILENCE("did not answer within 5 seconds"),
        SILENCE_IN_THE_BODY("was silent for 5 seconds"),
        DRIPPING_HEADER("did not answer within 5 seconds");

        private final String said;

        Lasting(String said) {
            this.said = said;
        }

        String repository() {
            return "lasting/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @BeforeAll
    static void makeCertificates() {
        certificates = Certificates.make(shared, "DNS:" + NAME + ",IP:127.0.0.1");
    }

    static Stream<Arguments> routes() {
        return Stream.of(Route.values())
                .flatMap(route -> Stream.of(Scheme.values()).map(scheme -> Arguments.of(route, scheme)));
    }

    /** A registry with an image in each repository, none of which has a layer in common with another; and the way to it. */
    private final class Place implements AutoCloseable {
        private final Route route;
        private final Scheme scheme;
        private final RawServer server;
        private final @Nullable Relay relay;
        private final Map<String, TestImage> images = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

        Place(Route route, Scheme scheme) {
            this.route = route;
            this.scheme = scheme;
            this.server = scheme == Scheme.HTTPS
                    ? RawServer.start(certificates.listen(), this::answer)
                    : RawServer.start(this::answer);
            int port = Integer.parseInt(server.host().replaceFirst(".*:", ""));
            this.relay = switch (route) {
                case DIRECT -> null;
                case HTTP_PROXY -> scheme == Scheme.HTTPS ? Relay.connect(port) : null;
                case SOCKS5_PROXY -> Relay.socks5(port, LOGIN);
            };
        }

        private TestImage image(String repository) {
            return images.computeIfAbsent(
                    repository,
                    it -> TestImage.of(
                            new RawTar().file("noise", NOISE).file("a", it), new RawTar().file("a", "new " + it)));
        }

        private boolean answer(Request sent, OutputStream out) throws IOException, InterruptedException {
            String path = sent.path().replaceFirst("^http://[^/?]+", "");
            var request = new Request(sent.method(), path, sent.headers(), sent.body());
            String[] words = path.split("/", -1);
            if (words.length < 5) {
                return RawServer.send(out, 200, "{}");
            }
            String repository = words[2] + "/" + words[3];
            var image = image(repository);
            var digest = image.layers().getFirst();
            if (!path.endsWith(digest.toString())) {
                return RawServer.serving(image).answer(request, out);
            }
            byte[] blob = Objects.requireNonNull(image.blobs().get(digest));
            int count = counts.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
            String what = words[3].toUpperCase(Locale.ROOT).replace('-', '_');
            return words[2].equals("passing")
                    ? passing(Passing.valueOf(what), count, blob, path, out)
                    : lasting(Lasting.valueOf(what), blob, out);
        }

        private boolean passing(Passing what, int count, byte[] blob, String path, OutputStream out)
                throws IOException, InterruptedException {
            if (count > 1) {
                return RawServer.send(out, 200, blob);
            }
            switch (what) {
                case NOTHING -> {
                    return RawServer.send(out, 200, blob);
                }
                case ANSWERS_503 -> {
                    return RawServer.send(out, 503, "{}");
                }
                case BREAKS_OFF, STALLS -> {
                    RawServer.head(out, 200, blob.length);
                    out.write(blob, 0, 1000);
                    out.flush();
                    if (what == Passing.STALLS) {
                        Await.forever();
                    }
                }
                case HAS_NO_LENGTH_AND_ENDS_EARLY -> {
                    RawServer.head(out, 200, -1, "Connection: close");
                    out.write(blob, 0, 1000);
                }
                case IS_CHUNKED -> {
                    RawServer.head(out, 200, -1, "Transfer-Encoding: chunked");
                    out.write("%x;a=b\r\n".formatted(blob.length).getBytes(StandardCharsets.US_ASCII));
                    out.write(blob);
                    out.write("\r\n0\r\nTrailer: 1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    return true;
                }
                case SENDS_INTERIM_RESPONSES -> {
                    raw(out, "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n".repeat(3));
                    return RawServer.send(out, 200, blob);
                }
                case CLOSES_WITHOUT_AN_ANSWER -> {}
                case CLOSES_AFTER_THE_ANSWER -> RawServer.send(out, 200, blob);
                case REPEATS_THE_LENGTH -> {
                    RawServer.head(out, 200, blob.length, "Content-Length: " + blob.length);
                    out.write(blob);
                    return true;
                }
                case REDIRECTS -> {
                    return RawServer.send(out, 307, "moved", "Location: " + path);
                }
            }
            return false;
        }

        private boolean lasting(Lasting what, byte[] blob, OutputStream out) throws IOException, InterruptedException {
            switch (what) {
                case BAD_CHUNK_SIZE -> raw(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n");
                case LONG_HEADER -> raw(out, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 20));
                case MANY_HEADERS -> raw(out, "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(10_000));
                case NEGATIVE_LENGTH -> raw(out, "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n");
                case LENGTHS_THAT_DIFFER ->
                    raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef");
                case LENGTH_BEYOND_THE_BODY -> {
                    RawServer.head(out, 200, blob.length);
                    out.write(blob, 0, 1000);
                }
                case INTERIM_RESPONSES_WITHOUT_END -> raw(out, "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10_000));
                case SWITCHES_PROTOCOLS ->
                    raw(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.2\r\nConnection: Upgrade\r\n\r\n");
                case NO_HTTP -> raw(out, "SSH-2.0-OpenSSH_9.2\r\n");
                case SILENCE -> Await.forever();
                case SILENCE_IN_THE_BODY -> {
                    RawServer.head(out, 200, blob.length);
                    out.write(blob, 0, 1000);
                    out.flush();
                    Await.forever();
                }
                case DRIPPING_HEADER -> {
                    raw(out, "HTTP/1.1 200 OK\r\nX: ");
                    while (true) {
                        raw(out, "x");
                        Thread.sleep(100);
                    }
                }
            }
            return false;
        }

        String host() {
            return route == Route.DIRECT ? server.host() : NAME;
        }

        Tare.Result scan(Stream<String> repositories, String... options) {
            var arguments = new ArrayList<>(List.of("scan", "--format=json", "--no-cache"));
            arguments.addAll(
                    scheme == Scheme.HTTPS
                            ? List.of("--ca-file", certificates.authority().toString())
                            : List.of("--plain-http"));
            arguments.addAll(List.of(options));
            repositories.forEach(repository -> arguments.add(host() + "/" + repository + ":1"));
            return tare().run(arguments.toArray(String[]::new));
        }

        private Tare tare() {
            var tare = Tare.at(home);
            String variable = scheme + "_PROXY";
            return switch (route) {
                case DIRECT -> tare;
                case HTTP_PROXY ->
                    tare.with(variable, "http://" + LOGIN + "@" + (relay == null ? server.host() : relay.host()));
                case SOCKS5_PROXY ->
                    tare.with(
                            variable,
                            "socks5://" + LOGIN + "@"
                                    + Objects.requireNonNull(relay).host());
            };
        }

        /** Checks that the proxy was asked with its login, and knows hosts by their names. */
        void assertProxied() {
            String login = "Basic " + Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
            switch (route) {
                case DIRECT -> {}
                case HTTP_PROXY -> {
                    if (relay == null) {
                        assertThat(server.requests())
                                .allMatch(request ->
                                        request.header("proxy-authorization").equals(login));
                    } else {
                        assertThat(relay.asked())
                                .isNotEmpty()
                                .allMatch(head -> head.startsWith("CONNECT " + NAME + ":443 HTTP/1.1\r\n")
                                        && head.contains("Proxy-Authorization: " + login + "\r\n"));
                        assertThat(server.requests())
                                .allMatch(request ->
                                        request.header("proxy-authorization").isEmpty());
                    }
                }
                case SOCKS5_PROXY ->
                    assertThat(Objects.requireNonNull(relay).asked())
                            .isNotEmpty()
                            .containsOnly(NAME);
            }
        }

        @Override
        public void close() {
            server.close();
            if (relay != null) {
                relay.close();
            }
        }
    }

    private static void raw(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static Set<String> names(JsonNode list) {
        return list.valueStream()
                .map(it -> it.path("reference").asText().replaceFirst("^[^/]*/(.*):1$", "$1"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void passingFaultsAreSurvived(Route route, Scheme scheme) {
        try (var place = new Place(route, scheme)) {
            var result = place.scan(Stream.of(Passing.values()).map(Passing::repository), "--stall-timeout=2");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(names(result.json().path("images")))
                    .isEqualTo(
                            Stream.of(Passing.values()).map(Passing::repository).collect(Collectors.toSet()));
            place.assertProxied();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void lastingFaultsAreNamed(Route route, Scheme scheme) {
        try (var place = new Place(route, scheme)) {
            var result = place.scan(
                    Stream.of(Lasting.values()).map(Lasting::repository), "--stall-timeout=5", "--retries=0");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.json().path("images")).isEmpty();
            for (var what : Lasting.values()) {
                assertThat(result.err().lines().filter(line -> line.contains(what.repository() + ":1: ")))
                        .as(what.name())
                        .hasSize(1)
                        .allMatch(line -> line.contains("layer 0") && line.contains(what.said), what.said);
            }
            assertThat(result.err()).doesNotContain("Exception", "pr0xy");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateOfAnotherHostIsRefused(Route route) throws IOException {
        var others = Certificates.make(Files.createDirectories(home.resolve("others")), "DNS:other.invalid");
        var genuine = certificates;
        certificates = others;
        try (var place = new Place(route, Scheme.HTTPS)) {
            var result = place.scan(Stream.of(Passing.NOTHING.repository()), "--retries=0");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("the TLS connection to https://" + place.host() + " failed");
            assertThat(place.server.requests()).isEmpty();
        } finally {
            certificates = genuine;
        }
    }

    private Tare.Result scanThrough(Relay proxy, String... options) {
        var arguments = new ArrayList<>(List.of("scan", "--debug"));
        arguments.addAll(List.of(options));
        arguments.add(NAME + "/team/app:1");
        return Tare.at(home)
                .with("HTTPS_PROXY", "http://" + LOGIN + "@" + proxy.host())
                .run(arguments.toArray(String[]::new));
    }

    @Test
    void aProxyThatWantsAnotherLoginIsNamedAndNotAskedAgain() {
        try (var proxy =
                answering("HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n")) {
            var result = scanThrough(proxy);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err())
                    .contains(
                            "the proxy " + proxy.host() + " does not connect to https://" + NAME, "407", "HTTPS_PROXY")
                    .doesNotContain("pr0xy", "attempt");
            assertThat(proxy.asked()).hasSize(1);
        }
    }

    @Test
    void aProxyThatIsBusyIsAskedAgain() {
        try (var proxy = answering("HTTP/1.1 503 X\r\nContent-Length: 3\r\n\r\nno!")) {
            var result = scanThrough(proxy, "--retries=1");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("it answered 503", "attempt 2 of 2");
            assertThat(proxy.asked()).hasSize(2);
        }
    }

    /** What a proxy answers to CONNECT is not the registry's word: it must neither redirect nor ask for the registry's credentials. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "307 X\r\nLocation: https://elsewhere.invalid/",
                "401 X\r\nWWW-Authenticate: Basic realm=\"r\"",
                "404 X\r\nX: y"
            })
    void aProxyDoesNotAnswerForTheRegistry(String answer) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(
                home.resolve(".docker/config.json"),
                "{\"auths\": {\"%s\": {\"username\": \"alice\", \"password\": \"s3cret\"}}}".formatted(NAME));
        try (var proxy = answering("HTTP/1.1 " + answer + "\r\nContent-Length: 2\r\n\r\n{}")) {
            var result = scanThrough(proxy);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("it answered " + answer.substring(0, 3));
            assertThat(proxy.asked()).hasSize(1).allMatch(head -> !head.contains("\r\nAuthorization:"));
        }
    }

    @Test
    void aProxyThatHangsIsNotWaitedForLongerThanTheStallTimeout() {
        try (var proxy = Relay.start(0, (in, _, asked) -> {
            asked.add(Relay.head(in));
            Await.forever();
            return false;
        })) {
            var result = scanThrough(proxy, "--retries=0", "--stall-timeout=1");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("https://" + NAME + " did not answer within 1 seconds");
        }
    }

    private static Relay answering(String answer) {
        return Relay.start(0, (in, out, asked) -> {
            asked.add(Relay.head(in));
            raw(out, answer);
            return false;
        });
    }

    @Test
    void aSocksProxyThatRefusesTheLoginIsNamed() {
        try (var proxy = Relay.socks5(0, "another:login")) {
            var result = Tare.at(home)
                    .with("ALL_PROXY", "socks5h://" + LOGIN + "@" + proxy.host())
                    .run("scan", "--debug", "--retries=0", NAME + "/team/app:1");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("by the proxy " + proxy.host()).doesNotContain("pr0xy");
            assertThat(proxy.asked()).isEmpty();
        }
    }
}
