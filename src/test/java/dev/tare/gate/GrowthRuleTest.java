package dev.tare.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tare.image.ImageFault.NotDecided;
import dev.tare.layer.RawTar;
import dev.tare.report.Reports;
import dev.tare.report.earlier.BaselineReader;
import dev.tare.report.model.Baseline;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Violation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is new against an earlier image, by its report and by the image itself. */
class GrowthRuleTest {

    @TempDir
    private Path folder;

    private static Reports before() throws IOException {
        return new Reports()
                .name("app:1")
                .layer(
                        "COPY . /",
                        new RawTar()
                                .file("gone", "g".repeat(100))
                                .file("mended", "m".repeat(900))
                                .file("mode", "o".repeat(50)))
                .layer("RUN rm", new RawTar().whiteout("gone").whiteout("mended"));
    }

    private static Reports after() throws IOException {
        return new Reports()
                .name("app:2")
                .layer(
                        "COPY . /",
                        new RawTar()
                                .file("gone", "g".repeat(130))
                                .file("mended", "m".repeat(900))
                                .file("mode", "o".repeat(50))
                                .file("root/.git-credentials", "https://me:hunter2@h/"))
                .layer(
                        "RUN chmod",
                        new RawTar()
                                .whiteout("gone")
                                .file("mode", "o".repeat(50), h -> h.mode(0755))
                                .whiteout("root"));
    }

    private static Baseline image(Reports reports) throws IOException {
        try (var current = reports.current()) {
            return Baseline.of(current.report());
        }
    }

    private List<Baseline> read(String json) throws IOException {
        var file = Files.writeString(folder.resolve("before.json"), json);
        var images = new ArrayList<Baseline>();
        for (var place : BaselineReader.places(file)) {
            images.add(BaselineReader.image(file, place));
            assertThat(images.getLast().reference()).isEqualTo(place.reference());
        }
        return images;
    }

    private static Gate.Outcome check(String rule, Reports image, Optional<Baseline> baseline) throws IOException {
        try (var current = image.current()) {
            return new Gate(List.of(Rule.parse(rule))).check(current.report(), baseline);
        }
    }

    @ParameterizedTest
    @CsvSource({"wasted, 101", "removed, 51", "duplicated, 50", "metadata-only, 50", "exposed, 1"})
    void newIsWhatPathsHaveMore(String metric, int value) throws IOException {
        for (var baseline : List.of(image(before()), read(before().json(0)).getFirst())) {
            RuleResult result = check("new " + metric + " > 0", after(), Optional.of(baseline))
                    .results()
                    .getFirst();

            assertThat(result.actual().value()).isEqualByComparingTo(BigDecimal.valueOf(value));
            assertThat(result.rule().id()).isEqualTo("new-" + metric);
            assertThat(check("new " + metric + " > " + value, after(), Optional.of(baseline))
                            .results())
                    .allMatch(RuleResult::isPassed);
            assertThat(check("new " + metric + " > 0", before(), Optional.of(baseline))
                            .results())
                    .allMatch(RuleResult::isPassed);
        }
    }

    @Test
    void differenceIsToldByPathAndInstructionTheLargestFirst() throws IOException {
        var result = check("new wasted > 40", after(), Optional.of(image(before())))
                .results()
                .getFirst();

        assertThat(result.violations())
                .extracting(Violation::message)
                .containsExactly(
                        "/mode: 50 B more wasted than in app:1, hidden by layer 1: RUN chmod",
                        "/gone: 30 B more wasted than in app:1, hidden by layer 1: RUN chmod",
                        "/root/.git-credentials: 21 B more wasted than in app:1, hidden by layer 1: RUN chmod");
        assertThat(result.violations()).extracting(Violation::fingerprint).doesNotHaveDuplicates();
    }

    @Test
    void ruleAboutWhatIsNewIsNotDecidedWithoutABaseline() throws IOException {
        var outcome = check("new wasted > 1MB", after(), Optional.empty());

        assertThat(outcome.results()).isEmpty();
        assertThat(outcome.undecided().map(NotDecided::hint))
                .hasValueSatisfying(it -> assertThat(it).contains("--baseline"));
    }

    /** What a scan with {@code --lazy} did not find may have been there all the same. */
    @Test
    void secretsAreNotNewAgainstABaselineThatWasNotSearched() throws IOException {
        var key = new RawTar().file("app/.git-credentials", "https://me:hunter2@h/");
        var image = new Reports().name("app:2").layer("COPY . /", key);
        for (var baseline : List.of(
                image(before().byTables()), read(before().byTables().json(0)).getFirst())) {
            var outcome = check("new secrets > 0", image, Optional.of(baseline));
            assertThat(outcome.results()).isEmpty();
            assertThat(outcome.undecided().map(NotDecided::getMessage))
                    .contains("the rule 'new secrets > 0' cannot be decided: app:1 was read with --lazy, and may have"
                            + " had the same secrets");
            assertThat(check("new secrets > 0", before(), Optional.of(baseline)).results())
                    .allMatch(RuleResult::isPassed);
        }
        assertThat(check("new secrets > 0", image, Optional.of(image(before()))).results())
                .noneMatch(RuleResult::isPassed);
    }

    @Test
    void onlyWhatIsKnownByPathCanBeNew() {
        assertThat(Rule.parse("New-Metadata_only >= 1kB").info().id()).isEqualTo("new-metadata-only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rule.parse("new shipped > 1MB"))
                .withMessageContaining("what is new is not known of shipped; it is of wasted,");
    }

    @Test
    void everyImageOfAReportIsABaseline() throws IOException {
        assertThat(read(before().json(0))).extracting(Baseline::reference).containsExactly("app:1");
        assertThat(read(new Reports().json(0))
                        .getFirst()
                        .at("/x".getBytes(StandardCharsets.UTF_8))
                        .wasted())
                .isZero();
    }

    @Test
    void reportWithoutAllFindingsIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(before().json(1)))
                .withMessageContaining("write it without --top");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"images\": 1}",
                "{\"schemaVersion\": 1}",
                "text",
                "{\"schemaVersion\": 2, \"images\": []}"
            })
    void whatIsNoReportIsToldSo(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .withMessageMatching("(?s)it is (no|empty).*|images is no list.*");
    }

    @Test
    void whatIsWrongWithAReportIsToldInPlainWords() throws IOException {
        String whole = before().json(0);
        for (var wrong : List.of(
                List.of(whole.substring(0, whole.length() / 2), "it is cut off here"),
                List.of(whole + "xyz", "more behind the end"),
                List.of(whole + "{}", "more behind the end"),
                List.of(
                        whole.replace("\"layers\" : [", "\"layers\" : [ 1,"),
                        "layers has an element that is no object"),
                List.of(whole.replace("\"wastedBytes\" :", "\"x\" :"), "app:1, totals has no wastedBytes"),
                List.of(whole.replace("\"path\" :", "\"x\" :"), "a finding of app:1 has no path"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> read(wrong.getFirst()))
                    .withMessageContaining(wrong.getLast());
        }
    }
}
