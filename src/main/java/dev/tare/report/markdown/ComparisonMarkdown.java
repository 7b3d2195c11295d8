package dev.tare.report.markdown;

import dev.tare.image.Printable;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.ImageInfo;
import dev.tare.report.model.Series;
import dev.tare.report.model.TreeChange;
import dev.tare.report.text.ComparisonText;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;
import java.util.List;
import java.util.function.Function;

/** A comparison as a comment on a pull request: the verdict, the figures and the largest differences; the rest is folded away. */
final class ComparisonMarkdown {

    /** Maximum length of a comment on GitHub. */
    static final int MAX_COMMENT_CHARACTERS = 65_536;

    /** Maximum characters of a name that are shown. */
    private static final int MAX_NAME_CHARACTERS = 200;

    /** Characters of a comment that are kept for what is said in any case: what closes a table, and the images. */
    private static final int RESERVED_CHARACTERS = 1_000 + 2 * 4 * MAX_NAME_CHARACTERS;

    /** Maximum differences that are not folded away. */
    private static final int MAX_UNFOLDED = 5;

    private static final String CHANGES = Markdown.row("difference", "before", "after", "what happened", "path")
            + "| ---: | ---: | ---: | --- | --- |\n";

    private final Comparison comparison;
    private final StringBuilder text = new StringBuilder();

    ComparisonMarkdown(Comparison comparison) {
        this.comparison = comparison;
    }

    /** @param limit how many differences are shown at most, as long as there is room */
    String text(int limit) {
        var before = comparison.before().image().info();
        var after = comparison.after().image().info();
        text.append("### ")
                .append(ComparisonText.verdict(
                        comparison,
                        "**" + code(brief(before.reference(), after.reference())) + "**",
                        "**" + code(brief(after.reference(), before.reference())) + "**"))
                .append("\n\n");
        if (!comparison.isSamePlatform()) {
            text.append("The images are for different platforms: %s and %s.\n\n"
                    .formatted(code(before.platform()), code(after.platform())));
        }
        text.append(Markdown.row("", "before", "after", "difference")).append("| --- | ---: | ---: | ---: |\n");
        for (var figure : ComparisonText.figures(comparison)) {
            text.append(Markdown.row(figure.name(), figure.before(), figure.after(), figure.difference()));
        }
        text.append('\n');
        ComparisonText.pulls(comparison)
                .forEach(said -> text.append("- ").append(said).append('\n'));
        text.append("- ").append(ComparisonText.names(comparison.trees())).append('\n');
        differences(limit);
        String layers = Markdown.row("before", "after", ComparisonText.storedAs(comparison), "", "instruction")
                + "| ---: | ---: | ---: | --- | --- |\n";
        fold("layers", () -> table(layers, ComparisonText.rows(comparison), ComparisonMarkdown::layer));
        fold("images", () -> {
            image("before", before);
            image("after", after);
        });
        return text.toString();
    }

    private void image(String which, ImageInfo image) {
        text.append("- %s: %s, %s, %s\n"
                .formatted(which, code(image.reference()), code(image.digest()), code(image.platform())));
    }

    private void differences(int limit) {
        var all = comparison.trees().lists().topmost();
        if (all.isEmpty()) {
            return;
        }
        var shown = all.limit(limit);
        var open = shown.first(MAX_UNFOLDED);
        text.append('\n');
        table(CHANGES, open, ComparisonMarkdown::difference);
        if (shown.size() > open.size()) {
            fold(
                    Phrases.count(shown.size() - open.size(), "further difference"),
                    () -> table(CHANGES, shown, open.size(), ComparisonMarkdown::difference));
        }
        if (all.size() > shown.size()) {
            text.append("\nAnd %,d smaller: see `--top 0` or `--format json`.\n".formatted(all.size() - shown.size()));
        }
    }

    private void fold(String summary, Runnable content) {
        text.append("\n<details><summary>").append(summary).append("</summary>\n\n");
        content.run();
        text.append("\n</details>\n");
    }

    private <T> void table(String heading, List<T> items, Function<T, String> line) {
        table(heading, Series.of(items), 0, line);
    }

    /** As many lines as there is room for, from the item of this number on. */
    private <T> void table(String heading, Series<T> items, int first, Function<T, String> line) {
        text.append(heading);
        for (int i = first; i < items.size(); i++) {
            String next = line.apply(items.get(i));
            if (text.length() + next.length() > MAX_COMMENT_CHARACTERS - RESERVED_CHARACTERS) {
                text.append("\nThere is no room for %,d more.\n".formatted(items.size() - i));
                return;
            }
            text.append(next);
        }
    }

    private static String difference(TreeChange difference) {
        return Markdown.row(
                ComparisonText.signed(difference.growth()),
                ComparisonText.size(difference.before(), difference.beforeBytes()),
                ComparisonText.size(difference.after(), difference.afterBytes()),
                ComparisonText.story(difference),
                (Markdown.code(Markdown.tail(ComparisonText.path(difference), MAX_NAME_CHARACTERS)) + " "
                                + ComparisonText.files(difference))
                        .strip());
    }

    private static String layer(ComparisonText.Row row) {
        return Markdown.row(
                row.before().map(String::valueOf).orElse("-"),
                row.after().map(String::valueOf).orElse("-"),
                Sizes.human(row.layer().blob().stored().compressed()),
                ComparisonText.presence(row.presence()),
                Markdown.code(Markdown.head(row.layer().info().caption(), MAX_NAME_CHARACTERS)));
    }

    private static String code(String text) {
        return Markdown.code(Markdown.head(Printable.of(text), MAX_NAME_CHARACTERS));
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
