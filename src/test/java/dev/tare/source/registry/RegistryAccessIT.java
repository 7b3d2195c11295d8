package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Await;
import dev.tare.kit.ClosedPort;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real registries that want something: passwords, tokens, certificates. */
class RegistryAccessIT {

    private static final String PASSWORD = "s3cret:with+chars";
    private static final TestImage IMAGE =
            TestImage.of(new RawTar().file("a", "one").file("b", "two"), new RawTar().file("a", "three"));

    @TempDir
    static Path shared;

    private static Registry open;
    private static Registry basic;

    @TempDir
    Path home;

    private Tare tare = Tare.at(Path.of("."));

    @BeforeAll
    static void start() throws IOException {
        open = Registry.open(shared);
        open.push("team/app", "1", IMAGE);
        String line = Tool.run(shared, "htpasswd", "-Bbn", "alice", PASSWORD);
        Path file = Files.writeString(shared.resolve("htpasswd"), line);
        basic = Registry.start(shared, "auth: {htpasswd: {realm: \"a, b\", path: %s}}".formatted(file), "");
    }

    @AfterAll
    static void stop() {
        open.close();
        basic.close();
    }

    @BeforeEach
    void atHome() {
        tare = Tare.at(home);
    }

    private static void assertScanned(Tare.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(3);
        assertThat(result.out()).doesNotContain(PASSWORD);
    }

