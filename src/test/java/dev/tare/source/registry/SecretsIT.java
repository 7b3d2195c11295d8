package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A known secret in every kind of credential, against registries that take it and that fail in every way: it is never seen again. */
class SecretsIT {

    private static final String SECRET = "Tr0ub4dor&3";
    private static final TestImage IMAGE = TestImage.of(new RawTar().file("a", "b"));

    @TempDir
    Path home;

    /** Where the secret is kept. */
    enum Kept {
        STDIN,
        ENVIRONMENT,
        AUTH,
        PASSWORD,
        IDENTITY_TOKEN,
        REGISTRY_TOKEN,
        HELPER,
        DOCKERCFG,
        PROXY
    }

    /** How the registry behaves. */
    enum Behaviour {
        TAKES_BASIC,
        GIVES_TOKENS,
        REFUSES,
        FORBIDS,
        TOKEN_SERVER_REFUSES,
        TOKEN_SERVER_BREAKS,
        TOKEN_SERVER_BABBLES,
        REDIRECTS,
        CUTS
    }

    static Stream<Arguments> all() {
        return Stream.of(Kept.values())
                .flatMap(kept -> Stream.of(Behaviour.values())
                        // every pair would take minutes, and tell no more: each place with each third behaviour, in
                        // turns
                        .filter(behaviour -> (kept.ordinal() + behaviour.ordinal()) % 3 == 0)
                        .map(behaviour -> Arguments.of(kept, behaviour)));
    }

    private static boolean answer(Behaviour behaviour, RawServer.Request request, OutputStream out)
            throws IOException, InterruptedException {
        String self = request.header("host");
        if (request.path().equals("/v2/")) {
            return RawServer.send(out, 200, "{}");
        }
        if (request.path().startsWith("/token")) {
            return switch (behaviour) {
                case TOKEN_SERVER_REFUSES -> RawServer.send(out, 401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}");
                case TOKEN_SERVER_BREAKS -> RawServer.send(out, 500, "");
                case TOKEN_SERVER_BABBLES -> RawServer.send(out, 200, "{\"token\": \"" + SECRET);
                default -> RawServer.send(out, 200, "{\"token\": \"%s\"}".formatted(SECRET));
            };
        }
        boolean known = !request.header("authorization").isEmpty();
        if (!known || behaviour == Behaviour.REFUSES) {
            String challenge = behaviour == Behaviour.TAKES_BASIC || behaviour == Behaviour.CUTS
                    ? "Basic realm=\"x\""
                    : "Bearer realm=\"http://%s/token\",service=\"x\"".formatted(self);
            return RawServer.send(out, 401, "{}", "WWW-Authenticate: " + challenge);
        }
        return switch (behaviour) {
            case FORBIDS -> RawServer.send(out, 403, "{\"errors\":[{\"code\":\"DENIED\"}]}");
            case REDIRECTS -> RawServer.send(out, 307, "", "Location: http://localhost:1/" + request.path());
            case CUTS -> false;
            default -> RawServer.serving(IMAGE).answer(request, out);
        };
    }

    private Tare keep(Kept kept, String host) throws IOException {
        var tare = Tare.at(home);
        String auth = Base64.getEncoder().encodeToString(("alice:" + SECRET).getBytes(StandardCharsets.UTF_8));
        switch (kept) {
            case STDIN -> tare.stdin(SECRET.getBytes(StandardCharsets.UTF_8));
            case ENVIRONMENT -> tare.with("TARE_USERNAME", "alice").with("TARE_PASSWORD", SECRET);
            case AUTH -> config("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host, auth));
            case PASSWORD ->
                config("{\"auths\":{\"%s\":{\"username\":\"alice\",\"password\":\"%s\"}}}".formatted(host, SECRET));
            case IDENTITY_TOKEN -> config("{\"auths\":{\"%s\":{\"identitytoken\":\"%s\"}}}".formatted(host, SECRET));
            case REGISTRY_TOKEN -> config("{\"auths\":{\"%s\":{\"registrytoken\":\"%s\"}}}".formatted(host, SECRET));
            case HELPER -> {
                Path program = home.resolve("docker-credential-kept");
                Files.writeString(
                        program,
                        "#!/bin/sh\ncat >/dev/null\necho '{\"Username\":\"alice\",\"Secret\":\"%s\"}'\n"
                                .formatted(SECRET));
                assertThat(program.toFile().setExecutable(true)).isTrue();
                config("{\"credHelpers\":{\"%s\":\"kept\"}}".formatted(host));
                tare.with("PATH", home + ":" + System.getenv("PATH"));
            }
            case DOCKERCFG ->
                Files.writeString(home.resolve(".dockercfg"), "{\"%s\":{\"auth\":\"%s\"}}".formatted(host, auth));
            case PROXY -> tare.with("HTTP_PROXY", "http://alice:%s@%s".formatted(SECRET.replace("&", "%26"), host));
        }
        return tare;
    }

    private void config(String json) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), json);
    }

    @ParameterizedTest
    @MethodSource("all")
    void isNeverSeenAgain(Kept kept, Behaviour behaviour) throws IOException {
        try (var server = RawServer.start((request, out) -> answer(behaviour, request, out))) {
            String host = kept == Kept.PROXY ? "registry.invalid" : server.host();
            var tare = keep(kept, host.equals(server.host()) ? host : server.host());
            var arguments = Stream.of(
                            Stream.of("--debug", "scan", "--retries=1", "--plain-http"),
                            kept == Kept.STDIN
                                    ? Stream.of("--username=alice", "--password-stdin")
                                    : Stream.<String>of(),
                            Stream.of(host + "/team/app:1"))
                    .flatMap(part -> part)
                    .toArray(String[]::new);
            var result = tare.run(arguments);
            assertThat(result.exitCode()).isIn(0, 3);
            String encoded = Base64.getEncoder().encodeToString(("alice:" + SECRET).getBytes(StandardCharsets.UTF_8));
            assertThat(result.out() + result.err()).doesNotContain(SECRET, encoded, SECRET.replace("&", "%26"));
            if (behaviour == Behaviour.TAKES_BASIC
                    && List.of(Kept.STDIN, Kept.AUTH, Kept.HELPER, Kept.DOCKERCFG)
                            .contains(kept)) {
                assertThat(result.exitCode()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void norIsThatOfAFileThatIsBroken(String content) throws IOException {
        config(content);
        var result = Tare.at(home).run("--debug", "scan", "registry.example/team/app:1");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(".docker/config.json").doesNotContain(SECRET);
    }

    static Stream<String> broken() {
        return Stream.of(
                "{\"auths\":{\"registry.example\":{\"auth\":\"%s\"}}}".formatted(SECRET),
                "{\"auths\":{\"registry.example\":{\"password\":%s}}}".formatted(SECRET),
                "%s".formatted(SECRET),
                "[\"%s\"]".formatted(SECRET));
    }
}
