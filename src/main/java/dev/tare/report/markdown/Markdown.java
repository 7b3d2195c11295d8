package dev.tare.report.markdown;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Text of strangers in Markdown (GitHub's and GitLab's), also in tables: always code, in which nothing is a link, an image, HTML, a mention
 * or a reference, and which nothing in it can end.
 */
final class Markdown {

    private Markdown() {}

    /** A text without control characters and ends of lines as code. */
    static String code(String printable) {
        // a pipe ends a cell of a table even in code, and a backslash before it does not always help: "\|" may be in
        // the text
        return printable.isEmpty()
                ? "(none)"
                : "`" + printable.replace("`", "\\x60").replace("|", "\\x7c") + "`";
    }

    /** The first characters of a text, counted as they are, since there are marks that take no column. */
    static String head(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int to = length - 1;
        return text.substring(0, Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to) + "…";
    }

    /** The last characters of a text, which of a path tell more than the first. */
    static String tail(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int from = text.length() - length + 1;
        return "…" + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }

    /** A line of a table, of cells that are safe. */
    static String row(String... cells) {
        return Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
