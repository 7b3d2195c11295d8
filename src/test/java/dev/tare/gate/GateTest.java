package dev.tare.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.glob.Glob;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.NotDecided;
import dev.tare.layer.RawTar;
import dev.tare.report.Reports;
import dev.tare.report.model.rule.IgnoredPaths.Hidden;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Violation;
import dev.tare.scan.Base;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules look at: paths, own layers, and what is not ignored. */
class GateTest {

    private static final LocalDate TODAY = LocalDate.of(2027, 1, 15);
    private static final Base BASE = new Base.Known("base:1", Digest.sha256(new byte[0]), 1, 1, false);

    /** A base that ships 100 and 30 bytes, and a layer of our own that hides 30 of them, and one that hides 7 of ours. */
    private static Reports image() throws IOException {
        return new Reports()
                .base(BASE)
                .layer("base", new RawTar().file("usr/big", new byte[100]).file("usr/old", new byte[30]))
                .layer(
                        "COPY . /app",
                        new RawTar()
                                .file("usr/old", "o".repeat(40))
                                .file("app/.git/config", "c".repeat(5))
                                .file("app/.git/objects/1", "1".repeat(6))
                                .file("app/cache/a.pyc", "p".repeat(7))
                                .file("app/main", "m".repeat(500)))
                .layer("RUN rm", new RawTar().whiteout("app/cache").file("app/x.pdb", "s".repeat(9)));
    }

    @Test
    void noRuleAboutSecretsIsKeptWhereTablesOfContentsWereRead() throws IOException {
        var gate = gate(Scope.IMAGE, List.of(), "secrets > 0", "wasted > 0");
        assertThat(outcome(gate, image()).undecided()).isEmpty();
        var byTables = outcome(gate, image().byTables());
        assertThat(byTables.results()).hasSize(1);
        assertThat(byTables.undecided().orElseThrow().getMessage()).contains("'secret' cannot be decided");
        var broken = image().byTables()
                .layer("COPY", new RawTar().file("token", "ghp_" + "0123456789abcdefghijABCDEFGHIJ" + "klmnop\n"));
        assertThat(outcome(gate, broken).results()).hasSize(2);
    }

    private static Gate.Outcome outcome(Gate gate, Reports image) throws IOException {
        try (var current = image.current()) {
            return gate.check(current.report(), Optional.empty());
        }
    }

    private static Gate gate(Scope scope, List<Ignore> ignores, String... conditions) {
        return new Gate(
                scope,
                new Ignores(ignores, TODAY),
                Stream.of(conditions)
                        .map(it -> (Rule) Threshold.of(Condition.parse(it)))
                        .toList());
    }

