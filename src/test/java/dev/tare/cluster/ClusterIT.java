package dev.tare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Certificates;
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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How {@code tare scan --cluster} asks an API server, and what it does with answers that a real one seldom gives. */
@Timeout(240)
class ClusterIT {

    private static final String EMPTY = "{\"metadata\":{},\"items\":[]}";
    private static final TestImage IMAGE = TestImage.of(new RawTar().file("a", "one"));

    @TempDir
    static Path folder;

    private static Registry registry;

    @BeforeAll
    static void start() {
        registry = Registry.open(folder.resolve("registry"));
        for (String repository : new String[] {"a", "b", "c"}) {
            registry.push(repository, "1", IMAGE);
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    /** What a server answers to a request for pods. */
    private interface Pods {
        boolean answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    private static RawServer server(Pods pods) {
        return RawServer.start((request, out) ->
                request.path().startsWith("/api/v1/pods") ? pods.answer(request, out) : ok(out, EMPTY));
    }

    private static boolean ok(OutputStream out, String body) throws IOException {
        return status(out, "200 OK", "", body);
    }

    private static boolean status(OutputStream out, String status, String header, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write("HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(status, header, bytes.length)
                .getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.flush();
        return true;
    }

    private static String page(String next, String... repositories) {
        var items = new ArrayList<String>();
        for (String repository : repositories) {
            items.add("""
                    {"metadata":{"name":"%1$s","namespace":"n"},"spec":{"containers":[{"name":"c","image":"%2$s/%1$s:1"}]}}""".formatted(repository, registry.host()));
        }
        return "{\"kind\":\"PodList\",\"items\":[%s],\"metadata\":{\"resourceVersion\":\"1\",\"continue\":\"%s\"}}"
                .formatted(String.join(",", items), next);
    }

    private static Path kubeconfig(String server, String cluster, String user) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "kubeconfig", ""), """
                current-context: x
                contexts: [{name: x, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "%s"%s}}]
                users: [{name: u, user: {%s}}]
                """.formatted(server, cluster, user));
    }

    private static Tare.Result scan(Path kubeconfig, String... further) {
        var arguments = new ArrayList<>(
                List.of("scan", "--cluster", "--kubeconfig", kubeconfig.toString(), "--no-cache", "--format=json"));
        arguments.addAll(List.of(further));
        return Tare.at(folder).run(arguments.toArray(String[]::new));
    }

    private static Tare.Result scan(RawServer server, String... further) throws IOException {
        return scan(kubeconfig("http://" + server.host(), "", "token: t0"), further);
    }

    private static List<String> names(Tare.Result result) {
        var names = new ArrayList<String>();
        result.json()
                .path("images")
                .forEach(image -> names.add(image.path("reference")
                        .asText()
                        .substring(registry.host().length() + 1)));
        return names;
    }

    private static String parameter(Request request, String name) {
        for (String pair : request.path().replaceFirst("[^?]*\\??", "").split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Test
    void pagesAreFollowed() throws IOException {
        try (var server = server((request, out) -> ok(
                out,
                switch (parameter(request, "continue")) {
                    case "" -> page("n=+/2", "b", "a");
                    case "n=+/2" -> page("3", "b");
                    default -> page("", "c");
                }))) {
            var result = scan(server, "--selector", "team in (a,b),tier!=x");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(names(result)).containsExactly("a:1", "b:1", "c:1");
            assertThat(server.requests())
                    .allSatisfy(request -> {
                        assertThat(request.header("authorization")).isEqualTo("Bearer t0");
                        assertThat(parameter(request, "labelSelector")).isEqualTo("team in (a,b),tier!=x");
                    })
                    .hasSize(8);
        }
    }

    @Test
    void onlyTheNamedNamespacesAreAsked() throws IOException {
        try (var server = RawServer.start((request, out) ->
                ok(out, request.path().startsWith("/api/v1/namespaces/n/pods") ? page("", "a") : EMPTY))) {
            var result = scan(server, "--namespace", "n", "--namespace", "m");
            assertThat(names(result)).containsExactly("a:1");
            assertThat(server.requests())
                    .extracting(request -> request.path().replaceFirst("\\?.*", ""))
                    .contains("/api/v1/namespaces/m/pods", "/apis/batch/v1/namespaces/n/cronjobs")
                    .allMatch(path -> path.contains("/namespaces/"));
        }
    }

    @Test
    void aListThatExpiresIsBegunAgain() throws IOException {
        var starts = new AtomicInteger();
        try (var server = server((request, out) -> {
            if (parameter(request, "continue").isEmpty()) {
                return ok(out, starts.incrementAndGet() == 1 ? page("2", "a") : page("3", "b"));
            }
            return parameter(request, "continue").equals("2")
                    ? status(out, "410 Gone", "", "{\"reason\":\"Expired\"}")
                    : ok(out, page("", "c"));
        })) {
            assertThat(names(scan(server))).containsExactly("b:1", "c:1");
        }
        try (var server =
                server((request, out) -> parameter(request, "continue").isEmpty()
                        ? ok(out, page("2", "a"))
                        : status(out, "410 Gone", "", "{}"))) {
            var result = scan(server);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("the list of pods changed faster than it could be read");
            assertThat(server.requests()).hasSize(8);
        }
    }

    @Test
    void aBusyServerIsAskedAgain() throws IOException {
        var requests = new AtomicInteger();
        try (var server = server((request, out) -> requests.incrementAndGet() < 3
                ? status(out, "429 Too Many Requests", "Retry-After: 0\r\n", "{}")
                : ok(out, page("", "a")))) {
            assertThat(names(scan(server))).containsExactly("a:1");
        }
    }

    @Test
    void anotherTokenIsAskedForOnce() throws IOException {
        var script = folder.resolve("plugin");
        Files.writeString(script, """
                #!/bin/sh
                echo x >> "$COUNT"
                echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t'$(wc -l < "$COUNT")'"}}'
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        String user = "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never,"
                + " env: [{name: COUNT, value: %s}]}";
        try (var server = RawServer.start(
                (request, out) -> request.header("authorization").equals("Bearer t2")
                        ? ok(out, request.path().startsWith("/api/v1/pods") ? page("", "a") : EMPTY)
                        : status(out, "401 Unauthorized", "", "{\"message\":\"Unauthorized\"}"))) {
            String url = "http://" + server.host();
            assertThat(names(scan(kubeconfig(url, "", user.formatted(folder.resolve("count1"))))))
                    .containsExactly("a:1");
            assertThat(folder.resolve("count1")).hasContent("x\nx");
            Files.writeString(folder.resolve("count2"), "x\nx\n");
            var refused = scan(kubeconfig(url, "", user.formatted(folder.resolve("count2"))));
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.err())
                    .contains("cannot list pods (status 401: Unauthorized)")
                    .contains("the credentials for the cluster are not valid, or have expired");
            assertThat(folder.resolve("count2")).hasContent("x\nx\nx\nx");
        }
    }

    /** A cluster whose pods pull from a registry with a login, by a secret of the account, by one of their own, and by none. */
    private static boolean answerWithSecrets(Request request, OutputStream out, String host, boolean readable)
            throws IOException {
        String path = request.path().replaceFirst("\\?.*", "");
        String pod =
                "{\"metadata\":{\"name\":\"p\",\"namespace\":\"%s\"},\"spec\":{%s\"containers\":[{\"name\":\"c\",\"image\":\"%s/%s:1\"}]}}";
        return switch (path) {
            case "/api/v1/pods" ->
                ok(
                        out,
                        "{\"items\":[%s,%s,%s]}"
                                .formatted(
                                        pod.formatted("n", "", host, "a"),
                                        pod.formatted("m", "\"imagePullSecrets\":[{\"name\":\"own\"}],", host, "b"),
                                        pod.formatted("k", "", host, "c")));
            case "/api/v1/serviceaccounts" -> ok(out, """
                        {"items":[{"metadata":{"name":"default","namespace":"n"},"imagePullSecrets":[{"name":"pull"}]},
                        {"metadata":{"name":"default","namespace":"k"}}]}""");
            case "/api/v1/namespaces/n/secrets/pull", "/api/v1/namespaces/m/secrets/own" -> {
                String config = "{\"auths\":{\"%s\":{\"username\":\"alice\",\"password\":\"s3cret\"}}}".formatted(host);
                yield readable
                        ? ok(
                                out,
                                "{\"type\":\"kubernetes.io/dockerconfigjson\",\"data\":{\".dockerconfigjson\":\"%s\"}}"
                                        .formatted(Base64.getEncoder()
                                                .encodeToString(config.getBytes(StandardCharsets.UTF_8))))
                        : status(out, "403 Forbidden", "", "{\"message\":\"secrets is forbidden\"}");
            }
            default -> ok(out, EMPTY);
        };
    }

    @Test
    void imagesArePulledAsTheirPodsDo() throws IOException {
        Path users =
                Files.writeString(folder.resolve("htpasswd"), Tool.run(folder, "htpasswd", "-Bbn", "alice", "s3cret"));
        try (var secured = Registry.start(
                        folder.resolve("registry"), "auth: {htpasswd: {realm: a, path: %s}}".formatted(users), "");
                var server = RawServer.start((request, out) -> answerWithSecrets(request, out, secured.host(), true));
                var closed =
                        RawServer.start((request, out) -> answerWithSecrets(request, out, secured.host(), false))) {
            var result = scan(server, "--pull-secrets");
            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
            assertThat(names(result)).containsExactly("a:1", "b:1");
            assertThat(result.err()).contains("/c:1: ").doesNotContain("s3cret");

            assertThat(scan(server).err()).contains("/a:1: ", "/b:1: ", "/c:1: ");
            assertThat(server.requests())
                    .filteredOn(request -> request.path().contains("/secrets/"))
                    .hasSize(2);

            var refused = scan(closed, "--pull-secrets");
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.err())
                    .containsOnlyOnce("--pull-secrets: ")
                    .contains("(status 403: secrets is forbidden) and 1 more; images are read without");
        }
    }

    @Test
    void namesThatNoRegistryHasAreToldAndHarmNothing() throws IOException {
        try (var server = server((request, out) -> ok(out, page("", "a").replace("\"items\":[", """
                                "items":[{"metadata":{"name":"evil\\u001b[2J","namespace":"n"},"spec":{"containers":[
                                {"name":"x","image":"oci:/etc"},{"name":"y","image":"-"},{"name":"z","image":"@/etc/passwd"}]}},""")))) {
            var result = scan(server);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(names(result)).containsExactly("a:1");
            assertThat(result.err())
                    .contains("n/Pod/evil\\x1b[2J: not an image reference")
                    .doesNotContain("\u001b");
            assertThat(scan(server, "--quiet").err()).isEmpty();
        }
    }

    @Test
    void answersThatAreNoListsAreErrors() throws IOException {
        for (String answer :
                new String[] {"", "[]", "{\"items\":[1]}", "{\"items\":[", "<html>", page("", "a") + "x"}) {
            try (var server = server((request, out) -> ok(out, answer))) {
                var result = scan(server);
                if (result.exitCode() != 0) {
                    assertThat(result.exitCode()).as(answer + result.err()).isEqualTo(3);
                    assertThat(result.err()).contains("the answer to \"list pods\" is no list of objects");
                } else {
                    assertThat(names(result)).containsExactly("a:1");
                }
            }
        }
        try (var server = server((request, out) -> ok(out, page("again", "a")))) {
            var result = scan(server, "--stall-timeout", "5");
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.err()).contains("--namespace");
        }
    }

    @Test
    void nothingThatRunsIsToldAndOptionsWithoutAClusterToo() throws IOException {
        try (var server = server((request, out) -> ok(out, EMPTY))) {
            var result = scan(server);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("--cluster: nothing runs there");
            assertThat(names(scan(server, registry.host() + "/a:1"))).containsExactly("a:1");
        }
        var alone = Tare.at(folder).run("scan", "--namespace", "n", "a");
        assertThat(alone.exitCode()).isEqualTo(2);
        assertThat(alone.err()).contains("say --cluster too");
        var bad = Tare.at(folder).run("scan", "--cluster", "--namespace", "a/pods");
        assertThat(bad.err()).contains("'a/pods' is no name of a namespace");
        var none = Tare.at(folder).run("scan", "--cluster");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("There is no kubeconfig");
    }

    @Test
    void theServersCertificateIsChecked() throws IOException {
        var certificates = Certificates.make(Files.createDirectories(folder.resolve("tls")), "DNS:kubernetes");
        try (var server = RawServer.start(
                certificates.listen(),
                (request, out) -> ok(out, request.path().startsWith("/api/v1/pods") ? page("", "a") : EMPTY))) {
            String url = "https://" + server.host();
            String trusted = ", certificate-authority: '%s'".formatted(certificates.authority());
            assertUntrusted(scan(kubeconfig(url, "", "token: t")));
            assertUntrusted(scan(kubeconfig(url, trusted, "token: t")));
            assertUntrusted(scan(kubeconfig(url, trusted + ", tls-server-name: other", "token: t")));
            assertUntrusted(scan(kubeconfig(url, ", tls-server-name: kubernetes", "token: t")));
            assertThat(server.requests()).isEmpty();
            assertThat(names(scan(kubeconfig(url, trusted + ", tls-server-name: kubernetes", "token: t"))))
                    .containsExactly("a:1");
            assertThat(names(scan(kubeconfig(url, ", insecure-skip-tls-verify: true", "token: t"))))
                    .containsExactly("a:1");
        }
    }

    @Test
    void whatIsNoPemIsTold() throws IOException {
        var authority = scan(kubeconfig("https://127.0.0.1:1", ", certificate-authority-data: c2VjcmV0", "token: t"));
        assertThat(authority.exitCode()).isEqualTo(2);
        assertThat(authority.err())
                .contains("the certificate authority of the server cannot be read")
                .doesNotContain("bug");
        var key = scan(kubeconfig(
                "https://127.0.0.1:1",
                ", insecure-skip-tls-verify: true",
                "client-certificate-data: c2VjcmV0, client-key-data: c2VjcmV0"));
        assertThat(key.exitCode()).isEqualTo(2);
        assertThat(key.err())
                .contains("the client certificate or its key cannot be read")
                .doesNotContain("bug", "secret");
    }

    private static void assertUntrusted(Tare.Result result) {
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("cannot be reached").contains("certificate of the API server is not trusted");
    }

    @Test
    void aServerThatIsNotThereIsTold() throws IOException {
        try (var closed = new ClosedPort()) {
            String url = "http://" + closed.host();
            var result = scan(kubeconfig(url, "", "token: secret"));
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err())
                    .contains("cannot list pods: " + url + " cannot be reached")
                    .doesNotContain("secret");
        }
    }
}
