package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.name.Reference;
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
        return RegistriesConf.of(
                Map.of("HOME", folder.resolve("nobody").toString(), "CONTAINERS_REGISTRIES_CONF", file.toString()),
                folder.resolve("nothing"));
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

    /** A file that maps r.example to another host, by which it is told apart. */
    private void map(String file, String host) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "[[registry]]\nprefix = \"r.example\"\nlocation = \"%s\"\n".formatted(host));
    }

    private String mapped(Map<String, String> environment) throws Unreadable {
        return RegistriesConf.of(environment, folder.resolve("etc"))
                .endpoints(Reference.parse("r.example/a"))
                .getFirst()
                .host();
    }

    /** containers-registries.conf.d(5), "Configuration precedence"; podman 4.3 does the same. */
    @Test
    void theUsersFilesAndLaterOnesHavePrecedence() throws Exception {
        var user = Map.of("HOME", folder.resolve("home").toString());
        var named = Map.of(
                "HOME",
                folder.resolve("home").toString(),
                "CONTAINERS_REGISTRIES_CONF",
                folder.resolve("named.conf").toString());
        map("etc/registries.conf", "etc.example");
        map("named.conf", "named.example");
        assertThat(mapped(user)).isEqualTo("etc.example");
        assertThat(mapped(named)).isEqualTo("named.example");
        map("etc/registries.conf.d/b.conf", "b.example");
        map("etc/registries.conf.d/a.conf", "a.example");
        map("etc/registries.conf.d/c.ignored", "c.example");
        map("etc/registries.conf.d/d.conf/e.conf", "e.example");
        assertThat(mapped(user)).isEqualTo("b.example");
        assertThat(mapped(named)).isEqualTo("b.example");
        map("home/.config/containers/registries.conf", "home.example");
        assertThat(mapped(user)).isEqualTo("home.example"); // the folder in etc goes with the file in etc
        assertThat(mapped(named)).isEqualTo("b.example");
        map("home/.config/containers/registries.conf.d/a.conf", "home-a.example");
        assertThat(mapped(user)).isEqualTo("home-a.example");
        assertThat(mapped(named)).isEqualTo("home-a.example");
    }

    @Test
    void theLastFileThatNamesCredentialHelpersDecides() throws IOException {
        assertThat(conf("").credentialHelpers()).isEmpty();
        assertThat(conf("credential-helpers = [\"a\", \"containers-auth.json\"]\n")
                        .credentialHelpers())
                .containsExactly("a", "containers-auth.json");
        Files.createDirectories(folder.resolve("etc/registries.conf.d"));
        Files.writeString(folder.resolve("etc/registries.conf.d/a.conf"), "credential-helpers = [\"b\"]\n");
        Files.writeString(folder.resolve("etc/registries.conf.d/b.conf"), "short-name-mode = \"disabled\"\n");
        assertThat(RegistriesConf.of(Map.of("HOME", folder.toString()), folder.resolve("etc"))
                        .credentialHelpers())
                .containsExactly("b");
    }
}
