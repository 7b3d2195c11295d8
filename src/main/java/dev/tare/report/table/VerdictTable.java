package dev.tare.report.table;

import static dev.tare.report.text.Phrases.count;

import dev.tare.image.Printable;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What became of the rules, and what to do where one is broken: the last lines of a table. */
final class VerdictTable {

    private final Page page;
    private final Style style;
    private final int limit;
    private final Set<Listing> listed;

    /**
     * @param limit how many violations of a rule are shown at most
     * @param listed which violations are told here, and not by other parts of the report
     */
    VerdictTable(Page page, int limit, Set<Listing> listed) {
        this.page = page;
        this.style = page.style();
        this.limit = limit;
        this.listed = listed;
    }

    void write(Verdict verdict) throws IOException {
        if (!verdict.results().isEmpty()) {
            page.blank();
            for (var result : verdict.results()) {
                rule(result);
            }
        }
        for (var ignored : verdict.ignored()) {
            ignored(ignored);
        }
        var remedies = verdict.results().stream()
                .filter(result -> !result.isPassed())
                .map(result -> result.rule().remedy())
                .distinct()
                .toList();
        for (String remedy : remedies) {
            page.folded("mend  ", remedy, UnaryOperator.identity());
        }
    }

    /** The same for many images: what holds is only counted. */
    void writeBroken(Verdict verdict) throws IOException {
        var broken =
                verdict.results().stream().filter(result -> !result.isPassed()).toList();
        int held = verdict.results().size() - broken.size();
        write(new Verdict(broken));
        if (held > 0) {
            if (broken.isEmpty()) {
                page.blank();
            }
            page.line(style.paint(Style.Colour.GREEN, "pass") + "  " + count(held, "rule")
                    + (held == 1 ? " holds" : " hold"));
        }
    }

    private void rule(RuleResult result) throws IOException {
        String rule = "  %s %s (limit %s)  "
                .formatted(
                        result.rule().id(),
                        result.actual().text(),
                        result.limit().text());
        page.line((result.isPassed() ? style.paint(Style.Colour.GREEN, "pass") : style.paint(Style.Colour.RED, "FAIL"))
                + rule
                + Width.cutFront(Printable.of(result.image()), page.width() - 4 - rule.length()));
        if (listed.contains(result.rule().listing())) {
            violations(result);
        }
    }

    private void violations(RuleResult result) throws IOException {
        var all = result.violations();
        for (var violation : all.subList(0, Math.min(limit, all.size()))) {
            page.folded("      ", Printable.of(violation.message()), UnaryOperator.identity());
        }
        if (all.size() > limit) {
            page.remark("      and %,d more: see --top 0 or --format json".formatted(all.size() - limit));
        }
    }

    private static String nothingHidden(IgnoredPaths ignored) {
        return ignored.visibleNames() == 0
                ? "no file matches " + ignored.pattern()
                : "%s of %s ignored, no hidden one"
                        .formatted(count(ignored.visibleNames(), "visible file"), ignored.pattern());
    }

    private void ignored(IgnoredPaths ignored) throws IOException {
        String what = ignored.copies() == 0
                ? nothingHidden(ignored)
                : "%s wasted in %s of %s ignored"
                        .formatted(
                                Sizes.human(ignored.wastedBytes()),
                                count(ignored.copies(), "hidden file"),
                                ignored.pattern());
        page.folded(
                "skip  ",
                "      ",
                Printable.of("%s: %s%s · %s"
                        .formatted(
                                what,
                                ignored.reason(),
                                ignored.until().map(" until %s"::formatted).orElse(""),
                                ignored.image())),
                style::dim);
    }
}
