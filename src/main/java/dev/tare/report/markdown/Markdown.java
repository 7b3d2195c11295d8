package dev.tare.report.markdown;

import dev.tare.image.Printable;
import dev.tare.report.text.Excerpt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Text of strangers in Markdown (GitHub's and GitLab's), also in tables: always code, in which nothing is a link, an image, HTML, a mention
 * or a reference, and which nothing in it can end.
 */
final class Markdown {

    /** Maximum characters of a name that are shown. */
    static final int MAX_NAME_CHARACTERS = 200;

    private Markdown() {}

    /** A name or another text that may be long, as code. */
    static String name(String text) {
        return code(Excerpt.head(Printable.of(text), MAX_NAME_CHARACTERS));
    }

    /** A text without control characters and ends of lines as code. */
    static String code(String printable) {
        // a pipe ends a cell of a table even in code, and a backslash before it does not always help: "\|" may be in
        // the text
        return printable.isEmpty()
                ? "(none)"
                : "`" + printable.replace("`", "\\x60").replace("|", "\\x7c") + "`";
    }

    /** A line of a table, of cells that are safe. */
    static String row(String... cells) {
        return Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
