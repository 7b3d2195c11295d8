package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.ClosedPort;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A known secret in every kind of credential, against registries that take it and that fail in every way: it is never seen again. */
class SecretsIT {

    /** What a parser stops at comes last, so that a part of the secret would be found too. */
    private static final String START = "Tr0ub4dorSafely";

    private static final String SECRET = START + "&3";
    private static final String ENCODED = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    private static final String PAIR = base64("alice:" + SECRET);
    private static final String ISSUED = "Iss8edByTheTokenServer";
    private static final TestImage IMAGE = TestImage.of(new RawTar().file("a", "b"));

    /** Shares nothing with the other, so that its blobs are fetched whichever image is read first. */
    private static final TestImage REDIRECTED = TestImage.of(new RawTar().file("c", "d"));

    @TempDir
    Path home;

    /** Where the secret is kept. */
    enum Kept {
        STDIN,
        ENVIRONMENT,
        AUTH,
        PASSWORD,
        HELPER,
        DOCKERCFG,
        IDENTITY_TOKEN,
        REGISTRY_TOKEN,
        PROXY;

        boolean isPassword() {
            return compareTo(DOCKERCFG) <= 0;
        }
    }

    /** How the registry behaves, for the repository of this name. */
    enum Behaviour {
        TAKES_BASIC,
        GIVES_TOKENS,
        REDIRECTS_BLOBS,
        REFUSES_BASIC,
        REFUSES_TOKENS,
        FORBIDS,
        ECHOES_BASIC,
        ECHOES_TOKENS,
        ECHOES_IN_HEADERS,
        ECHOES_IN_STATUS,
        ECHOES_IN_CHUNKS,
        CUTS,
        TOKEN_SERVER_ECHOES,
        TOKEN_SERVER_ECHOES_IN_HEADERS,
        TOKEN_SERVER_REFUSES,
        TOKEN_SERVER_BREAKS,
        TOKEN_SERVER_BABBLES,
        TOKEN_SERVER_STOPS,
        TOKEN_SERVER_REDIRECTS,
        TOKEN_SERVER_ELSEWHERE;

        String repository() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Behaviour of(String path) {
            return valueOf(path.replaceFirst("^/(?:v2|token)/([^/?]+).*$", "$1")
                    .toUpperCase(Locale.ROOT)
                    .replace('-', '_'));
        }

