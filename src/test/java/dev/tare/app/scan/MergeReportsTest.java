package dev.tare.app.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.app.InvalidRequest;
import dev.tare.layer.RawTar;
import dev.tare.report.Examples;
import dev.tare.report.FleetExamples;
import dev.tare.report.Reports;
import dev.tare.report.format.Output;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.json.JsonFormat;
import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.RuleResult.Measure;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.openmetrics.OpenMetricsFormat;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reports are once they are joined: those of a single run. */
class MergeReportsTest {

    private static final RuleInfo RULE =
            new RuleInfo("min-efficiency", RuleInfo.Severity.WARNING, "A rule", "mend it", RuleInfo.Listing.FIGURE);

    @TempDir
    Path folder;

    private Path report(String name, List<Reports> images, List<Failure> failures, Verdict verdict) throws IOException {
        return Files.writeString(
                folder.resolve(name), FleetExamples.written(new JsonFormat(), Detail.BRIEF, images, failures, verdict));
    }

    private Path report(String name, Reports... images) throws IOException {
        return report(name, List.of(images), List.of(), Verdict.NONE);
    }

    private static String merged(List<Path> files) throws IOException {
        var out = new ByteArrayOutputStream();
        new MergeReports(files, Optional.empty())
                .run(new JsonFormat().scan(new Output(out, 80, new Style(false), 0, Detail.FLEET, Reports.VERSION)));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void mergedImagesAreComparedWithThoseOfAnEarlierReport() throws IOException {
        var before =
                report("before.json", FleetExamples.images(), List.of(FleetExamples.stopped("r/y:1")), Verdict.NONE);
        var later = FleetExamples.later();
        var first = report("1.json", later.subList(0, 2), List.of(), Verdict.NONE);
        var second = report("2.json", later.subList(2, 5), List.of(), Verdict.NONE);
        var out = new ByteArrayOutputStream();
        new MergeReports(List.of(second, first), Optional.of(before))
                .run(new JsonFormat().scan(new Output(out, 80, new Style(false), 0, Detail.FLEET, Reports.VERSION)));
        var merged = new ObjectMapper().readTree(out.toByteArray()).at("/fleet/changes");

        var single = (ObjectNode) new ObjectMapper()
                .readTree(FleetExamples.writtenSince(new JsonFormat()))
                .at("/fleet/changes");
        ((ObjectNode) single.get("before")).put("report", before.toString());
        assertThat(merged).isEqualTo(single);
    }

    @Test
    void aReportOnOneImageIsNotCompared() throws IOException {
        var images = FleetExamples.images();
        var one = report("one.json", images.getFirst());
        var json = (ObjectNode) new ObjectMapper().readTree(one.toFile());
        json.remove("fleet"); // which only a scan of several has
        Files.writeString(one, json.toString());
        var out = new ByteArrayOutputStream();
        new MergeReports(List.of(report("all.json", images, List.of(), Verdict.NONE)), Optional.of(one))
                .run(new JsonFormat().scan(new Output(out, 80, new Style(false), 0, Detail.FLEET, Reports.VERSION)));
        assertThat(new ObjectMapper().readTree(out.toByteArray()).path("fleet").has("changes"))
                .isFalse();
    }

    @Test
    void anEarlierReportThatIsNoneIsRefused() throws IOException {
        var report = report("1.json", FleetExamples.images().getFirst());
        var none = folder.resolve("none.json");
        var broken = Files.writeString(folder.resolve("broken.json"), "{}");

        for (var baseline : List.of(none, broken)) {
            assertThatThrownBy(() -> new MergeReports(List.of(report), Optional.of(baseline))
                            .run(new JsonFormat()
                                    .scan(new Output(
                                            new ByteArrayOutputStream(),
                                            80,
                                            new Style(false),
                                            0,
                                            Detail.FLEET,
                                            Reports.VERSION))))
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageStartingWith("--baseline: " + baseline + ": ");
        }
    }

    private static RuleResult result(String image, boolean isPassed) {
        return new RuleResult(
                RULE,
                image,
                new Measure(new BigDecimal("0.00001"), "0.00001"),
                new Measure(new BigDecimal("0.25"), "0.25"),
                isPassed
                        ? List.of()
                        : List.of(Examples.violation(
                                RULE, image, Optional.of("/a"), Optional.empty(), Optional.empty(), "it is broken")));
    }

    private static IgnoredPaths ignored(String image) {
        return new IgnoredPaths(
                image,
                "*.md",
                "wanted",
                Optional.of(LocalDate.of(2030, 1, 2)),
                1,
                2,
                0,
                List.of(new IgnoredPaths.Hidden(new byte[] {'/', (byte) 0xff}, 0, 2)));
    }

    @Test
    void twoReportsMakeTheOneOfASingleRun() throws IOException {
        var images = FleetExamples.images();
        var secret = new Reports()
                .name("r/e:1")
                .environment("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzzz")
                .layer(
                        "RUN \u202e \ud83d\ude00",
                        new RawTar().file("caf\u00e9", "x").file("none", "y"))
                .layer("RUN git", new RawTar().file("src/.git/config", "[core]").file("src/.git/HEAD", "ref"))
                .layer("RUN rm", new RawTar().whiteout("src/.git"));
        var all = Stream.concat(images.stream(), Stream.of(secret)).toList();
        String single = FleetExamples.written(
                new JsonFormat(),
                Detail.BRIEF,
                all,
                List.of(FleetExamples.stopped("r/y:1"), FleetExamples.stopped("r/z:1")),
                new Verdict(
                        List.of(result("r/a:1", true), result("r/b:1", false)),
                        List.of(ignored("r/a:1"), ignored("r/b:1"))));

        var second = report(
                "2.json",
                List.of(all.get(1), all.get(2), all.get(5)),
                List.of(FleetExamples.stopped("r/z:1")),
                new Verdict(List.of(result("r/b:1", false)), List.of(ignored("r/b:1"))));
        var first = report(
                "1.json",
                List.of(all.get(0), all.get(3), all.get(4)),
                List.of(FleetExamples.stopped("r/y:1")),
                new Verdict(List.of(result("r/a:1", true)), List.of(ignored("r/a:1"))));

        assertThat(merged(List.of(first, second))).isEqualTo(single);
        assertThat(merged(List.of(second, first))).isEqualTo(single);
        assertThat(merged(List.of(Files.writeString(folder.resolve("3.json"), single))))
                .isEqualTo(single);
    }

    @Test
    void metricsAreThoseOfASingleRun() throws IOException {
        var git = new Reports()
                .name("r/e:1")
                .layer("RUN git", new RawTar().file("src/.git/config", "[core]").file("src/.git/HEAD", "ref"))
                .layer("RUN rm", new RawTar().whiteout("src/.git"));
        var all = Stream.concat(FleetExamples.images().stream(), Stream.of(git)).toList();
        var verdict = new Verdict(List.of(result("r/a:1", true), result("r/b:1", false)));
        var file = report("all.json", all, List.of(FleetExamples.stopped("r/z:1")), verdict);
        var out = new ByteArrayOutputStream();
        new MergeReports(List.of(file), Optional.empty())
                .run(new OpenMetricsFormat()
                        .scan(new Output(out, 80, new Style(false), 0, Detail.FLEET, Reports.VERSION)));

        var single = FleetExamples.written(
                        new OpenMetricsFormat(),
                        Detail.FLEET,
                        all,
                        List.of(FleetExamples.stopped("r/z:1")),
                        Verdict.NONE)
                .lines();
        var rules = Stream.of(
                "# TYPE tare_rule_passed gauge",
                "# HELP tare_rule_passed 1 if the rule holds for the image, 0 if it is broken.",
                "tare_rule_passed{image=\"r/a:1\",rule=\"min-efficiency\"} 1",
                "tare_rule_passed{image=\"r/b:1\",rule=\"min-efficiency\"} 0");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(single, rules).toList());
    }

