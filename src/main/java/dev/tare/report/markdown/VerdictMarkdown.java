package dev.tare.report.markdown;

import dev.tare.report.model.Failure;
import dev.tare.report.model.image.LineRange;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.model.series.Series;
import dev.tare.report.text.Sizes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What became of the rules, and which images were not read. */
final class VerdictMarkdown {

    private VerdictMarkdown() {}

    /** Whether the rules hold, in a clause with a capital; empty where there are none. */
    static Optional<String> headline(Verdict verdict) {
        if (verdict.results().isEmpty()) {
            return Optional.empty();
        }
        long broken =
                verdict.results().stream().filter(result -> !result.isPassed()).count();
        return Optional.of(
                broken == 0 ? "Every rule holds" : broken == 1 ? "1 rule is broken" : broken + " rules are broken");
    }

    /** @param limit how many violations are shown at most, as long as there is room */
    static void write(Sheet sheet, List<Failure> failures, Verdict verdict, int limit) {
        if (!verdict.results().isEmpty()) {
            rules(sheet, verdict, limit);
        }
        if (!verdict.ignored().isEmpty()) {
            sheet.append("\n");
            sheet.table(
                    Markdown.row("ignored", "hidden files", "wasted", "why", "image")
                            + "| --- | ---: | ---: | --- | --- |\n",
                    Series.of(verdict.ignored()),
                    0,
                    VerdictMarkdown::ignored);
        }
        if (!failures.isEmpty()) {
            sheet.append("\n");
            sheet.table(
                    Markdown.row("not read", "why") + "| --- | --- |\n",
                    Series.of(failures),
                    0,
                    failure -> Markdown.row(Markdown.name(failure.reference()), Markdown.name(failure.message())));
        }
    }

    private static void rules(Sheet sheet, Verdict verdict, int limit) {
        var brokenFirst = verdict.results().stream()
                .sorted(Comparator.comparing(RuleResult::isPassed))
                .toList();
        sheet.append("\n");
        sheet.table(
                Markdown.row("", "rule", "is", "limit", "image") + "| --- | --- | ---: | ---: | --- |\n",
                Series.of(brokenFirst),
                0,
                VerdictMarkdown::rule);
        var violations = brokenFirst.stream()
                .filter(result -> result.rule().listing() != Listing.FIGURE)
                .flatMap(result -> result.violations().stream())
                .toList();
        if (violations.isEmpty()) {
            return;
        }
        sheet.fold("what breaks them", () -> {
            sheet.table(
                    Markdown.row("rule", "what is wrong") + "| --- | --- |\n",
                    Series.of(violations).limit(limit),
                    0,
                    VerdictMarkdown::violation);
            if (violations.size() > limit) {
                sheet.append(
                        "\nAnd %,d more: see `--top 0` or `--format json`.\n".formatted(violations.size() - limit));
            }
        });
    }

    private static String rule(RuleResult result) {
        return Markdown.row(
                result.isPassed() ? "pass" : "**FAIL**",
                Markdown.name(result.rule().id()),
                result.actual().text(),
                result.limit().text(),
                Markdown.name(result.image()));
    }

    private static String violation(Violation violation) {
        return Markdown.row(
                Markdown.name(violation.rule().id()),
                Markdown.name(violation.message()) + at(violation.location().lines()));
    }

    private static String ignored(IgnoredPaths ignored) {
        return Markdown.row(
                Markdown.name(ignored.pattern()),
                "%,d".formatted(ignored.copies()),
                Sizes.human(ignored.wastedBytes()),
                Markdown.name(ignored.reason()
                        + ignored.until().map(" until %s"::formatted).orElse("")),
                Markdown.name(ignored.image()));
    }

    /** Where the instruction stands in the Dockerfile. */
    static String at(Optional<LineRange> lines) {
        return lines.map(range -> " at L" + range).orElse("");
    }
}
