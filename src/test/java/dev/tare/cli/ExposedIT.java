package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that a layer ships and another removes: found, told, a reason to fail, and never shown. */
class ExposedIT {

    /** What every secret of the image has in it. */
    private static final String VALUE = "hunter2";

    private static final String KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\n" + (VALUE + "abcdefgh").repeat(8)
            + "\n-----END OPENSSH PRIVATE KEY-----\n";
    private static final String CERTIFICATE =
            "-----BEGIN CERTIFICATE-----\n" + "MIIB".repeat(32) + "\n-----END CERTIFICATE-----\n";

    @TempDir
    static Path folder;

    private static String image;
    private static String clean;
    private static String damaged;

    private static void layer(TestImage image, String createdBy, RawTar tar) {
        byte[] bytes = tar.bytes();
        image.layer(TestImage.OCI_LAYER, Blobs.gzip(bytes), Digest.sha256(bytes), createdBy);
    }

    @BeforeAll
    static void keep() {
        var exposed = TestImage.of(new RawTar().directory("bin").file("bin/sh", "busybox"));
        layer(
                exposed,
                "RUN /bin/sh -c echo \"//registry.example/:_authToken=" + VALUE + "\" > /root/.npmrc # buildkit",
                new RawTar().file("root/.npmrc", "//registry.example/:_authToken=" + VALUE + "\n"));
        layer(
                exposed,
                "COPY . /app # buildkit",
                new RawTar()
                        .file("app/odd name", KEY)
                        .file("app/.env", "DB_PASSWORD=" + VALUE + "\n")
                        .file("app/.env.example", "DB_PASSWORD=changeme\n")
                        .file("app/public.pem", CERTIFICATE)
                        .file("app/site.lic", VALUE)
                        .file("app/.git/HEAD", "ref: refs/heads/main\n")
                        .file("app/.git/objects/12/34", VALUE));
        layer(
                exposed,
                "RUN /bin/sh -c curl -H \"Authorization: Bearer " + VALUE + "\" https://u:" + VALUE + "@h/ # buildkit",
                new RawTar().file("root/.npmrc", "registry=https://registry.example/\n"));
        layer(exposed, "RUN /bin/sh -c rm -rf /app # buildkit", new RawTar().whiteout("app"));
        exposed.config(config -> config.withArray("/history")
                .addObject()
                .put("created_by", "ENV API_KEY=" + VALUE)
                .put("empty_layer", true));
        image = "oci:" + exposed.writeLayout(folder.resolve("exposed"), "1");

        var visible = TestImage.of(
                new RawTar().file("root/.npmrc", "//h/:_authToken=" + VALUE).file("a", "1"),
                new RawTar().file("a", "2"));
        clean = "oci:" + visible.writeLayout(folder.resolve("clean"), "1");

        var broken = TestImage.of();
        byte[] noTar = Blobs.gzip(Blobs.utf8("this is no tar " + VALUE.repeat(100)));
        broken.layer(TestImage.OCI_LAYER, noTar, Digest.sha256(noTar), "RUN echo password=" + VALUE);
        damaged = "oci:" + broken.writeLayout(folder.resolve("damaged"), "1");
    }

    private static Tare.Result run(String... arguments) {
        return Tare.at(folder).with("COLUMNS", "80").run(arguments);
    }

    @Test
    void theTableBeginsWithExposedCredentials() {
        var result = run("scan", "--fail-on", "exposed", image);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEmpty();
        var lines = result.out().lines().toList();
        assertThat(lines.get(3)).startsWith("secret   variable with a secret  ENV API_KEY ");
        assertThat(lines.stream()
                        .dropWhile(line -> !line.startsWith("exposed"))
                        .limit(10)
                        .map(line -> line.replaceAll(" {2,}", "  ")))
                .containsExactly(
                        "exposed  private key  /app/odd name  shipped by 2, removed by 4",
                        "  make a new key, and distrust the old one wherever its public half is:",
                        "  authorized_keys, certificates, accounts, recipients",
                        "exposed  npm token  /root/.npmrc  shipped by 1, overwritten by 3",
                        "  revoke the token (npm token revoke) at",
                        "  https://www.npmjs.com/settings/~/tokens",
                        "exposed  environment file…  /app/.env  shipped by 2, removed by 4",
                        "  change each password and key that it sets",
                        "exposed  git repository  /app/.git/ (2 files)  shipped by 2, removed by 4",
                        "  replace every secret that was ever committed, as the history holds them");
        assertThat(result.out().replaceAll("\\s+", " "))
                .contains("RUN --mount=type=secret", "Revoke what was exposed", "FAIL exposed 5 files (limit 0)")
                .doesNotContain("changeme");
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    }

