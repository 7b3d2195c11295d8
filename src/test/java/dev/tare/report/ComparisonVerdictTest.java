package dev.tare.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.kit.ReportSchema;
import dev.tare.layer.RawTar;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.json.JsonFormat;
import dev.tare.report.markdown.MarkdownFormat;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.table.TableFormat;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What became of the rules, in reports on two images. */
class ComparisonVerdictTest {

    private static final String AFTER = "app:2";

    private static Comparison comparison() throws IOException {
        var largest = List.of(new IgnoredPaths.Hidden("/app/a.log".getBytes(StandardCharsets.UTF_8), 1, 3_000));
        var compared = Examples.image("app:1").comparedWith(Examples.gated(AFTER));
        return compared.with(
                List.of(new Failure(AFTER, "the rule cannot be decided", "name a base", 2)),
                new Verdict(
                        compared.verdict().results(),
                        List.of(new IgnoredPaths(
                                AFTER,
                                "*.log",
                                "made by tests",
                                Optional.of(LocalDate.of(2027, 1, 31)),
                                3,
                                4_000,
                                0,
                                largest))));
    }

    private static String written(Format format, Comparison comparison) throws IOException {
        var out = new ByteArrayOutputStream();
        format.write(comparison, new Output(out, 100, new Style(false), 20, Output.Detail.BRIEF, Reports.VERSION));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void jsonHasTheFieldsOfAScan() throws IOException {
        var json = new ObjectMapper().readTree(written(new JsonFormat(), comparison()));
        var scan = new ObjectMapper().readTree(Examples.gated(AFTER).json(0));

        assertThat(ReportSchema.validated(json, "compare")).isSameAs(json);
        assertThat(json.at("/gate/passed").booleanValue()).isFalse();
        assertThat(json.at("/gate/rules")).isEqualTo(scan.at("/gate/rules"));
        assertThat(json.at("/gate/ignored/0/pattern").textValue()).isEqualTo("*.log");
        assertThat(json.at("/gate/ignored/0/largest").toString())
                .isEqualTo("[{\"path\":\"/app/a.log\",\"layer\":1,\"size\":3000}]");
        assertThat(json.at("/failures/0/exitCode").intValue()).isEqualTo(2);
    }

    @Test
    void tableEndsWithTheRulesAndWhatToDo() throws IOException {
        String table = written(new TableFormat(), comparison());

        assertThat(table.substring(table.indexOf("\nFAIL")))
                .contains("FAIL  exposed 1 file (limit 0)  app:2\n      npm token: /app/.npmrc")
                .contains("FAIL  max-wasted ", "skip  4.0 kB wasted in 3 hidden files of *.log ignored: made by tests")
                .contains("mend  revoke what was exposed");
    }

    @Test
    void tableTellsOfAPatternThatMatchesNothing() throws IOException {
        var nothing = new IgnoredPaths(AFTER, "/opt/none", "not ours", Optional.empty(), 0, 0, 0, List.of());
        var comparison = comparison().with(List.of(), new Verdict(List.of(), List.of(nothing)));

        assertThat(written(new TableFormat(), comparison))
                .endsWith("skip  no file matches /opt/none: not ours · app:2\n");
    }

    @Test
    void tableTellsOfAPatternThatMatchesVisibleFilesOnly() throws IOException {
        var visible = new IgnoredPaths(AFTER, "/tmp", "not ours", Optional.empty(), 0, 0, 2, List.of());
        var comparison = comparison().with(List.of(), new Verdict(List.of(), List.of(visible)));

        assertThat(written(new TableFormat(), comparison))
                .endsWith("skip  2 visible files of /tmp ignored, no hidden one: not ours · app:2\n");
    }

    @Test
    void markdownBeginsWithTheRules() throws IOException {
        String markdown = written(new MarkdownFormat(), comparison());

        assertThat(markdown).startsWith("### 2 rules are broken: **`app:2`** ");
        assertThat(markdown.indexOf("**FAIL**")).isBetween(0, markdown.indexOf("layer"));
        assertThat(markdown)
                .contains("| `*.log` | 3 | 4.0 kB | `made by tests until 2027-01-31` | `app:2` |")
                .contains("| `app:2` | `the rule cannot be decided` |");
    }

    @Test
    void withoutRulesNothingIsSaidOfThem() throws IOException {
        var plain = Examples.image("app:1")
                .comparedWith(new Reports().name(AFTER).layer("COPY . /", new RawTar().file("a", "b")));

        assertThat(written(new TableFormat(), plain)).doesNotContain("pass", "FAIL", "mend");
        assertThat(written(new MarkdownFormat(), plain)).startsWith("### **`app:2`** ");
        assertThat(new ObjectMapper()
                        .readTree(written(new JsonFormat(), plain))
                        .at("/gate")
                        .toString())
                .isEqualTo("{\"passed\":true,\"rules\":[]}");
    }
}
