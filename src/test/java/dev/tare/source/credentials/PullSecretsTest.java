package dev.tare.source.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.source.credentials.PullSecrets.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullSecretsTest {

    private final List<String> problems = new ArrayList<>();

    private static Secret secret(String name, String... places) {
        var entries = new ArrayList<String>();
        for (String place : places) {
            entries.add("\"%s\":{\"username\":\"%s\",\"password\":\"pw\"}".formatted(place, place + " by " + name));
        }
        return new Secret(
                name, "{\"auths\":{%s}}".formatted(String.join(",", entries)).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> find(String image, Secret... secrets) {
        int slash = image.indexOf('/');
        return new PullSecrets(Map.of(image, List.of(secrets)))
                .find(image.substring(0, slash), image.substring(slash + 1), problems)
                .map(found -> ((Credential.Password) found.credential()).user());
    }

    /** The table of the Kubernetes documentation, and what the kubelet's own tests hold. */
    @ParameterizedTest
    @CsvSource({
        "r.example, r.example/a, true",
        "https://r.example, r.example/a, true",
        "https://r.example/v1/, r.example/a, true",
        "https://r.example/v2/team, r.example/team/a, true",
        "r.example/team, r.example/team/a, true",
        "r.example/team, r.example/other/a, false",
        "*.r.example, eu.r.example/a, true",
        "*.r.example, r.example/a, false",
        "*.r.example, a.eu.r.example/a, false",
        "*.*.r.example, a.eu.r.example/a, true",
        "prefix-*-x.r.example, prefix-eu-x.r.example/a, true",
        "e?.r.example, eu.r.example/a, true",
        "*.r.example/team, eu.r.example/team/a, true",
        "*.r.example/team, eu.r.example/a, false",
        "r.example:5000, r.example:5000/a, true",
        "r.example, r.example:5000/a, false",
        "r.example:5000, r.example/a, false",
        "*.r.example:*, eu.r.example:5000/a, false",
        "*, r.example/a, false",
        "r.example, evil.r.example/a, false",
        "r.example.evil, r.example/a, false",
        "https://index.docker.io/v1/, docker.io/library/a, true",
        "docker.io, docker.io/library/a, true",
        "[, r.example/a, false",
        "'', r.example/a, false",
    })
    void entriesAreMatchedAsTheKubeletDoes(String place, String image, boolean matches) {
        assertThat(find(image, secret("s", place)).isPresent()).isEqualTo(matches);
    }

    @Test
    void theLongestPlaceCountsThenTheFirstSecret() {
        assertThat(find("r.example/a/b", secret("s", "r.example", "r.example/a"), secret("t", "r.example/a/b")))
                .contains("r.example/a/b by t");
        assertThat(find("r.example/a", secret("s", "r.example"), secret("t", "r.example")))
                .contains("r.example by s");
    }

    @Test
    void aSecretIsForTheImagesOfItsPodsAlone() {
        var secrets = new PullSecrets(Map.of("r.example/a", List.of(secret("s", "r.example"))));
        assertThat(secrets.find("r.example", "b", problems)).isEmpty();
        assertThat(secrets.find("r.example", "a", problems)).isPresent();
    }

    @Test
    void theOlderFormHasTheEntriesAlone() {
        var older = new Secret("s", "{\"r.example\":{\"auth\":\"YTpi\"}}".getBytes(StandardCharsets.UTF_8));
        assertThat(find("r.example/a", older)).contains("a");
    }

    @Test
    void whatIsBrokenIsToldAndPassedOver() {
        var broken = new Secret("broken", "{secret".getBytes(StandardCharsets.UTF_8));
        var entry = new Secret(
                "entry", "{\"auths\":{\"r.example/a\":{\"auth\":\"secret\"}}}".getBytes(StandardCharsets.UTF_8));
        assertThat(find("r.example/a", broken, entry, secret("s", "r.example"))).contains("r.example by s");
        assertThat(problems)
                .hasSize(2)
                .noneMatch(it -> it.contains("{secret"))
                .anyMatch(it -> it.contains("broken cannot be read"))
                .anyMatch(it -> it.contains("the auth of r.example/a"));
    }

    @Test
    void theyComeBeforeTheFilesOfTheUser() {
        var secrets = new PullSecrets(Map.of("r.example/a", List.of(secret("s", "r.example"))));
        String config = "{\"auths\":{\"r.example\":{\"auth\":\"YTpi\"}}}";
        var environment = Map.of("HOME", "/nonexistent");
        var with =
                Credentials.of(Optional.empty(), Optional.empty(), environment).withPullSecrets(secrets);
        assertThat(with.find("r.example", "a").found().orElseThrow().from()).isEqualTo("s");
        assertThat(with.withHelpers(List.of())
                        .find("r.example", "a")
                        .found()
                        .orElseThrow()
                        .from())
                .isEqualTo("s");
        var named = Credentials.of(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("HOME", "/nonexistent", "DOCKER_AUTH_CONFIG", config))
                .withPullSecrets(secrets);
        assertThat(named.find("r.example", "a").found().orElseThrow().from()).isEqualTo("DOCKER_AUTH_CONFIG");
    }
}
