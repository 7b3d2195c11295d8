package dev.tare.report.text;

/** A share of a whole as a bar of blocks. */
public final class ShareBar {

    /** How much of a cell each is, in eighths. */
    private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

    private ShareBar() {}

    /**
     * Exact to an eighth of a cell, and blank up to its width; what is not nothing shows.
     *
     * @param part of the whole, in the same unit
     * @param cells the width for all of it
     */
    public static String of(long part, long whole, int cells) {
        if (part <= 0 || whole <= 0) {
            return " ".repeat(cells);
        }
        int max = cells * EIGHTHS.length();
        int eighths = Math.clamp(Math.round((double) max * part / whole), 1, max);
        int full = eighths / EIGHTHS.length();
        int rest = eighths % EIGHTHS.length();
        return "█".repeat(full)
                + (rest == 0 ? "" : EIGHTHS.substring(rest - 1, rest))
                + " ".repeat(cells - full - (rest == 0 ? 0 : 1));
    }
}
