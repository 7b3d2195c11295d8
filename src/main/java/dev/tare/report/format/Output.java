package dev.tare.report.format;

import dev.tare.report.text.Style;
import java.io.OutputStream;

/**
 * Where and how a report is written.
 *
 * @param stream which the format flushes, and does not close
 * @param width columns of the terminal, for formats with lines; taken as 80 where it is less
 * @param top how many findings are written at most; 0 for all
 * @param toolVersion the version of tare
 */
public record Output(OutputStream stream, int width, Style style, int top, Detail detail, String toolVersion) {

    /** How much is told of each thing, in formats for people. */
    public enum Detail {
        BRIEF,
        LONG,
        /** Of many images what they come to together, and not each at length. */
        FLEET
    }

    private static final int MIN_WIDTH = 80;

    public Output {
        width = Math.max(MIN_WIDTH, width);
    }

    /** How many findings are written at most. */
    public int limit() {
        return top == 0 ? Integer.MAX_VALUE : top;
    }
}
