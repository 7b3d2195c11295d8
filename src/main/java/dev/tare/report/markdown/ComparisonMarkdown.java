package dev.tare.report.markdown;

import dev.tare.report.model.Comparison;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.tree.TreeChange;
import dev.tare.report.text.ComparisonText;
import dev.tare.report.text.Excerpt;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;

/** A comparison as a comment on a pull request: the verdict, the figures and the largest differences; the rest is folded away. */
final class ComparisonMarkdown {

    /** Maximum characters of a name that are shown. */
    private static final int MAX_NAME_CHARACTERS = Markdown.MAX_NAME_CHARACTERS;

    /** Characters of a comment that are kept for what is said in any case: what closes a table, and the images. */
    private static final int RESERVED_CHARACTERS = 1_000 + 2 * 4 * MAX_NAME_CHARACTERS;

    /** Maximum differences that are not folded away. */
    private static final int MAX_UNFOLDED = 5;

    private static final String CHANGES = Markdown.row("difference", "before", "after", "what happened", "path")
            + "| ---: | ---: | ---: | --- | --- |\n";

    private final Comparison comparison;
    private final Sheet text = new Sheet(Sheet.MAX_COMMENT_CHARACTERS - RESERVED_CHARACTERS);

    ComparisonMarkdown(Comparison comparison) {
        this.comparison = comparison;
    }

    /** @param limit how many differences are shown at most, as long as there is room */
    String text(int limit) {
        var before = comparison.before().image().info();
        var after = comparison.after().image().info();
        text.append("### %s%s\n\n"
                .formatted(
                        VerdictMarkdown.headline(comparison.verdict())
                                .map(it -> it + ": ")
                                .orElse(""),
                        ComparisonText.verdict(
                                comparison,
                                "**" + Markdown.name(brief(before.reference(), after.reference())) + "**",
                                "**" + Markdown.name(brief(after.reference(), before.reference())) + "**")));
        if (!comparison.isSamePlatform()) {
            text.append("The images are for different platforms: %s and %s.\n\n"
                    .formatted(Markdown.name(before.platform()), Markdown.name(after.platform())));
        }
        text.append(Markdown.row("", "before", "after", "difference") + "| --- | ---: | ---: | ---: |\n");
        for (var figure : ComparisonText.figures(comparison)) {
            text.append(Markdown.row(figure.name(), figure.before(), figure.after(), figure.difference()));
        }
        VerdictMarkdown.write(text, comparison.failures(), comparison.verdict(), limit);
        text.append("\n");
        ComparisonText.pulls(comparison).forEach(said -> text.append("- " + said + "\n"));
        text.append("- " + ComparisonText.names(comparison.trees()) + "\n");
        differences(limit);
        String layers = Markdown.row("before", "after", ComparisonText.storedAs(comparison), "", "instruction")
                + "| ---: | ---: | ---: | --- | --- |\n";
        text.fold(
                "layers",
                () -> text.table(layers, Series.of(ComparisonText.rows(comparison)), 0, ComparisonMarkdown::layer));
        text.fold("images", () -> {
            image("before", before);
            image("after", after);
        });
        return text.toString();
    }

    private void image(String which, ImageInfo image) {
        text.append("- %s: %s, %s, %s\n"
                .formatted(
                        which,
                        Markdown.name(image.reference()),
                        Markdown.name(image.digest()),
                        Markdown.name(image.platform())));
    }

    private void differences(int limit) {
        var all = comparison.trees().lists().topmost();
        if (all.isEmpty()) {
            return;
        }
        var shown = all.limit(limit);
        var open = shown.first(MAX_UNFOLDED);
        text.append("\n");
        text.table(CHANGES, Series.of(open), 0, ComparisonMarkdown::difference);
        if (shown.size() > open.size()) {
            text.fold(
                    Phrases.count(shown.size() - open.size(), "further difference"),
                    () -> text.table(CHANGES, shown, open.size(), ComparisonMarkdown::difference));
        }
        if (all.size() > shown.size()) {
            text.append("\nAnd %,d smaller: see `--top 0` or `--format json`.\n".formatted(all.size() - shown.size()));
        }
    }

    private static String difference(TreeChange difference) {
        return Markdown.row(
                ComparisonText.signed(difference.growth()),
                ComparisonText.size(difference.before(), difference.beforeBytes()),
                ComparisonText.size(difference.after(), difference.afterBytes()),
                ComparisonText.story(difference),
                (Markdown.code(Excerpt.tail(ComparisonText.path(difference), MAX_NAME_CHARACTERS)) + " "
                                + ComparisonText.files(difference))
                        .strip());
    }

    private static String layer(ComparisonText.Row row) {
        return Markdown.row(
                row.before().map(String::valueOf).orElse("-"),
                row.after().map(String::valueOf).orElse("-"),
                Sizes.human(row.layer().blob().stored().compressed()),
                ComparisonText.presence(row.presence()),
                Markdown.code(Excerpt.head(row.layer().info().caption(), MAX_NAME_CHARACTERS)));
    }

    /** What is behind the last slash, such as {@code app:pr-7}, where that tells a reference from the other. */
    private static String brief(String reference, String other) {
        String last = last(reference);
        return last.isEmpty() || last.equals(last(other)) ? reference : last;
    }

    private static String last(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
