package dev.tare.report.junit;

import dev.tare.image.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes elements of XML 1.0, indented. Text of strangers is escaped, and has no character that XML 1.0 forbids (section 2.2). */
final class Xml {

    private final OutputStream out;
    private int depth;

    Xml(OutputStream out) throws IOException {
        this.out = out;
        write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /** @param attributes names and values in turn */
    void begin(String element, String... attributes) throws IOException {
        tag(element, attributes);
        write(">\n");
        depth++;
    }

    void end(String element) throws IOException {
        depth--;
        write("  ".repeat(depth) + "</" + element + ">\n");
    }

    void empty(String element, String... attributes) throws IOException {
        tag(element, attributes);
        write("/>\n");
    }

    /** An element that holds lines of text. */
    void text(String element, Iterable<String> lines, String... attributes) throws IOException {
        tag(element, attributes);
        write(">");
        String before = "";
        for (String line : lines) {
            write(before + escaped(line));
            before = "\n";
        }
        write("</" + element + ">\n");
    }

    private void tag(String element, String... attributes) throws IOException {
        write("  ".repeat(depth) + "<" + element);
        for (int i = 0; i < attributes.length; i += 2) {
            write(" " + attributes[i] + "=\"" + escaped(attributes[i + 1]) + "\"");
        }
    }

    /** What {@link Printable} lets pass is in XML's production of a character: no control, no half of a pair, nothing unassigned. */
    private static String escaped(String text) {
        return Printable.of(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    void flush() throws IOException {
        out.flush();
    }
}
