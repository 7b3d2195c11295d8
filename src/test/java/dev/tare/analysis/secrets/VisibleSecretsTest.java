package dev.tare.analysis.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.Selection;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which visible copies are secrets, and at which name. */
class VisibleSecretsTest {

    private static final String NPMRC = "//registry.example/:_authToken=hunter2";
    private static final String NETRC = "machine h login me password hunter2";
    private static final SecretPaths LICENCES =
            path -> new String(path, StandardCharsets.UTF_8).endsWith(".lic") ? "licence key" : "";

    private static Accounts accounts(SecretPaths secrets, RawTar... layers) throws IOException {
        var indexes = new ArrayList<LayerIndex>();
        for (RawTar layer : layers) {
            indexes.add(Blobs.index(layer));
        }
        return Accounts.of(indexes, Limits.DEFAULT, secrets);
    }

    private static List<String> told(List<Secret> secrets) {
        return secrets.stream()
                .map(it -> "%s is %s, from %d"
                        .formatted(Printable.of(it.path()), it.kind().reason(), it.layer()))
                .toList();
    }

    @Test
    void whatAContainerSeesIsASecretAndWhatALaterLayerHidesIsNot() throws IOException {
        var accounts = accounts(
                SecretPaths.NONE,
                new RawTar()
                        .file("root/.npmrc", NPMRC)
                        .file("root/.netrc", NETRC)
                        .file("app/.npmrc", NPMRC)
                        .file("plain", "x"),
                new RawTar().file("app/.npmrc", NPMRC + "2").whiteout("root/.npmrc"));

        assertThat(told(accounts.secrets()))
                .containsExactly("/app/.npmrc is npm token, from 1", "/root/.netrc is netrc password, from 0");
        assertThat(accounts.exposed().stream().map(it -> Printable.of(it.path())))
                .containsExactlyInAnyOrder("/root/.npmrc", "/app/.npmrc");
    }

    @Test
    void aCopyWithSeveralNamesIsToldAtOneThatIsThere() throws IOException {
        var accounts = accounts(
                SecretPaths.NONE,
                new RawTar().file("root/.npmrc", NPMRC).hardlink("second", "root/.npmrc"),
                new RawTar().hardlink("third", "second"),
                new RawTar().whiteout("root/.npmrc"));

        assertThat(told(accounts.secrets())).containsExactly("/second is npm token, from 0");
    }

    /** A repository that a container shows is a leftover, or there to be used. */
    @Test
    void aVisibleRepositoryIsNoSecretButItsPasswordIs() throws IOException {
        var accounts = accounts(
                SecretPaths.NONE,
                new RawTar().file("app/.git/HEAD", "1").file("app/.git/config", "url = https://me:hunter2@h/"));

        assertThat(told(accounts.secrets())).containsExactly("/app/.git/config is git credentials, from 0");
    }

    @Test
    void pathsThatTheUserNamesComeFirst() throws IOException {
        var accounts = accounts(
                LICENCES,
                new RawTar()
                        .file("root/.npmrc", NPMRC)
                        .file("b.lic", "x")
                        .file("a.lic", "")
                        .file("gone.lic", ""),
                new RawTar().whiteout("gone.lic"));

        assertThat(told(accounts.secrets()))
                .containsExactly(
                        "/a.lic is licence key, from 0",
                        "/b.lic is licence key, from 0",
                        "/root/.npmrc is npm token, from 0");
    }

    @Test
    void aSelectionHasThoseOfItsLayersAndNotAtIgnoredPaths() throws IOException {
        var accounts = accounts(
                SecretPaths.NONE,
                new RawTar().file("root/.npmrc", NPMRC),
                new RawTar().file("a/.npmrc", NPMRC).file("b/.npmrc", NPMRC));

        assertThat(told(accounts.select(1, path -> path[1] == 'a').secrets()))
                .containsExactly("/b/.npmrc is npm token, from 1");
        assertThat(accounts.select(0, Selection.NOTHING_IGNORED).secrets()).hasSize(3);
    }
}
