package dev.tare.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.gate.Gate;
import dev.tare.gate.Threshold;
import dev.tare.layer.RawTar;
import dev.tare.report.format.Format;
import dev.tare.report.model.ReportKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Secrets in plain sight, in every format: each is told, and no value ever is. */
class SecretFormatsTest {

    /** What every secret of the image has in it. */
    private static final String VALUE = "hunter2";

    private static final String NPMRC = "//registry.example/:_authToken=" + VALUE;

    static List<Format> ofScans() {
        return Formats.of(ReportKind.SCAN);
    }

    private static Reports image() throws IOException {
        return new Reports()
                .layer(
                        "COPY . /app # buildkit",
                        new RawTar().file("app/.npmrc", NPMRC).file("gone/.npmrc", NPMRC))
                .emptyItem("ENV DB_PASSWORD=" + VALUE)
                .emptyItem("ARG BUILD_TOKEN=" + VALUE)
                .layer(
                        "RUN |1 BUILD_TOKEN=" + VALUE + " /bin/sh -c rm -r /gone # buildkit",
                        new RawTar().whiteout("gone"))
                .environment("DB_PASSWORD=" + VALUE);
    }

    private static Reports gated() throws IOException {
        var image = image();
        try (var current = image.current()) {
            new Gate(List.of(Threshold.noSecret(), Threshold.noneExposed()))
                    .check(current.report(), Optional.empty())
                    .results()
                    .forEach(image::result);
        }
        return image;
    }

    /** What a page holds in gzip and base64 is read too. */
    private static String plain(String written) throws IOException {
        var all = new StringBuilder(written);
        var blocks =
                Pattern.compile("<script[^>]*data-tare[^>]*>([^<]+)</script>").matcher(written);
        while (blocks.find()) {
            byte[] gzip = Base64.getDecoder().decode(blocks.group(1).strip());
            try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    @ParameterizedTest
    @MethodSource("ofScans")
    void everySecretIsToldAndNoValueIs(Format format) throws IOException {
        String written = plain(Examples.written(format, gated()));

        assertThat(written).doesNotContain(VALUE);
        if (format.name().equals("openmetrics")) {
            assertThat(written).contains("tare_image_secrets{image=\"127.0.0.1:5000/team/app:1.2\"} 3\n");
        } else {
            assertThat(written).contains("/app/.npmrc", "DB_PASSWORD", "BUILD_TOKEN", "npm token");
        }
    }

    @ParameterizedTest
    @MethodSource("ofScans")
    void noRuleIsNeededToBeTold(Format format) throws IOException {
        String written = plain(Examples.written(format, image()));

        assertThat(written).doesNotContain(VALUE);
        if (!format.name().matches("openmetrics|junit")) {
            assertThat(written).contains("/app/.npmrc", "DB_PASSWORD", "BUILD_TOKEN");
        }
    }

    @ParameterizedTest
    @MethodSource("ofScans")
    void namesThatWouldHarmATerminalAreEscaped(Format format) throws IOException {
        String hostile = "x\u001b[2J\n::error::\u202e";
        var image = new Reports()
                .layer("COPY", new RawTar().file(hostile + "/.npmrc", NPMRC))
                .environment(hostile + "=-----BEGIN PRIVATE KEY-----\n" + "MIIB".repeat(20))
                .environment("http_proxy\u202e\n=ghp_" + "aB3dE5gH7jK9".repeat(3));

        assertThat(plain(Examples.written(format, image)))
                .doesNotContain("\u001b", "\u202e", "\n::error::", "MIIB", "aB3dE5gH7jK9");
    }

    @Test
    void theTableTellsThemFirst() throws IOException {
        var lines = image().table(80)
                .lines()
                .map(line -> line.replaceAll(" {2,}", "  "))
                .toList();

        assertThat(lines.subList(3, lines.size()))
                .containsSubsequence(
                        "secret  npm token  /app/.npmrc  shipped by 0",
                        "secret  variable with a secret  ENV DB_PASSWORD  in the environment",
                        "secret  variable with a secret  ARG BUILD_TOKEN  in the history",
                        "exposed  npm token  /gone/.npmrc  shipped by 0, removed by 1");
        assertThat(lines.get(3)).startsWith("secret  ");
    }

    @Test
    void jsonListsThemBesideTheFindings() throws IOException {
        var json = new ObjectMapper().readTree(image().json(0)).at("/images/0");

        assertThat(json.path("secrets").toString())
                .isEqualTo(
                        "[{\"path\":\"/app/.npmrc\",\"layer\":0,\"kind\":\"npm\",\"reason\":\"npm token\",\"visible\":true},"
                                + "{\"variable\":\"DB_PASSWORD\",\"instruction\":\"ENV\",\"layer\":0,\"kind\":\"variable\",\"reason\":\"variable with a secret\",\"visible\":true},"
                                + "{\"variable\":\"BUILD_TOKEN\",\"instruction\":\"ARG\",\"layer\":0,\"kind\":\"variable\",\"reason\":\"variable with a secret\",\"visible\":false}]");
        assertThat(json.at("/advice/1/kind").asText()).isEqualTo("visible-secret");
        assertThat(json.at("/advice/1/layers").toString()).isEqualTo("[0]");
        assertThat(json.at("/advice/1/path").asText()).isEqualTo("/app/.npmrc");
        assertThat(json.at("/advice/1/revoke").findValuesAsText("exposedKind")).containsExactly("npm", "variable");
    }

    @Test
    void theBytesOfAllRowsOfCsvAreStillWhatIsWasted() throws IOException {
        String csv = Examples.written(
                Formats.of(ReportKind.SCAN).stream()
                        .filter(format -> format.name().equals("csv"))
                        .findFirst()
                        .orElseThrow(),
                image());

        assertThat(csv.lines().skip(1).map(line -> line.split(",", -1)[3])).containsExactly("38", "", "", "");
        assertThat(csv).contains(",npm token\r\n", "variable with a secret: ENV DB_PASSWORD\r\n");
    }
}
