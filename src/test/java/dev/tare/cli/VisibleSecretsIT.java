package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Tare;
import dev.tare.kit.Tool;
import dev.tare.report.Formats;
import dev.tare.report.format.Format;
import dev.tare.report.model.ReportKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in plain sight of an image that buildah builds: a key that stays, one that goes, a token in ENV and one in ARG. */
class VisibleSecretsIT {

    private static final String KEY = "aB3dE5gH7jK9mN2p".repeat(6);
    private static final String GITHUB = "ghp_" + "aB3dE5gH7jK9".repeat(3);
    private static final String NPM = "npm_" + "zY8xW6vU4tS2".repeat(3);

    private static final Pattern BLOCK = Pattern.compile("data-tare=\"\\w+\">([A-Za-z0-9+/=]*)<");

    @TempDir
    static Path folder;

    /** A password without a form of its own: only the name of the variable tells. */
    private static final String PASSWORD = "hunter2-tells-nothing";

    private static String image;
    private static String repeating;
    private static String base;

    @BeforeAll
    static void build() throws IOException {
        String key = "-----BEGIN OPENSSH PRIVATE KEY-----\n" + KEY + "\n-----END OPENSSH PRIVATE KEY-----\n";
        Files.createDirectory(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/id_ed25519"), key);
        Files.writeString(folder.resolve("keys/id_ed25519.pub"), "ssh-ed25519 AAAA me");
        Files.writeString(folder.resolve("keys/id_rsa"), key);
        Files.writeString(folder.resolve("Containerfile"), """
                FROM localhost/base
                COPY keys /root/.ssh
                RUN rm /root/.ssh/id_rsa
                ENV GITHUB_TOKEN=%s LANG=C.UTF-8
                ARG NPM_TOKEN
                RUN echo "$NPM_TOKEN" | wc -c > /length
                """.formatted(GITHUB));
        Files.writeString(folder.resolve("Containerfile.repeating"), """
                FROM localhost/base
                ENV APP_PASSWORD=%1$s
                LABEL note=%1$s com.example.api-token=%1$s
                ARG COPY_OF=%1$s
                RUN echo %1$s > /passed
                CMD ["app", "--password", "%1$s"]
                HEALTHCHECK CMD app --check %1$s
                """.formatted(PASSWORD));
        String buildah = "buildah --root %1$s/root --runroot %1$s/run --storage-driver vfs ".formatted(folder);
        Tool.run(folder, "sh", "-ec", """
                mkdir -p base/bin
                cp "$(command -v busybox)" base/bin/busybox
                for name in sh rm wc; do ln base/bin/busybox base/bin/$name; done
                printf 'FROM scratch\\nCOPY base /\\nENV BASE_PASSWORD=%2$s\\n' > Containerfile.base
                build() { %1$s bud --isolation chroot -q --layers "$@" . >/dev/null; }
                build -t base -f Containerfile.base
                build -t app -f Containerfile --build-arg NPM_TOKEN=%3$s
                build -t repeating -f Containerfile.repeating --format docker
                for image in base app repeating; do %1$s push -q $image oci:$image:1; done
                """.formatted(buildah, KEY, NPM));
        image = "oci:" + folder.resolve("app") + ":1";
        repeating = "oci:" + folder.resolve("repeating") + ":1";
        base = "oci:" + folder.resolve("base") + ":1";
    }

    private static Tare.Result run(String... arguments) {
        return Tare.at(folder).with("COLUMNS", "80").run(arguments);
    }

    private static String[] scan(String... more) {
        var all = new ArrayList<>(List.of("scan"));
        all.addAll(List.of(more));
        all.add(image);
        return all.toArray(String[]::new);
    }

    @Test
    void whatIsVisibleIsASecretAndWhatIsRemovedIsExposed() {
        var result = run(scan("--format=json"));

        assertThat(result.exitCode()).isZero();
        assertThat(result.image().path("secrets").valueStream().map(VisibleSecretsIT::told))
                .containsExactly(
                        "/root/.ssh/id_ed25519 private-key 1 true",
                        "ENV BASE_PASSWORD variable 0 true",
                        "ENV GITHUB_TOKEN github 2 true",
                        "ARG NPM_TOKEN npm 3 false");
        assertThat(result.image()
                        .path("findings")
                        .valueStream()
                        .filter(finding -> finding.has("exposed"))
                        .map(finding -> finding.path("path").asText()))
                .containsExactly("/root/.ssh/id_rsa");
        assertThat(result.image().path("advice").findValuesAsText("kind").subList(0, 2))
                .containsExactly("secret", "visible-secret");
    }

    private static String told(JsonNode secret) {
        return "%s%s %s %d %s"
                .formatted(
                        secret.path("path").asText(""),
                        secret.has("variable")
                                ? secret.path("instruction").asText() + " "
                                        + secret.path("variable").asText()
                                : "",
                        secret.path("kind").asText(),
                        secret.path("layer").asInt(-1),
                        secret.path("visible").asText());
    }

    @Test
    void nothingFailsWithoutARule() {
        assertThat(run(scan()).exitCode()).isZero();
        assertThat(run(scan("--fail-on=exposed")).out()).contains("FAIL  exposed 1 file (limit 0)");

        var secret = run(scan("--fail-on=secret"));
        assertThat(secret.exitCode()).isEqualTo(1);
        assertThat(secret.out()).contains("FAIL  secret 4 secrets (limit 0)");

        assertThat(run(scan("--fail-if=secrets > 4")).exitCode()).isZero();
        assertThat(run(scan("--fail-on=secret", "--fail-on=exposed")).out()).contains("FAIL  secret", "FAIL  exposed");
    }

    @Test
    void pathsAndVariablesAreIgnoredAndTheBaseIsLeftOut() {
        assertThat(run(scan("--fail-on=secret", "--scope=own", "--base=" + base))
                        .out())
                .contains("FAIL  secret 3 secrets (limit 0)");

        var ignored = run(scan(
                "--fail-on=secret",
                "--ignore=/root/.ssh=a test",
                "--ignore=GITHUB_TOKEN=a test",
                "--ignore=BASE_PASSWORD=a test",
                "--ignore=NPM_TOKEN=a test"));
        assertThat(ignored.exitCode()).isZero();
        assertThat(ignored.out()).contains("pass  secret 0 secrets (limit 0)");
    }

    @Test
    void newSecretsAreThoseThatTheBaselineHasNot() throws IOException {
        Files.writeString(
                folder.resolve("before.json"),
                run("scan", "--format=json", base).out());

        for (String baseline : List.of(folder.resolve("before.json").toString(), base)) {
            var result = run(scan("--baseline=" + baseline, "--fail-if=new secrets > 0", "--format=json"));

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.json().at("/gate/rules/0/actual").asInt()).isEqualTo(3);
            assertThat(result.json().at("/gate/rules/0/violations").findValuesAsText("variable"))
                    .containsExactly("GITHUB_TOKEN", "NPM_TOKEN");
        }
        Files.writeString(
                folder.resolve("old.json"),
                Files.readString(folder.resolve("before.json")).replace("\"secrets\"", "\"nothing\""));
        var old = run(scan("--baseline=" + folder.resolve("old.json"), "--fail-if=new secrets > 0"));
        assertThat(old.exitCode()).isEqualTo(2);
        assertThat(old.err()).contains("does not tell the secrets");
        assertThat(run(scan("--baseline=" + image, "--fail-if=new secrets > 0")).exitCode())
                .isZero();
    }