    private static Ignore ignore(String glob, String until) {
        return new Ignore(
                Glob.of(glob), "because", until.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(until)));
    }

    private static BigDecimal figure(String metric, Scope scope, Reports image, Ignore... ignores) throws IOException {
        return outcome(gate(scope, List.of(ignores), metric + " > 0"), image)
                .results()
                .getFirst()
                .actual()
                .value();
    }

    @ParameterizedTest
    @CsvSource({
        "shipped, 697, 597",
        "wasted, 37, 37",
        "visible, 660, 560",
        "duplicated, 30, 30",
        "removed, 7, 7",
        "layers, 3, 2",
        "files, 6, 5",
        "largest-file, 500, 500",
        "largest-layer, 558, 558"
    })
    void ownIsWhatLayersAboveTheBaseShipAndHide(String metric, int image, int own) throws IOException {
        assertThat(figure(metric, Scope.IMAGE, image())).isEqualByComparingTo(BigDecimal.valueOf(image));
        assertThat(figure(metric, Scope.OWN, image())).isEqualByComparingTo(BigDecimal.valueOf(own));
    }

    @Test
    void whatTheBaseWastesIsNotOurOwn() throws IOException {
        var wasteful = new Reports()
                .base(new Base.Known("base:1", Digest.sha256(new byte[0]), 2, 2, false))
                .layer("base 1", new RawTar().file("a", new byte[100]).file(".npmrc", "//r/:_authToken=npm_secret"))
                .layer("base 2", new RawTar().whiteout("a").whiteout(".npmrc"))
                .layer("COPY", new RawTar().file("b", new byte[10]));

        assertThat(figure("wasted", Scope.IMAGE, wasteful)).isEqualByComparingTo("126");
        assertThat(figure("wasted", Scope.OWN, wasteful)).isEqualByComparingTo("0");
        assertThat(figure("efficiency", Scope.OWN, wasteful)).isEqualByComparingTo("1");
        assertThat(figure("exposed", Scope.IMAGE, wasteful)).isEqualByComparingTo("1");
        assertThat(figure("exposed", Scope.OWN, wasteful)).isEqualByComparingTo("0");
    }

    @Test
    void ownCopiesOfWhatTheBaseHasAreRepeatedContentOfOurOwn() throws IOException {
        var twice = new Reports()
                .base(BASE)
                .layer("base", new RawTar().file("a", "same").file("b", "same"))
                .layer("COPY", new RawTar().file("c", "same"));

        assertThat(figure("repeated", Scope.IMAGE, twice)).isEqualByComparingTo("8");
        assertThat(figure("repeated", Scope.OWN, twice)).isEqualByComparingTo("4");
    }

    @Test
    void ownOfAnUnknownBaseIsAnErrorThatSaysHowToNameIt() throws IOException {
        var unknown = outcome(gate(Scope.OWN, List.of(), "wasted > 1TB"), image().base(new Base.Unknown()));
        var another =
                outcome(gate(Scope.OWN, List.of(), "wasted > 1TB"), image().base(new Base.Named("b:2", "it is not")));

        assertThat(unknown.results()).isEmpty();
        assertThat(unknown.undecided().map(NotDecided::hint))
                .hasValueSatisfying(it -> assertThat(it).contains("--base IMAGE"));
        assertThat(another.undecided().map(NotDecided::getMessage))
                .hasValueSatisfying(it -> assertThat(it).contains("b:2: it is not"));
    }

    @Test
    void ignoredPathsAreCountedApart() throws IOException {
        var outcome = outcome(
                gate(
                        Scope.IMAGE,
                        List.of(ignore("*.pyc", ""), ignore("/app/cache", ""), ignore("/usr/**", "2027-01-15")),
                        "wasted > 0"),
                image());

        assertThat(outcome.results()).allMatch(RuleResult::isPassed);
        assertThat(outcome.ignored()).extracting(it -> it.copies()).containsExactly(1L, 0L, 1L);
        assertThat(outcome.ignored()).extracting(it -> it.wastedBytes()).containsExactly(7L, 0L, 30L);
        assertThat(outcome.ignored()).extracting(it -> it.visibleNames()).containsExactly(0L, 0L, 2L);
        assertThat(outcome.ignored().getLast().largest())
                .singleElement()
                .satisfies(copy -> assertThat(new String(copy.path(), StandardCharsets.UTF_8))
                        .startsWith("/usr/"))
                .extracting(Hidden::bytes)
                .isEqualTo(30L);
        assertThat(figure("shipped", Scope.IMAGE, image(), ignore("/app", ""))).isEqualByComparingTo("170");
        assertThat(figure("files", Scope.IMAGE, image(), ignore("/app", ""))).isEqualByComparingTo("2");
    }

    @ParameterizedTest
    @CsvSource({"2027-01-14, 0, true", "2027-01-15, 1, false", "2027-01-29, 1, false", "2027-01-30, 0, false"})
    void ignoredPathsExpireWithAWarningBefore(String until, int warnings, boolean isExpired) throws IOException {
        var gate = gate(Scope.IMAGE, List.of(ignore("*.pyc", until)), "wasted > 30");
        var results = outcome(gate, image()).results();

        assertThat(gate.ignores().warnings())
                .hasSize(warnings)
                .allMatch(it -> it.contains(until) && it.contains("because"));
        assertThat(results).extracting(it -> it.rule().id()).containsExactly("wasted", "expired-ignore");
        assertThat(results).extracting(RuleResult::isPassed).containsExactly(!isExpired, !isExpired);
    }

    private static List<String> violations(Reports image, PathRule... rules) throws IOException {
        return outcome(new Gate(Arrays.asList(rules)), image).results().stream()
                .flatMap(result -> result.violations().stream())
                .map(Violation::message)
                .toList();
    }

    @Test
    void filesThatMustNotBeThereAreNamedByTheHighestDirectoryThatMatches() throws IOException {
        assertThat(violations(
                        image(),
                        new PathRule(PathRule.Where.FINAL_IMAGE, Glob.of(".git"), "sources"),
                        new PathRule(PathRule.Where.FINAL_IMAGE, Glob.of("*.pdb"), ""),
                        new PathRule(PathRule.Where.FINAL_IMAGE, Glob.of("*.pyc"), "hidden only"),
                        new PathRule(PathRule.Where.HIDDEN_COPIES, Glob.of("*.pyc"), "caches")))
                .containsExactly(
                        "/app/.git/ (2 files) is in the image, from layer 1: no .git (sources)",
                        "/app/x.pdb is in the image, from layer 2: no *.pdb",
                        "/app/cache/a.pyc is hidden in layer 1: no *.pyc (caches)");
    }

    @Test
    void violationOfAPathHasItsLayerAndAFingerprintOfItsOwn() throws IOException {
        var result = outcome(
                        new Gate(List.of(new PathRule(PathRule.Where.FINAL_IMAGE, Glob.of("/app/**"), "no"))), image())
                .results()
                .getFirst();

        assertThat(result.actual().value()).isEqualByComparingTo("4");
        assertThat(result.violations())
                .extracting(it -> new String(it.location().path().orElseThrow(), StandardCharsets.UTF_8))
                .containsExactly("/app/.git", "/app/main", "/app/x.pdb");
        assertThat(result.violations())
                .extracting(it -> it.location().layer().orElseThrow().index())
                .containsExactly(1, 1, 2);
        assertThat(result.violations()).extracting(Violation::fingerprint).doesNotHaveDuplicates();
    }

    @Test
    void violationsOfPathsAreBoundedAndAllFilesCounted() throws IOException {
        var many = new RawTar();
        for (int i = 0; i < Rule.MAX_VIOLATIONS + 5; i++) {
            many.file(i + ".pdb", "s");
        }
        var result = outcome(
                        new Gate(List.of(new PathRule(PathRule.Where.FINAL_IMAGE, Glob.of("*.pdb"), ""))),
                        new Reports().layer("COPY", many))
                .results()
                .getFirst();

        assertThat(result.violations()).hasSize(Rule.MAX_VIOLATIONS);
        assertThat(result.actual().text()).isEqualTo("1,005 files");
    }
}