    @Test
    void theExitCodeIsThatOfAScan() throws IOException {
        var passed = report("passed.json", FleetExamples.images().getFirst());
        var broken = report(
                "broken.json",
                List.of(FleetExamples.images().get(2)),
                List.of(),
                new Verdict(List.of(result("r/b:1", false))));
        var stopped = report("stopped.json", List.of(), List.of(FleetExamples.stopped("r/z:1")), Verdict.NONE);

        assertThat(code(passed)).isZero();
        assertThat(code(passed, broken)).isEqualTo(1);
        assertThat(code(passed, broken, stopped)).isEqualTo(130);
    }

    private static int code(Path... files) throws IOException {
        return new MergeReports(List.of(files), Optional.empty())
                .run(new JsonFormat()
                        .scan(new Output(
                                new ByteArrayOutputStream(), 80, new Style(false), 0, Detail.FLEET, Reports.VERSION)));
    }

    @Test
    void whatIsNoReportIsRefusedByName() throws IOException {
        var image = FleetExamples.images().getFirst();
        String whole = Files.readString(report("whole.json", image));
        for (var wrong : List.of(
                new String[] {"", "it is empty"},
                new String[] {"[]", "no report of tare scan"},
                new String[] {"{}", "no report of tare scan"},
                new String[] {"{\"schemaVersion\":1,\"images\":[{\"layers\":[]}]}", "an image has no reference"},
                new String[] {"no", "no JSON"},
                new String[] {whole.substring(0, whole.length() / 2), "it is cut off here: write it again"},
                new String[] {"[".repeat(100_000), "no report"},
                new String[] {"{\"a\":" + "[".repeat(100_000), "it has more levels"},
                new String[] {whole.replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"), "version 1"},
                new String[] {whole.replace("\"exposures\"", "\"x\""), "an older version of tare wrote it"},
                new String[] {whole.replace("\"bytes\" : 5000", "\"bytes\" : 4000"), "write it without --top"},
                new String[] {whole.replace("\"bytes\" : 5000", "\"bytes\" : -1"), "no bytes, or a wrong one"},
                new String[] {whole.replace("\"findings\"", "\"x\""), "all findings of r/a:1: write it without --top"},
                new String[] {whole.replace("\"hiddenBy\" : 1", "\"hiddenBy\" : 3"), "no hiddenBy, or a wrong one"},
                new String[] {whole.replace("\"index\" : 1", "\"index\" : 7"), "layers in a wrong order"},
                new String[] {whole.replace("\"hidesBytes\" : 1000", "\"hidesBytes\" : 1e99"), "no hidesBytes"},
                new String[] {
                    whole.replace("\"hidesBytes\" : 1000", "\"hidesBytes\" : 9223372036854775807"), "no hidesBytes"
                },
                new String[] {whole + "{}", "there is more behind the end"},
                new String[] {whole + "xyz", "there is more behind the end"},
                new String[] {"{\"schemaVersion\":1,\"images\":{}}", "images is no list"},
                new String[] {"{\"schemaVersion\":1,\"images\":[1]}", "images has an element that is no object"},
                new String[] {whole.replace("\"gate\" : {", "\"gate\" : 1, \"x\" : {"), "gate is no object"},
                new String[] {whole.replace("\"diffId\" : \"sha256:", "\"diffId\" : \"../"), "diffId: not a sha256"})) {
            var file = Files.writeString(folder.resolve("wrong.json"), wrong[0]);
            assertThatThrownBy(() -> merged(List.of(file)))
                    .as(wrong[1])
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageStartingWith(file + ":")
                    .hasMessageContaining(wrong[1])
                    .message()
                    .doesNotContainPattern("(?i)stream|token|unexpected|expecting|input");
        }
        assertThatThrownBy(() -> merged(List.of(folder.resolve("none.json"))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("there is no such file");
    }

    @Test
    void whatIsNoJsonIsToldWithItsPlace() throws IOException {
        for (var wrong : List.of(
                new String[] {"{\n  \"images\" : nothing", ":2:14: it is no JSON: a report is what tare scan writes"},
                new String[] {"{\n  \"images\" : [", ":2:15: it is cut off here: write it again"},
                new String[] {"{\n  \"images\" : 1}", ":2:14: images is no list"})) {
            var file = Files.writeString(folder.resolve("wrong.json"), wrong[0]);
            assertThatThrownBy(() -> merged(List.of(file)))
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageStartingWith(file + wrong[1]);
        }
    }

    @Test
    void anImageOfTwoReportsIsRefused() throws IOException {
        var files = new ArrayList<Path>();
        for (String name : List.of("1.json", "2.json")) {
            files.add(report(name, FleetExamples.images().getFirst()));
        }
        assertThatThrownBy(() -> merged(files))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("both have the image r/a:1");
    }
}