    private static String auths(String key) {
        String auth = Base64.getEncoder().encodeToString(("alice:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(key, auth);
    }

    private Path write(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private Tare.Result scan(String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "scan";
        all[1] = "--format=json";
        System.arraycopy(options, 0, all, 2, options.length);
        all[all.length - 1] = basic.host() + "/team/app:1";
        return tare.run(all);
    }

    @Test
    void aPasswordComesFromStandardInput() {
        assertScanned(tare.stdin((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8))
                .run("scan", "--format=json", "--username=alice", "--password-stdin", basic.host() + "/team/app:1"));
    }

    /** A registry does not care which bytes these are, nor does a pipe. */
    @Test
    void aPasswordOnStandardInputKeepsItsBytes() {
        byte[] password = "p\u00e4ss \r\n".getBytes(StandardCharsets.ISO_8859_1);
        String sent = Base64.getEncoder().encodeToString("alice:p\u00e4ss ".getBytes(StandardCharsets.ISO_8859_1));
        try (var registry = RawServer.start(
                (request, out) -> request.header("authorization").equals("Basic " + sent)
                        ? RawServer.serving(IMAGE).answer(request, out)
                        : RawServer.send(out, 401, "{}", "WWW-Authenticate: Basic realm=\"x\""))) {
            assertScanned(tare.stdin(password)
                    .run("scan", "--format=json", "--username=alice", "--password-stdin", registry.host() + "/a:1"));
        }
    }

    @Test
    void aPasswordComesFromTheEnvironment() {
        assertScanned(tare.with("TARE_USERNAME", "alice")
                .with("TARE_PASSWORD", PASSWORD)
                .run("scan", "--format=json", basic.host() + "/team/app:1"));
    }

    @Test
    void aPasswordComesFromDockersFile() throws IOException {
        write(".docker/config.json", auths(basic.host()));
        assertScanned(scan());
    }

    @Test
    void aPasswordComesFromAFileOfSkopeosOwn() {
        Path file = home.resolve("auth.json");
        Tool.run(
                home,
                "skopeo",
                "login",
                "--tls-verify=false",
                "--authfile",
                file.toString(),
                "-u",
                "alice",
                "-p",
                PASSWORD,
                basic.host());
        tare.with("REGISTRY_AUTH_FILE", file.toString());
        assertScanned(scan());
    }

    @Test
    void aPasswordComesFromAMountedSecret() throws IOException {
        write("secret/.dockerconfigjson", auths(basic.host() + "/team"));
        assertScanned(scan("--registry-config=" + home.resolve("secret")));
    }

    @Test
    void aPasswordComesFromACredentialHelper() throws IOException {
        Path program = write("bin/docker-credential-of-tests", """
                #!/bin/sh
                read server
                [ "$1 $server" = "get %s" ] && echo '{"ServerURL":"x","Username":"alice","Secret":"%s"}'
                """.formatted(basic.host(), PASSWORD));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        write(".docker/config.json", "{\"credsStore\": \"of-tests\"}");
        tare.with("PATH", program.getParent() + ":" + System.getenv("PATH"));
        assertScanned(scan());
    }

    @Test
    void nobodyLooksForCredentialsThatNobodyAsksFor() throws IOException {
        Path program = write("bin/docker-credential-of-tests", "#!/bin/sh\ntouch '%s/asked'\n".formatted(home));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        write(".docker/config.json", "{\"credsStore\": \"of-tests\"}");
        tare.with("PATH", program.getParent() + ":" + System.getenv("PATH"));
        assertScanned(tare.run("scan", "--format=json", open.host() + "/team/app:1"));
        assertThat(home.resolve("asked")).doesNotExist();
        scan();
        assertThat(home.resolve("asked")).exists();
    }

    @Test
    void givenCredentialsAreNamedWhereTheyDoNotFit() throws IOException {
        Path conf = Files.writeString(
                home.resolve("moved.conf"),
                "[[registry]]\nprefix = \"r.example\"\nlocation = \"%s\"\n".formatted(basic.host()));
        var result = tare.with("CONTAINERS_REGISTRIES_CONF", conf.toString())
                .with("TARE_USERNAME", "alice")
                .with("TARE_PASSWORD", PASSWORD)
                .run("scan", "r.example/team/app:1");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("TARE_USERNAME and TARE_PASSWORD (which are for r.example)")
                .doesNotContain(PASSWORD);
    }

    @Test
    void filesThatHoldNoCertificatesAreNamed() throws IOException {
        certificates();
        Path folder = Files.createDirectories(home.resolve("certs"));
        Path none = Files.writeString(home.resolve("none"), "no certificate");
        String tls = "  tls: {certificate: %1$s/server.pem, key: %1$s/server.key}".formatted(home);
        try (var registry = Registry.start(shared, "", tls)) {
            String image = registry.host() + "/team/app:1";
            var byFile = tare.run("scan", "--ca-file", none.toString(), image);
            assertThat(byFile.exitCode()).isEqualTo(2);
            assertThat(byFile.err()).contains(none.toString(), "no certificates");
            Files.copy(home.resolve("client.pem"), folder.resolve("client.cert"));
            Files.writeString(folder.resolve("client.key"), "no key");
            var byKey = tare.run("scan", "--cert-dir", folder.toString(), image);
            assertThat(byKey.exitCode()).isEqualTo(2);
            assertThat(byKey.err()).contains("client.key", "no private key");
        }
    }

    @Test
    void whatIsBrokenInAFileForAnotherRegistryIsAWarning() throws IOException {
        Path file = write(
                ".docker/config.json",
                auths(basic.host()).replace("{\"auths\": {", "{\"auths\": {\"other.example\": {\"auth\": \"x\"}, "));
        for (var options : List.of(List.<String>of(), List.of("--registry-config=" + file))) {
            var result = scan(options.toArray(String[]::new));
            assertScanned(result);
            assertThat(result.image().path("warnings").valueStream().map(JsonNode::asText))
                    .containsExactly(
                            "registry credentials: the auth of other.example is no Base64 of USER:PASSWORD (in " + file
                                    + ")");
        }
    }

    @Test
    void whoHasNoPasswordIsToldWhereItWasLookedForAndWhatToDo() {
        var result = scan();
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("answered 401", "UNAUTHORIZED", home + "/.docker/config.json (not there)", "docker login")
                .doesNotContain("Exception");
    }

    @Test
    void whoHasAWrongPasswordIsToldWhichOne() throws IOException {
        write(
                ".docker/config.json",
                auths(basic.host()).replace("\"auth\"", "\"password\": \"nope\", \"username\": \"bob\", \"x\""));
        var result = scan();
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("as bob", home + "/.docker/config.json", "answered 401")
                .doesNotContain("nope");
    }

    @Test
    void givenCredentialsAreForOneRegistryOnly() {
        var result = tare.with("TARE_USERNAME", "alice")
                .with("TARE_PASSWORD", PASSWORD)
                .run("scan", basic.host() + "/team/app:1", open.host() + "/team/app:1");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("TARE_USERNAME", basic.host(), open.host())
                .doesNotContain(PASSWORD);
    }

    @Test
    void aTokenThatExpiresDuringTheScanIsRenewed() throws Exception {
        try (var server = new TokenRegistry(open.port(), 1)) {
            // config and layers are asked for when the token of the manifest is over
            var result = tare.run("scan", "--format=json", "--jobs=1", server.host() + "/team/app:1");
            assertScanned(result);
            assertThat(server.tokensGiven()).isGreaterThan(1);
            assertThat(server.refusals()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aTokenThatTheRegistryTakesBackIsReplacedOnce() throws Exception {
        try (var server = new TokenRegistry(open.port(), 300)) {
            server.revokeAfter(2);
            assertScanned(tare.run("scan", "--format=json", "--jobs=1", server.host() + "/team/app:1"));
            assertThat(server.tokensGiven()).isEqualTo(2);
        }
    }

    @Test
    void anIdentityTokenIsExchangedByAForm() throws Exception {
        try (var server = new TokenRegistry(open.port(), 300)) {
            server.wantRefreshToken("refresh-me");
            write(
                    ".docker/config.json",
                    "{\"auths\": {\"%s\": {\"identitytoken\": \"refresh-me\"}}}".formatted(server.host()));
            assertScanned(tare.run("scan", "--format=json", server.host() + "/team/app:1"));
            assertThat(server.requests()).noneMatch(request -> request.path().contains("refresh-me"));
        }
    }

    @Test
    void aTokenServerOnPlainHttpElsewhereGetsNoPassword() throws Exception {
        try (var elsewhere = RawServer.start((_, out) -> RawServer.send(out, 200, "{\"token\":\"x\"}"));
                var registry = RawServer.start((request, out) -> RawServer.send(
                        out,
                        401,
                        "{}",
                        "WWW-Authenticate: Bearer realm=\"http://localhost:%s/token\",service=\"s\""
                                .formatted(elsewhere.host().split(":", -1)[1])))) {
            write(".docker/config.json", auths(registry.host()));
            var result = tare.run("scan", registry.host() + "/team/app:1");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("not safe to ask").doesNotContain(PASSWORD);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void aRedirectToAnotherHostGetsNoAuthorization() throws Exception {
        try (var storage = RawServer.start(RawServer.serving(IMAGE));
                var registry = RawServer.start((request, out) -> {
                    if (request.path().equals("/v2/")) {
                        return RawServer.send(out, 200, "{}");
                    }
                    if (request.header("authorization").isEmpty()) {
                        return RawServer.send(out, 401, "{}", "WWW-Authenticate: Basic realm=\"x\"");
                    }
                    return request.path().contains("/blobs/")
                            ? RawServer.send(out, 307, "", "Location: http://" + storage.host() + request.path())
                            : RawServer.serving(IMAGE).answer(request, out);
                })) {
            write(".docker/config.json", auths(registry.host()));
            assertScanned(tare.run("scan", "--format=json", registry.host() + "/team/app:1"));
            assertThat(storage.requests())
                    .hasSize(3)
                    .allMatch(request -> request.header("authorization").isEmpty());
        }
    }

    @Test
    void whatARedirectLeadsToMayNotAskForCredentials() throws Exception {
        try (var thief = RawServer.start((request, out) -> request.path().startsWith("/token")
                        ? RawServer.send(out, 200, "{\"token\":\"x\"}")
                        : RawServer.send(
                                out,
                                401,
                                "{}",
                                "WWW-Authenticate: Bearer realm=\"http://%s/token\""
                                        .formatted(request.header("host"))));
                var registry = RawServer.start((request, out) -> request.path().equals("/v2/")
                        ? RawServer.send(out, 200, "{}")
                        : RawServer.send(out, 307, "", "Location: http://" + thief.host() + request.path()))) {
            write(".docker/config.json", auths(registry.host()));
            var result = tare.run("scan", registry.host() + "/team/app:1");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err())
                    .contains("redirects to http://" + thief.host(), "401")
                    .doesNotContain("alice");
            assertThat(thief.requests())
                    .hasSize(1)
                    .allMatch(request -> request.header("authorization").isEmpty());
        }
    }

    @Test
    void certificatesOfAPrivateAuthorityAreTrustedWhenNamed() throws IOException {
        certificates();
        String tls =
                "  tls: {certificate: %1$s/server.pem, key: %1$s/server.key, clientcas: [%1$s/ca.pem]}".formatted(home);
        try (var registry = Registry.start(shared, "", tls)) {
            String image = registry.host() + "/team/app:1";
            var untrusted = tare.run("scan", image);
            assertThat(untrusted.exitCode()).isEqualTo(3);
            assertThat(untrusted.err()).contains("TLS", "--ca-file");
            var nameless = tare.run("scan", "--ca-file", home + "/ca.pem", image);
            assertThat(nameless.exitCode()).as("a client certificate is wanted").isEqualTo(3);
            Path folder = Files.createDirectories(
                    home.resolve(".config/containers/certs.d").resolve(registry.host()));
            Files.copy(home.resolve("ca.pem"), folder.resolve("ca.crt"));
            Files.copy(home.resolve("client.pem"), folder.resolve("client.cert"));
            Files.copy(home.resolve("client.key"), folder.resolve("client.key"));
            assertScanned(tare.run("scan", "--format=json", image));
            Path named = home.resolve("named");
            Files.move(folder, named);
            assertScanned(tare.run("scan", "--format=json", "--cert-dir", named.toString(), image));
        }
    }

    @Test
    void aCertificateThatIsNotTrustedCanBeLetPass() throws IOException {
        certificates();
        String tls = "  tls: {certificate: %1$s/server.pem, key: %1$s/server.key}".formatted(home);
        try (var registry = Registry.start(shared, "", tls)) {
            String image = registry.host() + "/team/app:1";
            assertScanned(tare.run("scan", "--format=json", "--insecure-skip-verify", image));
            assertScanned(tare.with("SSL_CERT_FILE", home + "/ca.pem").run("scan", "--format=json", image));
        }
    }

    /** Tags are listed by another client than images are read by. */
    @Test
    void tagsAreListedWithTheSameTrust() throws IOException {
        certificates();
        String tls = "  tls: {certificate: %1$s/server.pem, key: %1$s/server.key}".formatted(home);
        try (var registry = Registry.start(shared, "", tls)) {
            String repository = registry.host() + "/team/app";
            String other = repository.replace("127.0.0.1", "localhost");
            String authority = home + "/ca.pem";
            var list = List.of("scan", "--retries=0", "--format=json", "--tags=1", "--repository");

            assertScanned(run(list, repository, "--ca-file", authority));
            assertScanned(run(list, repository, "--insecure-skip-verify"));
            for (var refused :
                    List.of(run(list, repository), run(list, other, "--ca-file", authority), run(list, other))) {
                assertThat(refused.exitCode()).isEqualTo(3);
                assertThat(refused.err()).contains("the TLS connection to https://", "--ca-file");
            }
        }
    }

    private Tare.Result run(List<String> command, String... more) {
        return tare.run(Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private void certificates() {
        Tool.run(home, "sh", "-ec", """
                openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Test CA' -keyout ca.key -out ca.pem \
                  -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign'
                for who in server client; do
                  openssl req -newkey rsa:2048 -nodes -subj "/CN=$who" -keyout $who.key -out $who.csr
                  printf "subjectAltName=IP:127.0.0.1\\nextendedKeyUsage=${who}Auth\\n" > $who.ext
                  openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile $who.ext -out $who.pem
                done
                """);
    }

    @Test
    void aPullThroughMirrorIsAskedFirstAndTheRegistryForTheRest() throws IOException {
        try (var mirror = Registry.start(
                        home.resolve("mirror"), "proxy: {remoteurl: 'http://%s'}".formatted(open.host()), "");
                var none = new ClosedPort()) {
            String image = open.host() + "/team/app:1";
            assertScanned(tare.run("scan", "--format=json", "--mirror", open.host() + "=" + mirror.host(), image));
            Await.until( // it keeps what it has sent
                    "the mirror fetched it",
                    () -> Files.exists(mirror.storedBlob(IMAGE.layers().getFirst())));
            Path conf = Files.writeString(
                    home.resolve("mirrors.conf"), """
                    [[registry]]
                    location = "%s"
                    [[registry.mirror]]
                    location = "127.0.0.1:%d"
                    [[registry.mirror]]
                    location = "%s"
                    """.formatted(open.host(), none.number(), mirror.host()));
            var result = tare.with("CONTAINERS_REGISTRIES_CONF", conf.toString())
                    .run("scan", "--format=json", "--retries=0", image);
            assertScanned(result);
            assertThat(result.image().path("warnings").toString()).contains("was passed over");
        }
    }

    @Test
    void aBlockedRegistryIsNotAsked() throws IOException {
        Path conf = Files.writeString(
                home.resolve("blocked.conf"),
                "[[registry]]\nlocation = \"%s\"\nblocked = true\n".formatted(open.host()));
        var result = tare.with("CONTAINERS_REGISTRIES_CONF", conf.toString()).run("scan", open.host() + "/team/app:1");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("blocked", conf.toString());
    }

    @Test
    void aProxyIsAskedWithItsCredentials() throws Exception {
        // a name that only the proxy can know
        String expected = "Basic " + Base64.getEncoder().encodeToString("pat:pr0xy".getBytes(StandardCharsets.UTF_8));
        try (var proxy = RawServer.start((request, out) -> {
            if (!request.header("proxy-authorization").equals(expected)) {
                return RawServer.send(out, 407, "", "Proxy-Authenticate: Basic realm=\"p\"");
            }
            URI uri = URI.create(request.path());
            return uri.getHost().equals("registry.invalid")
                    ? RawServer.serving(IMAGE).answer(request, out)
                    : RawServer.send(out, 502, "");
        })) {
            tare.with("HTTP_PROXY", "http://pat:pr0xy@" + proxy.host());
            assertScanned(tare.run("scan", "--format=json", "--plain-http", "registry.invalid/team/app:1"));
            assertThat(proxy.requests()).isNotEmpty();
            int seen = proxy.requests().size();
            tare.with("NO_PROXY", ".invalid");
            assertThat(tare.run("scan", "--plain-http", "registry.invalid/team/app:1")
                            .exitCode())
                    .isEqualTo(3);
            assertThat(proxy.requests()).hasSize(seen);
        }
    }

    @Test
    void aDigestInTheReferenceIsHeldAgainstTheManifest() {
        assertScanned(tare.run("scan", "--format=json", open.host() + "/team/app:1@" + IMAGE.digest()));
        try (var liar = RawServer.start(RawServer.serving(TestImage.of(new RawTar().file("x", "y"))))) {
            var result = tare.run("scan", liar.host() + "/team/app:1@" + IMAGE.digest());
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.err()).contains(IMAGE.digest().toString());
        }
    }
}
