package dev.tare.report.table;

import static dev.tare.report.text.Phrases.count;

import dev.tare.image.Printable;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.tree.TreeChange;
import dev.tare.report.text.ComparisonText;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;
import java.util.EnumSet;
import java.util.function.UnaryOperator;

/** A comparison for people in a terminal. */
final class ComparisonTable {

    private final Page page;
    private final Comparison comparison;
    private final Style style;
    private final int width;

    private ComparisonTable(Page page, Comparison comparison) {
        this.page = page;
        this.comparison = comparison;
        this.style = page.style();
        this.width = page.width();
    }

    /** @param limit how many differences are shown at most */
    static void write(Page page, Comparison comparison, int limit) throws IOException {
        new ComparisonTable(page, comparison).write(limit);
    }

    private void write(int limit) throws IOException {
        image("before  ", comparison.before().image());
        image("after   ", comparison.after().image());
        if (comparison.isSameImage()) {
            page.blank();
            page.line("both are the same image");
        }
        if (!comparison.isSamePlatform()) {
            page.blank();
            page.warning("the images are for different platforms");
        }
        page.blank();
        page.heading("%-10s %10s %10s   %s".formatted("", "before", "after", "difference"));
        for (var figure : ComparisonText.figures(comparison)) {
            page.line("%-10s %10s %10s   %s"
                    .formatted(figure.name(), figure.before(), figure.after(), figure.difference()));
        }
        page.blank();
        for (String said : ComparisonText.pulls(comparison)) {
            page.folded("", said, UnaryOperator.identity());
        }
        layers();
        differences(limit);
        new VerdictTable(page, limit, EnumSet.of(Listing.VIOLATIONS, Listing.CREDENTIALS)).write(comparison.verdict());
    }

    private void image(String which, ImageSummary image) throws IOException {
        var info = image.info();
        page.folded(which, Printable.of(info.reference()), style::bold);
        page.remark("        %s · %s · %s"
                .formatted(
                        info.platform().isEmpty()
                                ? "unknown platform"
                                : Width.cut(Printable.of(info.platform()), width - 54),
                        Page.brief(info.digest()),
                        count(image.totals().layers(), "layer")));
    }

    private void layers() throws IOException {
        page.blank();
        page.heading("before  after     %s            instruction".formatted(ComparisonText.storedAs(comparison)));
        for (var row : ComparisonText.rows(comparison)) {
            page.line("%6s %6s %10s  %s  %s"
                    .formatted(
                            row.before().map(String::valueOf).orElse("-"),
                            row.after().map(String::valueOf).orElse("-"),
                            Sizes.human(row.layer().blob().stored().compressed()),
                            style.paint(
                                    row.presence() == Comparison.Presence.SHARED
                                            ? Style.Colour.GREEN
                                            : Style.Colour.YELLOW,
                                    "%-8s".formatted(ComparisonText.presence(row.presence()))),
                            style.caption(row.layer().info().caption(), width - 36)));
        }
    }

    private void differences(int limit) throws IOException {
        page.blank();
        page.folded("", ComparisonText.names(comparison.trees()), UnaryOperator.identity());
        var all = comparison.trees().lists().topmost();
        if (all.isEmpty()) {
            return;
        }
        page.blank();
        page.heading("difference     before      after  what happened      path");
        for (var change : all.limit(limit)) {
            difference(change);
        }
        if (all.size() > limit) {
            page.remark("and %,d more: see --top 0 or --format json".formatted(all.size() - limit));
        }
    }

    private void difference(TreeChange change) throws IOException {
        String files = ComparisonText.files(change);
        files = files.isEmpty() ? "" : " " + files;
        page.line("%s %10s %10s  %-17s  %s%s"
                .formatted(
                        style.paint(colour(change.growth()), "%10s".formatted(ComparisonText.signed(change.growth()))),
                        ComparisonText.size(change.before(), change.beforeBytes()),
                        ComparisonText.size(change.after(), change.afterBytes()),
                        Width.cut(ComparisonText.story(change), 17),
                        Width.cutFront(ComparisonText.path(change), width - 53 - files.length()),
                        style.dim(files)));
    }

    private static Style.Colour colour(long growth) {
        return growth > 0 ? Style.Colour.RED : growth < 0 ? Style.Colour.GREEN : Style.Colour.PLAIN;
    }
}
