package dev.tare.report;

import dev.tare.analysis.TreeDifference;
import dev.tare.image.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** A comparison as a comment on a pull request: the verdict, the figures and the largest differences; the rest is folded away. */
public final class ComparisonMarkdown {

    /** Maximum length of a comment on GitHub. */
    static final int MAX_COMMENT_CHARACTERS = 65_536;

    /** Characters of a name that are shown. */
    private static final int MAX_NAME_CHARACTERS = 200;

    /** The room for what is said in any case: what closes a table, and the images. */
    private static final int RESERVE = 1_000 + 2 * 4 * MAX_NAME_CHARACTERS;

    /** Differences that are shown at once. */
    private static final int OPEN = 5;

    private static final String CHANGES = Markdown.row("difference", "before", "after", "what happened", "path")
            + "| ---: | ---: | ---: | --- | --- |\n";

    private final Comparison comparison;
    private final StringBuilder text = new StringBuilder();

    public ComparisonMarkdown(Comparison comparison) {
        this.comparison = comparison;
    }

    /** @param top how many differences are shown, as long as there is room; 0 for all */
    public void write(OutputStream out, int top) throws IOException {
        var before = comparison.before().image();
        var after = comparison.after().image();
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
        text.append("- ").append(ComparisonText.names(comparison)).append('\n');
        differences(top);
        String layers = Markdown.row("before", "after", ComparisonText.stored(comparison), "", "instruction")
                + "| ---: | ---: | ---: | --- | --- |\n";
        fold("layers", () -> table(layers, ComparisonText.rows(comparison), ComparisonMarkdown::layer));
        fold("images", () -> {
            image("before", before);
            image("after", after);
        });
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void image(String which, Report.Image image) {
        text.append("- %s: %s, %s, %s\n"
                .formatted(which, code(image.reference()), code(image.digest()), code(image.platform())));
    }

    private void differences(int top) {
        var all = comparison.trees().topmost();
        if (all.isEmpty()) {
            return;
        }
        int shown = top <= 0 ? all.size() : Math.min(top, all.size());
        int open = Math.min(OPEN, shown);
        text.append('\n');
        table(CHANGES, all.subList(0, open), ComparisonMarkdown::difference);
        if (shown > open) {
            fold(
                    ComparisonText.count(shown - open, "further difference"),
                    () -> table(CHANGES, all.subList(open, shown), ComparisonMarkdown::difference));
        }
        if (all.size() > shown) {
            text.append("\nAnd %,d smaller: see `--top 0` or `--format json`.\n".formatted(all.size() - shown));
        }
    }

    private void fold(String summary, Runnable content) {
        text.append("\n<details><summary>").append(summary).append("</summary>\n\n");
        content.run();
        text.append("\n</details>\n");
    }

    /** As many lines as there is room for. */
    private <T> void table(String heading, List<T> items, Function<T, String> line) {
        text.append(heading);
        for (int i = 0; i < items.size(); i++) {
            String next = line.apply(items.get(i));
            if (text.length() + next.length() > MAX_COMMENT_CHARACTERS - RESERVE) {
                text.append("\nThere is no room for %,d more.\n".formatted(items.size() - i));
                return;
            }
            text.append(next);
        }
    }

    private static String difference(TreeDifference difference) {
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
                Sizes.human(row.layer().compressedBytes()),
                ComparisonText.presence(row.presence()),
                Markdown.code(Markdown.head(row.layer().caption(), MAX_NAME_CHARACTERS)));
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