    @Test
    void noFormatAndNoLogHasAValue() throws IOException {
        for (String format :
                Formats.of(ReportKind.SCAN).stream().map(Format::name).toList()) {
            var result = run(scan("--debug", "--fail-on=secret", "--fail-on=exposed", "--format=" + format));

            assertThat(result.exitCode()).as(format).isEqualTo(1);
            assertThat(plain(result.out()) + result.err())
                    .as(format)
                    .doesNotContain(KEY, GITHUB, NPM, "aB3dE5gH7jK9", "zY8xW6vU4tS2")
                    .hasSizeGreaterThan(500);
        }
    }

    @Test
    void aSecretThatIsRepeatedIsShownNowhere() throws IOException {
        for (String format :
                Formats.of(ReportKind.SCAN).stream().map(Format::name).toList()) {
            var result = run("scan", "--debug", "--fail-on=secret", "--format=" + format, repeating);

            assertThat(plain(result.out()) + result.err())
                    .as(format)
                    .doesNotContain(PASSWORD)
                    .hasSizeGreaterThan(300);
        }
        assertThat(run("layers", "--format=json", repeating).out())
                .contains("RUN echo *** > /passed")
                .doesNotContain(PASSWORD);
        assertThat(run("scan", "--format=json", repeating)
                        .image()
                        .path("secrets")
                        .valueStream())
                .extracting(VisibleSecretsIT::told)
                .contains(
                        "ENV APP_PASSWORD variable 0 true",
                        "CMD CMD instruction -1 true",
                        "LABEL com.example.api-token instruction -1 false");
    }

    /** With what a page holds in gzip and base64. */
    private static String plain(String written) throws IOException {
        var all = new StringBuilder(written);
        for (var blocks = BLOCK.matcher(written); blocks.find(); ) {
            byte[] gzip = Base64.getDecoder().decode(blocks.group(1));
            try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    @Test
    void explainSaysWhatTheRuleMeans() {
        assertThat(run("explain", "secret").out()).contains("--fail-on secret", "RUN --mount=type=secret");
        assertThat(run("explain", "new secrets").out()).contains("--baseline main.json");
    }
}
