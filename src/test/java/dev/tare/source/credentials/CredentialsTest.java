package dev.tare.source.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tare.source.BadConfiguration;
import dev.tare.source.credentials.Credential.IdentityToken;
import dev.tare.source.credentials.Credential.Password;
import dev.tare.source.credentials.Credential.RegistryToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void homeOfItsOwn() {
        environment.put("HOME", home.toString());
    }

    private static String auth(String userAndPassword) {
        return Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private Path write(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private Credentials.Search find(String host, String repository) {
        return Credentials.of(Optional.empty(), Optional.empty(), environment).find(host, repository);
    }

    private Optional<Credential> credential(String host, String repository) {
        return find(host, repository).found().map(Credentials.Found::credential);
    }

    @Test
    void theMostSpecificEntryWins() throws IOException {
        write(".docker/config.json", """
                {"auths": {"r.example:5000": {"auth": "%s"}, "r.example:5000/team": {"auth": "%s"},
                           "r.example:5000/team/app": {"auth": "%s"}}}""".formatted(auth("host:1"), auth("team:2"), auth("app:3")));
        assertThat(credential("r.example:5000", "team/app")).contains(new Password("app", "3"));
        assertThat(credential("r.example:5000", "team/other")).contains(new Password("team", "2"));
        assertThat(credential("r.example:5000", "teams/app")).contains(new Password("host", "1"));
        assertThat(credential("r.example", "team/app")).isEmpty();
        assertThat(credential("other.example:5000", "team/app")).isEmpty();
    }

    @Test
    void oldKeysAreAddressesOfWhichOnlyTheHostCounts() throws IOException {
        write(".docker/config.json", """
                {"auths": {"https://index.docker.io/v1/": {"auth": "%s"}, "https://old.example/v2/": {"auth": "%s"}}}""".formatted(auth("hub:1"), auth("old:2")));
        assertThat(credential("docker.io", "library/nginx")).contains(new Password("hub", "1"));
        assertThat(credential("old.example", "a/b")).contains(new Password("old", "2"));
    }

    @Test
    void aRepositoryNamedLikeAnApiVersionIsARepository() throws IOException {
        write(".docker/config.json", """
                {"auths": {"r/team/v2": {"auth": "%s"}, "https://r/v1/": {"auth": "%s"}, "r": {"auth": "%s"}}}""".formatted(auth("repository:1"), auth("old:2"), auth("host:3")));
        assertThat(credential("r", "team/v2")).contains(new Password("repository", "1"));
        assertThat(credential("r", "other")).contains(new Password("host", "3"));
    }

    @Test
    void aUserThatMayBeASecretIsNotNamed() {
        assertThat(new Password("t0ken", "t0ken").who()).doesNotContain("t0ken");
        assertThat(new Password("x".repeat(60), "p").who()).doesNotContain("xxx");
    }

    @Test
    void aPasswordMayHoldColonsAndTrailingNulsAreNoPartOfIt() throws IOException {
        write(".docker/config.json", "{\"auths\": {\"r\": {\"auth\": \"%s\"}}}".formatted(auth("alice:s3:cret\0\0")));
        assertThat(credential("r", "a")).contains(new Password("alice", "s3:cret"));
    }

    @Test
    void tokensAreTokens() throws IOException {
        write(".docker/config.json", """
                {"auths": {"i": {"auth": "%s", "identitytoken": "refresh"}, "b": {"registrytoken": "bearer"},
                           "plain": {"username": "u", "password": "p"}, "empty": {}}}""".formatted(auth("00000000-0000-0000-0000-000000000000:")));
        assertThat(credential("i", "a"))
                .contains(
                        new IdentityToken("refresh", new Password("00000000-0000-0000-0000-000000000000", "refresh")));
        assertThat(credential("b", "a")).contains(new RegistryToken("bearer"));
        assertThat(credential("plain", "a")).contains(new Password("u", "p"));
        assertThat(credential("empty", "a")).isEmpty();
    }

    @Test
    void placesAreLookedAtInTheDocumentedOrder() throws IOException {
        String entry = "{\"auths\": {\"r\": {\"auth\": \"%s\"}}}";
        write(".docker/config.json", entry.formatted(auth("docker:")));
        assertThat(find("r", "a").found().orElseThrow().from()).endsWith(".docker/config.json");
        write("docker/config.json", entry.formatted(auth("dockerconfig:")));
        environment.put("DOCKER_CONFIG", home.resolve("docker").toString());
        assertThat(credential("r", "a")).contains(new Password("dockerconfig", ""));
        write("run/containers/auth.json", entry.formatted(auth("xdg:")));
        environment.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
        assertThat(credential("r", "a")).contains(new Password("xdg", ""));
        environment.put(
                "REGISTRY_AUTH_FILE",
                write("auth.json", entry.formatted(auth("authfile:"))).toString());
        assertThat(credential("r", "a")).contains(new Password("authfile", ""));
        environment.put("DOCKER_AUTH_CONFIG", entry.formatted(auth("variable:")));
        assertThat(credential("r", "a")).contains(new Password("variable", ""));
        assertThat(find("r", "a").found().orElseThrow().from()).isEqualTo("DOCKER_AUTH_CONFIG");
        Path named = write("named.json", entry.formatted(auth("named:")));
        var withFile = Credentials.of(Optional.empty(), Optional.of(named), environment);
        assertThat(withFile.find("r", "a").found().orElseThrow().credential()).isEqualTo(new Password("named", ""));
        var given = new Credentials.Given("r", new Password("given", "p"), "--username");
        var withGiven = Credentials.of(Optional.of(given), Optional.of(named), environment);
        assertThat(withGiven.find("r", "a").found().orElseThrow().credential()).isEqualTo(new Password("given", "p"));
        assertThat(withGiven.find("elsewhere", "a").found()).isEmpty();
    }

    @Test
    void aFileWithoutTheRegistryIsPassedOver() throws IOException {
        environment.put(
                "REGISTRY_AUTH_FILE",
                write("auth.json", "{\"auths\": {\"other\": {\"auth\": \"%s\"}}}".formatted(auth("o:")))
                        .toString());
        write(".docker/config.json", "{\"auths\": {\"r\": {\"auth\": \"%s\"}}}".formatted(auth("docker:")));
        assertThat(credential("r", "a")).contains(new Password("docker", ""));
        assertThat(find("nowhere", "a").lookedAt()).anyMatch(place -> place.endsWith("/auth.json"));
    }

    @Test
    void kubernetesSecretsAreReadAsFilesAndAsMountedFolders() throws IOException {
        write("a/.dockerconfigjson", "{\"auths\": {\"r\": {\"auth\": \"%s\"}}}".formatted(auth("new:1")));
        write("b/.dockercfg", "{\"https://r/v1/\": {\"auth\": \"%s\", \"email\": \"e\"}}".formatted(auth("old:2")));
        for (var mounted : Map.of("a/.dockerconfigjson", "new", "a", "new", "b/.dockercfg", "old", "b", "old")
                .entrySet()) {
            var credentials =
                    Credentials.of(Optional.empty(), Optional.of(home.resolve(mounted.getKey())), environment);
            assertThat(credentials
                            .find("r", "a")
                            .found()
                            .orElseThrow()
                            .credential()
                            .who())
                    .isEqualTo(mounted.getValue());
        }
    }

    @Test
    void aNamedFileThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> Credentials.of(Optional.empty(), Optional.of(home.resolve("none")), environment))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("--registry-config")
                .hasMessageContaining("none");
    }

    @Test
    void aNamedFileThatIsBrokenIsAnErrorThatTellsNothingOfIt() throws IOException {
        Path file = write("named.json", "{\"auths\": {\"r\": {\"auth\": s3cret}}}");
        assertThatThrownBy(() -> Credentials.of(Optional.empty(), Optional.of(file), environment))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("--registry-config: " + file + " cannot be read: it is no valid JSON (line 1)")
                .hasMessageNotContaining("s3cret");
    }

    /** As in Docker, which warns of such a file. */
    @ParameterizedTest
    @ValueSource(strings = {"DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE", "DOCKER_CONFIG"})
    void aBrokenFileIsAWarningAndTheNextIsLookedAt(String variable) throws IOException {
        String broken = "{\"auths\": {\"r\": {\"auth\": s3cret}}}";
        Path file = write("broken/config.json", broken);
        environment.put(
                variable,
                switch (variable) {
                    case "DOCKER_AUTH_CONFIG" -> broken;
                    case "DOCKER_CONFIG" -> file.resolveSibling("").toString();
                    default -> file.toString();
                });
        boolean isLast = variable.equals("DOCKER_CONFIG");
        write(
                isLast ? ".config/containers/auth.json" : ".docker/config.json",
                "{\"auths\": {\"r\": {\"auth\": \"%s\"}}}".formatted(auth("u:p")));

        assertThat(credential("r", "a")).contains(new Password("u", "p"));
        var nowhere = find("nowhere", "a");
        assertThat(nowhere.found()).isEmpty();
        assertThat(nowhere.problems())
                .containsExactly((variable.equals("DOCKER_AUTH_CONFIG") ? variable : file)
                        + " cannot be read: it is no valid JSON (line 1)");
    }

    @Test
    void aBrokenEntryOfTheRegistryIsAnErrorThatTellsNothingOfIt() throws IOException {
        Path file = write(".docker/config.json", "{\"auths\": {\"r\": {\"auth\": \"s3cret!\"}}}");
        assertThatThrownBy(() -> find("r", "a"))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void helpersOfRegistriesConfAreAskedInTheirOrder() throws IOException {
        write(".docker/config.json", "{\"auths\": {\"r\": {\"auth\": \"%s\"}}}".formatted(auth("u:p")));
        var credentials = Credentials.of(Optional.empty(), Optional.empty(), environment);
        var fileFirst = credentials.withHelpers(List.of("containers-auth.json", "of-nobody"));
        assertThat(fileFirst.find("r", "a").problems()).isEmpty();
        for (var helpers : List.of(List.of("of-nobody", "containers-auth.json"), List.of("of-nobody"))) {
            var search = credentials.withHelpers(helpers).find("r", "a");
            assertThat(search.found().map(Credentials.Found::credential)).contains(new Password("u", "p"));
            assertThat(search.problems())
                    .containsExactly(
                            "docker-credential-of-nobody is not installed, or not on the PATH (named in registries.conf)");
            assertThat(search.lookedAt()).first().isEqualTo("docker-credential-of-nobody (named in registries.conf)");
        }
    }

    /** An identity token may have a password beside it, for servers that do not know such tokens. */
    @Test
    void anIdentityTokenKeepsWhatStandsBesideIt() throws IOException {
        write(".docker/config.json", """
                {"auths": {"alone": {"identitytoken": "t"}, "password": {"identitytoken": "t", "auth": "%s"},
                           "user": {"identitytoken": "t", "username": "u"}, "broken": {"identitytoken": "t", "auth": "!"}}}""".formatted(auth("u:p")));
        assertThat(credential("alone", "a")).contains(new IdentityToken("t", new Password("", "t")));
        assertThat(credential("password", "a")).contains(new IdentityToken("t", new Password("u", "p")));
        assertThat(credential("user", "a")).contains(new IdentityToken("t", new Password("u", "t")));
        assertThat(credential("broken", "a")).contains(new IdentityToken("t", new Password("", "t")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"u:p\u00e4", "\u00e4:p", "u:\u00ff\u00fe", ":", "u:\u0000x"})
    void passwordsKeepTheirBytes(String bytes) throws IOException {
        for (var charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)) {
            String auth = Base64.getEncoder().encodeToString(bytes.getBytes(charset));
            write(".docker/config.json", "{\"auths\": {\"r\": {\"auth\": \"%s\"}}}".formatted(auth));
            assertThat(credential("r", "a"))
                    .get()
                    .isInstanceOfSatisfying(
                            Password.class,
                            password -> assertThat(password.basic()).isEqualTo(auth));
        }
    }

    /** Docker Desktop keeps its own tokens under addresses that look like the registry's. */
    @Test
    void theOrderOfEntriesDecidesNothing() throws IOException {
        var keys = List.of("https://r/v1/access-token", "https://r/v1/refresh-token", "https://r/v1/", "https://r/x");
        for (int turn = 0; turn < keys.size(); turn++) {
            var turned = new ArrayList<>(keys);
            Collections.rotate(turned, turn);
            var entries = turned.stream()
                    .map(key -> "\"%s\": {\"auth\": \"%s\"}".formatted(key, auth("key:" + key)))
                    .collect(Collectors.joining(", "));
            write(".docker/config.json", "{\"auths\": {" + entries + "}}");
            assertThat(credential("r", "a/b")).contains(new Password("key", "https://r/v1/"));
        }
        write(
                ".docker/config.json",
                "{\"auths\": {\"https://index.docker.io/v1/access-token\": {\"auth\": \"%s\"}}, \"credHelpers\": {\"https://index.docker.io/v1/refresh-token\": \"none\"}}"
                        .formatted(auth("token:1")));
        assertThat(find("docker.io", "library/nginx")).satisfies(search -> {
            assertThat(search.found()).isEmpty();
            assertThat(search.problems()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r",
                "r/",
                "https://r",
                "http://r/",
                "https://r/v1",
                "https://r/v1/",
                "https://r/v2/",
                "r/v2/",
                "https://r/x/"
            })
    void keysOfTheRegistryAreReadHoweverTheyAreWritten(String key) throws IOException {
        write(".docker/config.json", "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(key, auth("u:p")));
        assertThat(credential("r", "a/b")).contains(new Password("u", "p"));
    }

    @Test
    void aBrokenEntryOfAnotherRegistryIsAWarning() throws IOException {
        Path file = write(".docker/config.json", """
                {"auths": {"broken": {"auth": "czNjcmV0"}, "token": {"registrytoken": "s3 cret"}, "r/team": {"auth": "%s"}, "r/other": {"auth": "s3cret"}}}""".formatted(auth("u:p")));
        var search = find("r", "team/app");
        assertThat(search.found().orElseThrow().credential()).isEqualTo(new Password("u", "p"));
        assertThat(search.problems())
                .containsExactlyInAnyOrder(
                        "the auth of broken is no Base64 of USER:PASSWORD (in %s)".formatted(file),
                        "the registrytoken of token is no token (in %s)".formatted(file),
                        "the auth of r/other is no Base64 of USER:PASSWORD (in %s)".formatted(file));
        assertThat(find("nowhere", "a").problems()).hasSize(3);
        assertThatThrownBy(() -> find("r", "other/app"))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the auth of r/other");
    }

    @Test
    void aHelperThatIsNotInstalledIsAWarning() throws IOException {
        write(".docker/config.json", "{\"credsStore\": \"of-nobody\", \"credHelpers\": {\"h\": \"../evil\"}}");
        var search = find("r", "a");
        assertThat(search.found()).isEmpty();
        assertThat(search.problems())
                .singleElement()
                .asString()
                .contains("docker-credential-of-nobody is not installed");
        assertThat(find("h", "a").problems()).singleElement().asString().contains("characters");
    }

    @Test
    void secretsDoNotPrint() {
        assertThat(new Password("alice", "s3cret") + " " + new IdentityToken("s3cret") + " "
                        + new RegistryToken("s3cret"))
                .doesNotContain("s3cret")
                .contains("alice");
    }

    @Test
    void withoutASessionPodmanKeepsLoginsBelowRun() throws IOException {
        assumeThat(Path.of("/proc/self")).exists();
        String user = Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
        String file = "/run/containers/" + user + "/auth.json";

        assertThat(find("r.example", "app").lookedAt()).anyMatch(place -> place.startsWith(file));

        environment.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
        assertThat(find("r.example", "app").lookedAt()).noneMatch(place -> place.startsWith(file));
    }

    @Test
    void aVariableThatIsEmptyIsNotSet() throws IOException {
        write(".config/containers/auth.json", """
                {"auths": {"r.example": {"auth": "%s"}}}""".formatted(auth("u:p")));
        environment.put("XDG_CONFIG_HOME", "");
        environment.put("REGISTRY_AUTH_FILE", "");
        environment.put("DOCKER_CONFIG", "");

        assertThat(credential("r.example", "app")).contains(new Password("u", "p"));
    }

    @Test
    void anOldFileMayHoldAPasswordThatIsNotEncoded() throws IOException {
        write(".dockercfg", """
                {"r.example": {"username": "u", "password": "p", "email": "u@r.example"}}""");

        assertThat(credential("r.example", "app")).contains(new Password("u", "p"));
    }
}
