package dev.tare.report.csv;

import dev.tare.image.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows of CSV (RFC 4180). Text is printable, so that no cell has more than one line. A cell that a spreadsheet would take for a formula has an
 * apostrophe before it.
 */
final class Rows {

    /** What begins a formula for some spreadsheet. */
    private static final String FORMULA_BEGINS = "=+-@";

    private final OutputStream out;

    Rows(OutputStream out) {
        this.out = out;
    }

    void write(Stream<String> cells) throws IOException {
        String line = cells.map(Rows::cell).collect(Collectors.joining(",", "", "\r\n"));
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    void flush() throws IOException {
        out.flush();
    }

    private static String cell(String text) {
        String cell = Printable.of(text);
        if (!cell.isEmpty() && FORMULA_BEGINS.indexOf(cell.charAt(0)) >= 0) {
            cell = "'" + cell;
        }
        return cell.contains(",") || cell.contains("\"") ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
    }
}
