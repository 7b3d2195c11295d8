package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Lines on their way to a terminal or a file. */
final class Page {

    private static final String WARNING = "warning: ";

    private final Writer out;
    private final int width;
    private final Style style;

    Page(Output output) {
        this.out = new BufferedWriter(new OutputStreamWriter(output.stream(), StandardCharsets.UTF_8));
        this.width = output.width();
        this.style = output.style();
    }

    /** Columns. */
    int width() {
        return width;
    }

    Style style() {
        return style;
    }

    void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    void blank() throws IOException {
        line("");
    }

    void heading(String text) throws IOException {
        line(style.bold(text));
    }

    /** A remark on what is not shown. */
    void remark(String text) throws IOException {
        line(style.dim(text));
    }

    /** A text in as many lines as it needs, of which the first begins with a label and the others are indented as far. */
    void folded(String label, String text, UnaryOperator<String> paint) throws IOException {
        folded(label, " ".repeat(Width.of(label)), text, paint);
    }

    /**
     * The same with what the other lines begin with.
     *
     * @param label as wide as {@code indent}, and perhaps with colours
     */
    void folded(String label, String indent, String text, UnaryOperator<String> paint) throws IOException {
        String before = label;
        for (String part : Width.fold(text, width - indent.length())) {
            line(before + paint.apply(part));
            before = indent;
        }
    }

    void warning(String text) throws IOException {
        folded(
                style.paint(Style.Colour.YELLOW, WARNING),
                " ".repeat(WARNING.length()),
                Printable.of(text),
                UnaryOperator.identity());
    }

    void flush() throws IOException {
        out.flush();
    }

    /** A size in a column; a dash for nothing. */
    static String size(long bytes) {
        return bytes == 0 ? "-" : Sizes.human(bytes);
    }

    /** A digest in a heading. */
    static String brief(String digest) {
        return digest.substring(0, Math.min(19, digest.length()));
    }
}