        boolean isReadWith(Kept kept) {
            return switch (this) {
                case TAKES_BASIC -> kept.isPassword();
                case GIVES_TOKENS, REDIRECTS_BLOBS -> true;
                // a form with a secret follows no redirect, another secret stays behind, and what is behind the proxy
                // is a
                // registry of the internet, which sends nobody to a token server on this machine
                case TOKEN_SERVER_REDIRECTS -> kept != Kept.IDENTITY_TOKEN && kept != Kept.PROXY;
                // a registry's token needs no token server
                case TOKEN_SERVER_ELSEWHERE,
                        TOKEN_SERVER_ECHOES,
                        TOKEN_SERVER_ECHOES_IN_HEADERS,
                        TOKEN_SERVER_REFUSES,
                        TOKEN_SERVER_BREAKS,
                        TOKEN_SERVER_BABBLES,
                        TOKEN_SERVER_STOPS -> kept == Kept.REGISTRY_TOKEN;
                case REFUSES_BASIC,
                        REFUSES_TOKENS,
                        FORBIDS,
                        ECHOES_BASIC,
                        ECHOES_TOKENS,
                        ECHOES_IN_HEADERS,
                        ECHOES_IN_STATUS,
                        ECHOES_IN_CHUNKS,
                        CUTS -> false;
            };
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Hosts that no secret is for: where blobs are redirected to, and a token server of somebody else. */
    private static boolean elsewhere(Request request, OutputStream out) throws IOException, InterruptedException {
        return request.path().startsWith("/token")
                ? RawServer.send(out, 200, "{\"token\": \"%s\"}".formatted(ISSUED))
                : RawServer.serving(REDIRECTED).answer(request, out);
    }

    private static boolean registry(Request request, OutputStream out, String elsewhere)
            throws IOException, InterruptedException {
        String path = URI.create(request.path()).getRawPath(); // a proxy is sent the whole address
        if (path.equals("/v2/")) {
            return RawServer.send(out, 200, "{}");
        }
        var behaviour = Behaviour.of(path);
        if (path.startsWith("/token")) {
            return token(behaviour, request, out, elsewhere);
        }
        String sent = request.header("authorization");
        String challenge = switch (behaviour) {
            case TAKES_BASIC, REFUSES_BASIC, ECHOES_BASIC -> "Basic realm=\"x\"";
            case TOKEN_SERVER_ELSEWHERE -> "Bearer realm=\"http://%s/token\"".formatted(elsewhere);
            default ->
                "Bearer realm=\"http://%s/token/%s\",service=\"x\""
                        .formatted(request.header("host"), behaviour.repository());
        };
        boolean known =
                Set.of("Basic " + PAIR, "Bearer " + SECRET, "Bearer " + ISSUED).contains(sent);
        if (!known || behaviour == Behaviour.REFUSES_BASIC || behaviour == Behaviour.REFUSES_TOKENS) {
            return RawServer.send(out, 401, "{}", "WWW-Authenticate: " + challenge);
        }
        return switch (behaviour) {
            case FORBIDS -> RawServer.send(out, 403, "{\"errors\":[{\"code\":\"DENIED\"}]}");
            case ECHOES_BASIC, ECHOES_TOKENS ->
                RawServer.send(out, 403, echo(sent), "Warning: 299 - \"not with %s\"".formatted(sent));
            case ECHOES_IN_HEADERS -> raw(out, "HTTP/1.1 200 OK\r\n" + sent + "\r\n\r\n");
            case ECHOES_IN_STATUS -> raw(out, sent + "\r\n\r\n");
            case ECHOES_IN_CHUNKS -> raw(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + sent + "\r\n");
            case CUTS -> false;
            case REDIRECTS_BLOBS ->
                path.contains("/blobs/")
                        ? RawServer.send(out, 307, "", "Location: http://" + elsewhere + path)
                        : RawServer.serving(REDIRECTED).answer(request, out);
            default -> RawServer.serving(IMAGE).answer(request, out);
        };
    }

    private static boolean raw(OutputStream out, String answer) throws IOException {
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        return false;
    }

    /** Beyond where messages are cut off, too. */
    private static String echo(String sent) {
        return "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"%s is no good, %s%s\"}]}"
                .formatted(sent, "x".repeat(185 - sent.length()), sent);
    }

    private static boolean token(Behaviour behaviour, Request request, OutputStream out, String elsewhere)
            throws IOException {
        return switch (behaviour) {
            case TOKEN_SERVER_ECHOES ->
                RawServer.send(out, 400, echo(request.header("authorization") + request.body()));
            case TOKEN_SERVER_ECHOES_IN_HEADERS ->
                raw(out, "HTTP/1.1 200 OK\r\n" + request.header("authorization") + request.body() + "\r\n\r\n");
            case TOKEN_SERVER_REFUSES -> RawServer.send(out, 401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}");
            case TOKEN_SERVER_BREAKS -> RawServer.send(out, 500, "");
            case TOKEN_SERVER_BABBLES -> RawServer.send(out, 200, ISSUED); // the token and no JSON
            case TOKEN_SERVER_STOPS -> {
                RawServer.head(out, 200, 1000);
                out.write("{\"token\": \"%s".formatted(ISSUED).getBytes(StandardCharsets.UTF_8));
                yield false;
            }
            case TOKEN_SERVER_REDIRECTS -> RawServer.send(out, 307, "", "Location: http://" + elsewhere + "/token");
            default -> RawServer.send(out, 200, "{\"token\": \"%s\"}".formatted(ISSUED));
        };
    }

    private Tare keep(Kept kept, String host) throws IOException {
        var tare = Tare.at(home);
        switch (kept) {
            case STDIN -> tare.stdin(SECRET.getBytes(StandardCharsets.UTF_8));
            case ENVIRONMENT -> tare.with("TARE_USERNAME", "alice").with("TARE_PASSWORD", SECRET);
            case AUTH -> config("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host, PAIR));
            case PASSWORD ->
                config("{\"auths\":{\"%s\":{\"username\":\"alice\",\"password\":\"%s\"}}}".formatted(host, SECRET));
            case IDENTITY_TOKEN -> config("{\"auths\":{\"%s\":{\"identitytoken\":\"%s\"}}}".formatted(host, SECRET));
            case REGISTRY_TOKEN -> config("{\"auths\":{\"%s\":{\"registrytoken\":\"%s\"}}}".formatted(host, SECRET));
            case HELPER -> {
                helper("echo '{\"Username\":\"alice\",\"Secret\":\"%s\"}'".formatted(SECRET));
                config("{\"credHelpers\":{\"%s\":\"kept\"}}".formatted(host));
                tare.with("PATH", home + ":" + System.getenv("PATH"));
            }
            case DOCKERCFG ->
                Files.writeString(home.resolve(".dockercfg"), "{\"%s\":{\"auth\":\"%s\"}}".formatted(host, PAIR));
            case PROXY -> tare.with("HTTP_PROXY", "http://alice:%s@%s".formatted(ENCODED, host));
        }
        return tare;
    }

    private void helper(String does) throws IOException {
        Path program = Files.writeString(home.resolve("docker-credential-kept"), "#!/bin/sh\ncat >/dev/null\n" + does);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private void config(String json) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), json);
    }

