package dev.tare.analysis.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.Accounts;
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

/** Which hidden copies are exposed, and as what they are told. */
class ExposedTest {

    private static final String NPMRC = "//registry.example/:_authToken=hunter2";
    private static final String NETRC = "machine h login me password hunter2";

    private static Accounts accounts(SecretPaths secrets, RawTar... layers) throws IOException {
        var indexes = new ArrayList<LayerIndex>();
        for (RawTar layer : layers) {
            indexes.add(Blobs.index(layer));
        }
        return Accounts.of(indexes, Limits.DEFAULT, secrets);
    }

    /** {@code /a is npm token, from [0] removed by 1}, with the number of files of a folder. */
    private static List<String> told(Accounts accounts) {
        return accounts.exposed().stream()
                .map(it -> "%s%s is %s, from %s %s by %d"
                        .formatted(
                                Printable.of(it.path()),
                                it.folder() ? "/ (%d files, %d bytes)".formatted(it.files(), it.bytes()) : "",
                                it.kind().reason(),
                                it.shippedBy().toString().replace('{', '[').replace('}', ']'),
                                it.fate().isRemoved() ? "removed" : "overwritten",
                                it.hiddenBy()))
                .toList();
    }

    private static List<String> findings(Accounts accounts) {
        return accounts.findings().stream()
                .filter(finding -> !finding.exposed().isNone())
                .map(finding ->
                        Printable.of(finding.path()) + " " + finding.exposed().reason())
                .sorted()
                .toList();
    }

    @Test
    void aCredentialThatALaterLayerRemovesOrRewritesIsExposed() throws IOException {
        var accounts = accounts(
                SecretPaths.NONE,
                new RawTar()
                        .file("root/.npmrc", NPMRC)
                        .file("root/.netrc", NETRC)
                        .file("plain", "x"),
                new RawTar().file("root/.netrc", "machine h").whiteout("plain"),
                new RawTar().whiteout("root/.npmrc"));

        assertThat(told(accounts))
                .containsExactly(
                        "/root/.npmrc is npm token, from [0] removed by 2",
                        "/root/.netrc is netrc password, from [0] overwritten by 1");
        assertThat(findings(accounts)).containsExactly("/root/.netrc netrc password", "/root/.npmrc npm token");
        assertThat(accounts.exposedFindings()).isEqualTo(2);
        assertThat(accounts.findings()).hasSize(3);
    }

    @Test
    void aCredentialThatAContainerSeesIsNotExposed() throws IOException {
        var accounts = accounts(
                SecretPaths.NONE,
                new RawTar().file("root/.npmrc", NPMRC).file("root/.netrc", "machine h"),
                new RawTar().file("root/.netrc", NETRC).hardlink("second", "root/.npmrc"),
                new RawTar().whiteout("root/.npmrc"));

        assertThat(told(accounts)).isEmpty();
        assertThat(findings(accounts)).isEmpty();
        assertThat(accounts.exposedFindings()).isZero();
    }

    @Test
    void severalCopiesOfAPathAreToldOnce() throws IOException {
        var accounts = accounts(
                SecretPaths.NONE,
                new RawTar().file("root/.npmrc", NPMRC),
                new RawTar().file("root/.npmrc", NPMRC, h -> h.mode(0600)),
                new RawTar().file("root/.npmrc", "registry=https://h/"),
                new RawTar().whiteout("root"));

        assertThat(told(accounts)).containsExactly("/root/.npmrc is npm token, from [0, 1] overwritten by 2");
    }

    @Test
    void theFilesOfAGitFolderAreOneButForItsPassword() throws IOException {
        var accounts = accounts(
                SecretPaths.NONE,
                new RawTar()
                        .file("app/.git/HEAD", "1")
                        .file("app/.git/config", "url = https://me:hunter2@h/")
                        .file("app/.git/modules/x/.git/HEAD", "22")
                        .file("app/.git/objects/1/2", "333")
                        .file("app/code/.git", "gitdir: ../.git/modules/x"),
                new RawTar().file("app/.git/HEAD", "2"),
                new RawTar().whiteout("app"));

        assertThat(told(accounts))
                .containsExactly(
                        "/app/.git/config is git credentials, from [0] removed by 2",
                        "/app/.git/ (3 files, 7 bytes) is git repository, from [0, 1] removed by 2");
        assertThat(accounts.exposedFindings()).isEqualTo(4);
        assertThat(findings(accounts))
                .containsExactly(
                        "/app/.git/HEAD git repository",
                        "/app/.git/config git credentials",
                        "/app/.git/modules/x/.git/HEAD git repository",
                        "/app/.git/objects/1/2 git repository");
    }

    @Test
    void pathsThatTheUserNamesAreCredentialsToo() throws IOException {
        SecretPaths licences = path -> new String(path, StandardCharsets.UTF_8).endsWith(".lic") ? "licence key" : "";
        var accounts = accounts(
                licences,
                new RawTar()
                        .file("a.lic", "")
                        .file("b.lic", "x")
                        .file("c", NPMRC)
                        .file("root/.npmrc", NPMRC),
                new RawTar().whiteout("a.lic").whiteout("c").whiteout("root"));

        assertThat(told(accounts))
                .containsExactly(
                        "/a.lic is licence key, from [0] removed by 1",
                        "/root/.npmrc is npm token, from [0] removed by 1");
        assertThat(findings(accounts)).containsExactly("/a.lic licence key", "/root/.npmrc npm token");
    }
}