    @Test
    void theJsonMarksTheFindings() {
        var result = run("scan", "--fail-on=exposed", "--format=json", image);

        assertThat(result.exitCode()).isEqualTo(1);
        var exposed = new TreeMap<String, String>();
        for (JsonNode finding : result.image().path("findings")) {
            if (finding.has("exposed")) {
                exposed.put(
                        finding.path("path").asText(),
                        finding.path("exposed").asText() + " "
                                + finding.path("exposedKind").asText());
            }
        }
        assertThat(exposed.toString())
                .isEqualTo("{/app/.env=environment file with secrets environment,"
                        + " /app/.git/HEAD=git repository git-repository,"
                        + " /app/.git/objects/12/34=git repository git-repository,"
                        + " /app/odd name=private key private-key, /root/.npmrc=npm token npm}");
        JsonNode advice = result.image().at("/advice/0");
        assertThat(advice.path("kind").asText()).isEqualTo("secret");
        assertThat(advice.path("layers").toString()).isEqualTo("[1,2,3,4]");
        assertThat(advice.path("files").asInt()).isEqualTo(5);
        assertThat(advice.path("text").asText()).contains("--mount=type=secret", "Revoke");
        assertThat(advice.path("revoke").findValuesAsText("exposedKind"))
                .containsExactly("private-key", "npm", "environment", "git-repository");
        assertThat(advice.at("/revoke/1").toString())
                .isEqualTo("{\"exposedKind\":\"npm\",\"text\":\"revoke the token (npm token revoke)\","
                        + "\"url\":\"https://www.npmjs.com/settings/~/tokens\"}");
        assertThat(result.json().at("/gate/rules/0").toString())
                .startsWith("{\"rule\":\"exposed\",\"limit\":0,\"actual\":5,\"passed\":false");
    }

    @Test
    void secretOptionNamesMoreCredentials() {
        var result =
                run("scan", "--secret", "*.lic=licence key", "--secret=/app/public*=certificate", "--top=2", image);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("exposed  licence key", "/app/site.lic", "and 4 more: see --top 0 or --format json")
                .doesNotContain("/root/.npmrc  ");
        for (String wrong : List.of("*.lic", "=reason", "*.lic=", "*.lic= ")) {
            var usage = run("scan", "--secret", wrong, image);
            assertThat(usage.exitCode()).isEqualTo(2);
            assertThat(usage.err()).contains("--secret").doesNotContain("Exception");
        }
    }

    @Test
    void visibleCredentialsDoNotFailTheBuild() {
        var result = run("scan", "--fail-on=EXPOSED", clean);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("pass  exposed 0 files (limit 0)", "secret   npm token")
                .doesNotContain("exposed  npm token");
        var wrong = run("scan", "--fail-on=nonsense", clean);
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--fail-on");
    }

    @Test
    void noValueIsEverShown() {
        for (var arguments : List.of(
                List.of("scan", "--top=0", image),
                List.of("scan", "--debug", "--format=json", "--secret=*.lic=licence key", image),
                List.of("layers", image),
                List.of("layers", "--format=json", image),
                List.of("diff", "--long", image),
                List.of("diff", "--format=json", image),
                List.of("ls", "-lr", image),
                List.of("scan", "--debug", damaged))) {
            var result = run(arguments.toArray(String[]::new));
            assertThat(result.out() + result.err())
                    .as("%s", arguments)
                    .doesNotContain(VALUE)
                    .hasSizeGreaterThan(100);
        }
        assertThat(run("scan", damaged).err()).contains("RUN echo password=***");
        assertThat(run("layers", image).out()).contains("ENV API_KEY=***");
    }
}
