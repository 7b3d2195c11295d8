package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Reference;
import dev.tare.source.BadConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistriesConfTest {

    @TempDir
    Path folder;

    private RegistriesConf conf(String toml) throws IOException {
        Path file = Files.writeString(folder.resolve("registries.conf"), toml);
        return RegistriesConf.of(Map.of("CONTAINERS_REGISTRIES_CONF", file.toString()));
    }

    private static Endpoint plain(String host, String repository) {
        return new Endpoint(host, repository, false, false);
    }

    @Test
    void withoutARuleTheRegistryItselfIsAsked() throws IOException {
        assertThat(conf("").endpoints(Reference.parse("r.example/a/b:1"))).containsExactly(plain("r.example", "a/b"));
    }

    @Test
    void theLongestPrefixMovesAnImageAndMirrorsComeFirst() throws IOException {
        var conf = conf("""
                [[registry]]
                prefix = "r.example"
                location = "other.example/all"
                [[registry]]
                prefix = "r.example/team"
                location = "moved.example:5000/squad"
                insecure = true
                [[registry.mirror]]
                location = "m1.example/team"
                [[registry.mirror]]
                location = "m2.example"
                pull-from-mirror = "digest-only"
                """);
        assertThat(conf.endpoints(Reference.parse("r.example/team/app:1")))
                .containsExactly(
                        new Endpoint("m1.example", "team/app", false, true),
                        new Endpoint("moved.example:5000", "squad/app", true, false));
        assertThat(conf.endpoints(Reference.parse("r.example/team/app@sha256:" + "a".repeat(64))))
                .extracting(Endpoint::host)
                .containsExactly("m1.example", "m2.example", "moved.example:5000");
        assertThat(conf.endpoints(Reference.parse("r.example/teams/app")))
                .containsExactly(plain("other.example", "all/teams/app"));
    }

    @Test
    void aWildcardCoversSubdomains() throws IOException {
        var conf = conf("[[registry]]\nprefix = \"*.example\"\nblocked = true\n");
        assertThatThrownBy(() -> conf.endpoints(Reference.parse("r.example/a")))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("blocked")
                .hasMessageContaining(folder.toString());
        assertThat(conf.endpoints(Reference.parse("example.org/a"))).containsExactly(plain("example.org", "a"));
    }

    @Test
    void mirrorsMayServeDigestsOnly() throws IOException {
        var conf = conf("""
                [[registry]]
                location = "r.example"
                mirror-by-digest-only = true
                [[registry.mirror]]
                location = "m.example"
                """);
        assertThat(conf.endpoints(Reference.parse("r.example/a:1"))).hasSize(1);
        assertThat(conf.endpoints(Reference.parse("r.example/a@sha256:" + "a".repeat(64))))
                .hasSize(2);
    }

    @Test
    void shortNamesHaveAliases() throws IOException {
        var conf = conf("[aliases]\n\"fedora\" = \"registry.fedora.example/fedora\"\n\"gone\" = \"\"\n");
        assertThat(conf.alias("fedora")).contains("registry.fedora.example/fedora");
        assertThat(conf.alias("gone")).isEmpty();
    }

    @Test
    void whatIsNoConfigurationIsAnError() {
        assertThatThrownBy(() -> conf("[[registry"))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("TOML");
        assertThatThrownBy(() -> conf("[[registry]]\nblocked = true\n")).isInstanceOf(BadConfiguration.class);
        assertThatThrownBy(() -> RegistriesConf.of(Map.of("CONTAINERS_REGISTRIES_CONF", folder + "/none")))
                .isInstanceOf(BadConfiguration.class);
    }

    @Test
    void settingsOfVersionOneArePassedOver() throws IOException {
        assertThat(conf("[registries.search]\nregistries = ['docker.io']\n").endpoints(Reference.parse("nginx")))
                .containsExactly(plain("docker.io", "library/nginx"));
    }
}
