package dev.tare.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tare.layer.RawTar;
import dev.tare.report.Reports;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.rule.Violation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {

    private static final String NAME = "registry.example/team/app";

    private static Reports image(int visible, int wasted) throws IOException {
        return new Reports()
                .layer(
                        "COPY . /",
                        new RawTar().file("visible", new byte[visible]).file("wasted", new byte[wasted]))
                .layer("RUN rm /wasted", new RawTar().whiteout("wasted"));
    }

    private static RuleResult check(Rule rule, Reports image) throws IOException {
        try (var current = image.current()) {
            return new Gate(List.of(rule))
                    .check(current.report(), Optional.empty())
                    .results()
                    .getFirst();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exposed, exposed > 0",
        "New Exposed, new exposed > 0",
        "new-metadata-only, new metadata only > 0",
        "wasted, wasted > 0",
        "avoidable, avoidable > 0"
    })
    void aMetricOfWhatShouldNotBeThereAloneMeansMoreThanNone(String rule, String whole) {
        assertThat(Rule.parse(rule)).isEqualTo(Rule.parse(whole));
    }

    @ParameterizedTest
    @CsvSource({
        "efficiency < 0, the rule 'efficiency < 0' says nothing: no image can break it",
        "wasted share > 100%, the rule 'wasted share > 1.00' says nothing: no image can break it",
        "new wasted < 0, the rule 'new wasted < 0 bytes' says nothing: no image can break it",
        "wasted >= 0, the rule 'wasted >= 0 bytes' says nothing: every image breaks it",
        "efficiency <= 1, the rule 'efficiency <= 1' says nothing: every image breaks it",
        "efficiency < 1, ''",
        "wasted > 0, ''",
        "layers > 1, ''",
        "wasted share >= 100%, ''"
    })
    void aRuleThatIsTheSameForEveryImageIsTold(String rule, String warning) {
        assertThat(String.join(
                        "", Policy.of(new Gate(List.of(Rule.parse(rule)))).warnings()))
                .isEqualTo(warning.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulled", "efficiency", "files", "new", "new layers", "exposed 0"})
    void anythingElseAloneIsNoRule(String rule) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.parse(rule));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "1, 0, false", "100, 100, true", "101, 100, false", "99, 100, true"})
    void atMostSoManyBytesAreWasted(int wasted, long limit, boolean holds) throws IOException {
        var result = check(Threshold.maxWasted(String.valueOf(limit)), image(5, wasted));

        assertThat(result.isPassed()).isEqualTo(holds);
        assertThat(result.actual().value()).isEqualByComparingTo(BigDecimal.valueOf(wasted));
        assertThat(result.limit().value()).isEqualByComparingTo(BigDecimal.valueOf(limit));
    }

    @ParameterizedTest
    @CsvSource({
        "95, 5, 0.95, true",
        "95, 5, 0.950000001, false",
        "949999, 50001, 0.95, false",
        "950000, 50000, 0.95, true",
        "1, 2, 0.333333333, true",
        "1, 2, 0.333333334, false",
        "29, 71, 0.29, true",
        "57, 43, 0.57, true",
        "10, 0, 1, true",
        "1000000, 1, 1, false",
        "0, 10, 0, true",
        "0, 10, 0.000000001, false"
    })
    void atLeastSuchAShareIsVisible(int visible, int wasted, String share, boolean holds) throws IOException {
        assertThat(check(Threshold.minEfficiency(share), image(visible, wasted)).isPassed())
                .isEqualTo(holds);
    }

    @Test
    void anImageThatShipsNothingIsEfficient() throws IOException {
        var nothing = new Reports();
        var efficiency = check(Threshold.minEfficiency("1"), nothing);

        assertThat(efficiency.isPassed()).isTrue();
        assertThat(efficiency.actual().value()).isEqualByComparingTo(BigDecimal.ONE);
        assertThat(check(Threshold.maxWasted("0"), nothing).isPassed()).isTrue();
    }

    @Test
    void figuresAreToldInTheUnitOfTheRule() throws IOException {
        var wasted = check(Threshold.maxWasted("20000"), image(5, 31_000));
        assertThat(wasted.actual().text()).isEqualTo("31 kB");
        assertThat(wasted.limit().text()).isEqualTo("20 kB");
        assertThat(wasted.violations())
                .extracting(Violation::message)
                .containsExactly("31 kB are wasted, and 20 kB are allowed");
        var efficiency = check(Threshold.minEfficiency("0.95"), image(949_999, 50_001));
        assertThat(efficiency.actual().text()).isEqualTo("0.9499");
        assertThat(efficiency.limit().text()).isEqualTo("0.95");
        assertThat(check(Threshold.noneExposed(), image(5, 5)).actual().text()).isEqualTo("0 files");
    }

    @Test
    void aBrokenRuleNeverLooksKept() throws IOException {
        var broken = check(Threshold.maxWasted("20000"), image(5, 20_001));
        assertThat(broken.actual().text()).isEqualTo("20,001 bytes");
        assertThat(broken.limit().text()).isEqualTo("20,000 bytes");
        assertThat(check(Threshold.maxWasted("20000"), image(5, 20_000))
                        .actual()
                        .text())
                .isEqualTo("20 kB");
    }

    private static RawTar password(String content) {
        return new RawTar().file("root/.git-credentials", content);
    }

    @Test
    void noCredentialIsExposed() throws IOException {
        var visible =
                check(Threshold.noneExposed(), new Reports().layer("COPY . /", password("https://me:hunter2@h/")));
        var hidden = check(
                Threshold.noneExposed(),
                new Reports()
                        .layer("COPY . /", password("https://me:hunter2@h/"))
                        .layer("RUN rm -r /root", new RawTar().whiteout("root")));

        assertThat(visible.isPassed()).isTrue();
        assertThat(visible.actual().value()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(hidden.isPassed()).isFalse();
        assertThat(hidden.actual().value()).isEqualByComparingTo(BigDecimal.ONE);
        var violation = hidden.violations().getFirst();
        assertThat(violation.location().path()).hasValue("/root/.git-credentials".getBytes(StandardCharsets.UTF_8));
        assertThat(violation.location().layer().orElseThrow().createdBy()).isEqualTo("COPY . /");
        assertThat(violation.message())
                .contains("/root/.git-credentials is shipped by layer 0, and hidden by layer 1")
                .doesNotContain("hunter2");
    }

    private static List<String> fingerprints(Rule rule, Reports image) throws IOException {
        return check(rule, image).violations().stream()
                .map(Violation::fingerprint)
                .toList();
    }

    @Test
    void aFingerprintStaysTheSameInARebuiltImage() throws IOException {
        var before = new Reports()
                .name(NAME)
                .layer("COPY . /", password("https://me:hunter2@h/").file("a/.git-credentials", "https://me:x9@h/"))
                .layer("RUN rm", new RawTar().whiteout("root").whiteout("a"));
        var rebuilt = new Reports()
                .name(NAME)
                .layer("RUN apt-get update", new RawTar().file("lists", new byte[100]))
                .layer("COPY --chown=1:1 . /", password("https://me:another-password@h/"))
                .layer("COPY b /a", new RawTar().file("a/.git-credentials", "https://somebody:x9@example/"))
                .layer("RUN rm -rf", new RawTar().whiteout("root").whiteout("a").whiteout("lists"));

        assertThat(fingerprints(Threshold.noneExposed(), rebuilt))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(fingerprints(Threshold.noneExposed(), before));
        assertThat(fingerprints(Threshold.maxWasted("0"), rebuilt))
                .isEqualTo(fingerprints(Threshold.maxWasted("1"), before));
    }

    @Test
    void anotherFaultHasAnotherFingerprint() throws IOException {
        var one = image(0, 5).name(NAME);
        var all = List.of(
                fingerprints(Threshold.maxWasted("0"), one),
                fingerprints(Threshold.minEfficiency("1"), one),
                fingerprints(Threshold.maxWasted("0"), image(0, 5).name(NAME + "2")),
                fingerprints(
                        Threshold.noneExposed(),
                        new Reports()
                                .name(NAME)
                                .layer("COPY . /", password("https://me:hunter2@h/"))
                                .layer("RUN rm -r /root", new RawTar().whiteout("root"))));

        assertThat(all)
                .allSatisfy(it -> assertThat(it).singleElement().asString().matches("[0-9a-f]{64}"));
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void violationsOfOneImageAreBounded() throws IOException {
        var many = new RawTar();
        var removed = new RawTar();
        for (int i = 0; i < Rule.MAX_VIOLATIONS + 100; i++) {
            many.file("d" + i + "/.git-credentials", "https://me:hunter2@h/");
            removed.whiteout("d" + i);
        }
        var result = check(
                Threshold.noneExposed(), new Reports().layer("COPY . /", many).layer("RUN rm", removed));

        assertThat(result.violations()).hasSize(Rule.MAX_VIOLATIONS);
        assertThat(result.actual().text()).isEqualTo("1,100 files");
    }

    @Test
    void theVerdictIsThatOfAllRulesOverAllImages() throws IOException {
        var gate = new Gate(List.of(Threshold.maxWasted("4"), Threshold.minEfficiency("0.5")));
        try (var broken = image(5, 5).name("image").current();
                var kept = image(5, 4).current()) {
            var results = gate.check(broken.report(), Optional.empty()).results();

            assertThat(results).extracting(it -> it.rule().id()).containsExactly("max-wasted", "min-efficiency");
            assertThat(results).extracting(RuleResult::isPassed).containsExactly(false, true);
            assertThat(results).extracting(RuleResult::image).containsOnly("image");
            assertThat(results.getLast().actual().value()).isEqualByComparingTo(new BigDecimal("0.5"));
            assertThat(new Verdict(results).isPassed()).isFalse();
            assertThat(new Verdict(gate.check(kept.report(), Optional.empty()).results()).isPassed())
                    .isTrue();
            assertThat(new Verdict(List.of()).isPassed()).isTrue();
        }
    }
}