    private static void assertNoSecret(Tare.Result result) {
        assertThat(result.out() + result.err())
                .doesNotContain(START, ENCODED, ISSUED)
                .doesNotContain(
                        base64("alice:" + START).substring(0, 24),
                        base64(SECRET).substring(0, 20));
    }

    /** Whether a request shows a secret, in whatever header or body. */
    private static boolean showsSecret(Request request) {
        return Stream.concat(Stream.of(request.path(), request.body()), request.headers().values().stream())
                .anyMatch(text -> text.contains(START) || text.contains(PAIR) || text.contains(ISSUED));
    }

    static Stream<Arguments> all() {
        return Stream.of(Kept.values()).flatMap(kept -> Stream.of(true, false).map(debug -> Arguments.of(kept, debug)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void goesToWhomItIsForAndIsNeverSeenAgain(Kept kept, boolean debug) throws IOException {
        try (var elsewhere = RawServer.start(SecretsIT::elsewhere);
                // by another name of this machine, since a token server on the registry's own host may be told
                var server = RawServer.start((request, out) ->
                        registry(request, out, elsewhere.host().replace("127.0.0.1", "localhost")))) {
            String host = kept == Kept.PROXY ? "registry.invalid" : server.host();
            // what is said of retries is looked at once; they take their time
            int retries = kept == Kept.AUTH && debug ? 1 : 0;
            var arguments = new ArrayList<>(List.of("scan", "--format=json", "--retries=" + retries, "--plain-http"));
            if (debug) {
                arguments.add("--debug");
            }
            if (kept == Kept.STDIN) {
                arguments.addAll(List.of("--username=alice", "--password-stdin"));
            }
            for (var behaviour : Behaviour.values()) {
                arguments.add(host + "/" + behaviour.repository());
            }
            var result = keep(kept, server.host()).run(arguments.toArray(String[]::new));
            assertNoSecret(result);
            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
            assertThat(result.err().contains("\tat dev.tare")).isEqualTo(debug);
            assertThat(result.err().contains("; attempt 2 of 2 in ")).isEqualTo(retries > 0);
            assertThat(names(result.json().path("images")))
                    .as(result.err())
                    .isEqualTo(EnumSet.allOf(Behaviour.class).stream()
                            .filter(behaviour -> behaviour.isReadWith(kept))
                            .map(behaviour -> host + "/" + behaviour.repository() + ":latest")
                            .collect(Collectors.toSet()));
            assertThat(result.json().path("failures").valueStream())
                    .allMatch(failure -> failure.path("exitCode").asInt() == 3);
            assertThat(server.requests()).as("it is used at all").anyMatch(SecretsIT::showsSecret);
            assertThat(elsewhere.requests())
                    .isNotEmpty()
                    .noneMatch(SecretsIT::showsSecret)
                    .allMatch(request -> request.header("authorization").isEmpty()
                            && request.header("proxy-authorization").isEmpty());
        }
    }

    private static Set<String> names(JsonNode images) {
        return images.valueStream()
                .map(image -> image.path("reference").asText())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"auths\":{\"HOST\":{\"auth\":\"%s\"}}}",
                "{\"auths\":{\"registry.example\":{\"password\":%s}}}",
                "%s",
                "[\"%s\"]"
            })
    void isNotShownOfAFileThatIsBroken(String content) throws IOException {
        try (var server =
                RawServer.start((_, out) -> RawServer.send(out, 401, "{}", "WWW-Authenticate: Basic realm=\"x\""))) {
            config(content.replace("HOST", server.host()).formatted(SECRET));
            Path file = home.resolve(".docker/config.json");
            for (var named : List.of(List.<String>of(), List.of("--registry-config=" + file))) {
                var arguments = new ArrayList<>(List.of("--debug", "scan"));
                arguments.addAll(named);
                arguments.add(server.host() + "/team/app:1");
                var result = Tare.at(home).run(arguments.toArray(String[]::new));
                // a file that tells nothing is passed over, unless the user named it
                boolean isPassedOver = named.isEmpty() && !content.contains("HOST");
                assertThat(result.exitCode()).isEqualTo(isPassedOver ? 3 : 2);
                assertThat(result.err()).contains(file.toString());
                assertNoSecret(result);
            }
        }
    }

    @Test
    void isNotShownOfAnEntryThatIsBroken() throws IOException {
        try (var server =
                RawServer.start((_, out) -> RawServer.send(out, 401, "{}", "WWW-Authenticate: Basic realm=\"x\""))) {
            config("{\"auths\":{\"registry.example\":{\"auth\":\"%s\"}}}".formatted(SECRET));
            var result = Tare.at(home).run("--debug", "scan", server.host() + "/team/app:1");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("the auth of registry.example is no Base64");
            assertNoSecret(result);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo %s", "echo %s; exit 1", "echo %s >&2; exit 1", "echo '{\"Secret\": \"%s'"})
    void isNotShownOfAHelperThatFails(String does) throws IOException {
        helper(does.formatted(SECRET.replace("&", "")));
        try (var server =
                RawServer.start((_, out) -> RawServer.send(out, 401, "{}", "WWW-Authenticate: Basic realm=\"x\""))) {
            config("{\"credHelpers\":{\"%s\":\"kept\"}}".formatted(server.host()));
            var result = Tare.at(home)
                    .with("PATH", home + ":" + System.getenv("PATH"))
                    .run("--debug", "scan", server.host() + "/team/app:1");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("docker-credential-kept");
            assertNoSecret(result);
        }
    }

    @Test
    void isNotShownOfAProxyThatRefusesOrIsNotThere() {
        try (var proxy = RawServer.start(
                        (_, out) -> RawServer.send(out, 407, "", "Proxy-Authenticate: Basic realm=\"p\""));
                var none = new ClosedPort()) {
            for (String address : List.of(proxy.host(), none.host(), "[bad")) {
                for (String scheme : List.of("--plain-http", "--insecure-skip-verify")) {
                    String value = "http://alice:%s@%s".formatted(ENCODED, address);
                    var result = Tare.at(home)
                            .with("HTTP_PROXY", value)
                            .with("HTTPS_PROXY", value)
                            .run("--debug", "scan", "--retries=0", scheme, "registry.invalid/team/app:1");
                    assertThat(result.exitCode()).isEqualTo(address.equals("[bad") ? 2 : 3);
                    assertThat(result.err()).containsAnyOf("127.0.0.1:", "407", "HTTP_PROXY", "HTTPS_PROXY");
                    assertNoSecret(result);
                }
            }
        }
    }
}
