package dev.tare.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.BadConfiguration;
import dev.tare.source.registry.http.PrivateServer.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {

    private static final String CONTEXTS = """
            current-context: prod
            contexts:
              - {name: prod, context: {cluster: c, user: u}}
              - {name: staging, context: {cluster: c, user: u}}
              - {name: anonymous, context: {cluster: c}}
              - {name: broken, context: {cluster: gone, user: u}}
            """;

    @TempDir
    Path home;

    private Path write(String name, String text) throws IOException {
        Files.createDirectories(home.resolve(name).getParent());
        return Files.writeString(home.resolve(name), text);
    }

    private Cluster read(String cluster, String user, String context) throws IOException {
        var file = write("kubeconfig", CONTEXTS + """
                clusters: [{name: c, cluster: {%s}}]
                users: [{name: u, user: {%s}}]
                """.formatted(cluster, user));
        return cluster(Map.of("KUBECONFIG", file.toString()), context);
    }

    private static Cluster cluster(Map<String, String> environment, String context) throws Unreadable {
        return Kubeconfig.of(Optional.empty(), environment)
                .cluster(Optional.of(context).filter(name -> !name.isEmpty()), PluginStdin.CLOSED);
    }

    private static Optional<String> header(Cluster cluster) throws Unreadable {
        return cluster.login().proof().authorization();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aContextNamesAClusterAndAUser() throws IOException {
        write("ca.pem", "authority");
        write("client.pem", "certificate");
        var cluster = read(
                "server: 'https://api.example:6443', certificate-authority: ca.pem, tls-server-name: kubernetes,"
                        + " proxy-url: 'socks5://proxy.example:1080'",
                "client-certificate: client.pem, client-key-data: " + base64("key"),
                "");
        assertThat(cluster.name()).isEqualTo("context prod of " + home.resolve("kubeconfig"));
        assertThat(cluster.server().url()).isEqualTo("https://api.example:6443/");
        assertThat(cluster.authorities()).get().isEqualTo("authority".getBytes(StandardCharsets.UTF_8));
        assertThat(cluster.certificateName()).contains("kubernetes");
        assertThat(cluster.proxy()).contains("socks5://proxy.example:1080");
        assertThat(cluster.verification()).isEqualTo(Verification.CHECKED);
        var proof = cluster.login().proof();
        assertThat(proof.authorization()).isEmpty();
        assertThat(proof.certificate().orElseThrow().chain()).asString().isEqualTo("certificate");
        assertThat(proof.certificate().orElseThrow().key()).asString().isEqualTo("key");
        assertThat(cluster.toString() + proof).doesNotContain("key");
    }

    @Test
    void aServerMayHaveAPath() throws IOException {
        var cluster = read("server: 'https://rancher.example/k8s/clusters/c-1'", "token: t", "staging");
        assertThat(cluster.server().url()).isEqualTo("https://rancher.example/k8s/clusters/c-1/");
    }

    @Test
    void usersLogInByTokenFileOrPassword() throws IOException {
        String server = "server: 'https://a.example', insecure-skip-tls-verify: true";
        assertThat(header(read(server, "token: abc", ""))).contains("Bearer abc");
        assertThat(header(read(server, "token: abc", "anonymous"))).isEmpty();
        assertThat(header(read(server, "username: alice, password: 'p: w'", "")))
                .contains("Basic " + base64("alice:p: w"));
        var file = write("token", "first\n");
        var cluster = read(server, "token: abc, tokenFile: token", "");
        assertThat(header(cluster)).contains("Bearer first");
        Files.writeString(file, "second");
        assertThat(header(cluster)).contains("Bearer second");
        assertThat(cluster.verification()).isEqualTo(Verification.SKIPPED);
    }

    @Test
    void theFirstOfSeveralFilesCounts() throws IOException {
        var first = write("a/config", "{current-context: x, users: [{name: u, user: {token: of-a}}]}");
        var second = write("b/config", """
                current-context: y
                contexts: [{name: x, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "https://b.example"}}]
                users: [{name: u, user: {token: of-b}}]
                """);
        var environment = Map.of("KUBECONFIG", "%s:%s::%s".formatted(first, home.resolve("none"), second));
        var cluster = cluster(environment, "");
        assertThat(cluster.server().host()).isEqualTo("b.example");
        assertThat(header(cluster)).contains("Bearer of-a");
    }

    @Test
    void theUsersOwnFileIsReadWhereNoneIsNamed() throws IOException {
        write(".kube/config", """
                {"current-context":"x","contexts":[{"name":"x","context":{"cluster":"c","user":"u"}}],
                 "clusters":[{"name":"c","cluster":{"server":"https://c.example"}}],"users":[{"name":"u","user":{}}]}
                """);
        assertThat(cluster(Map.of("HOME", home.toString()), "").server().host()).isEqualTo("c.example");
    }

    @Test
    void whatIsWrongIsToldAndWhatToDo() {
        String server = "server: 'https://a.example'";
        assertBad(server, "token: t", "prd", "has no context 'prd' (the nearest: prod, ");
        assertBad(server, "token: t", "broken", "has no cluster 'gone'");
        assertBad("server: 'ftp://a.example'", "token: t", "", "invalid server");
        assertBad(server, "client-key-data: aaaa", "", "client-certificate without client-key");
        assertBad(
                server, "client-key-data: '%', client-certificate-data: aaaa", "", "client-key-data that is no Base64");
        assertBad(server, "token: \"s\u00e9cret\"", "", "token that no header can hold");
        assertBad(server, "auth-provider: {name: gcp}", "", "auth-provider");
        assertBad(server, "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}", "", "apiVersion");
        assertBad(
                server,
                "exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}",
                "",
                "no terminal");
        assertThatThrownBy(() -> cluster(Map.of("HOME", home.toString()), ""))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("There is no kubeconfig");
        assertThatThrownBy(() -> Kubeconfig.of(Optional.of(home.resolve("no")), Map.of()))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("--kubeconfig: there is no file");
        assertThatThrownBy(() -> read(server + ", certificate-authority: none.pem", "token: t", ""))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("none.pem");
    }

    private void assertBad(String cluster, String user, String context, String message) {
        assertThatThrownBy(() -> read(cluster, user, context))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("s\u00e9cret");
    }

    @Test
    void hostileYamlIsRefused() throws IOException {
        for (String text : new String[] {
            "a: &a [1]\nb: *a\n", "[".repeat(1_000), "a: [", "- list", "\0", "a: !!java.net.URL [x]\nb: ["
        }) {
            var file = write("hostile", text);
            assertThatThrownBy(() -> Kubeconfig.of(Optional.of(file), Map.of()))
                    .as(text)
                    .isInstanceOf(BadConfiguration.class)
                    .hasMessageContaining("cannot be understood");
        }
    }
}
