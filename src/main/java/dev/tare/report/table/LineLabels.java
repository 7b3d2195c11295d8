package dev.tare.report.table;

import dev.tare.report.model.image.LineRange;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a table names the lines of a Dockerfile, {@code L12} or {@code L12-15}, in front of instructions.
 *
 * @param width columns of the longest; 0 where no line is known, which then takes no room
 */
record LineLabels(int width) {

    static LineLabels of(Stream<Optional<LineRange>> all) {
        return new LineLabels(all.flatMap(Optional::stream)
                .mapToInt(lines -> text(lines).length())
                .max()
                .orElse(0));
    }

    private static String text(LineRange lines) {
        return "L" + lines + "  ";
    }

    /** As wide as each other one of the table. */
    String label(Optional<LineRange> lines) {
        String text = lines.map(LineLabels::text).orElse("");
        return text + " ".repeat(width - text.length());
    }
}
