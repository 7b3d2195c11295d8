package dev.tare.report.text;

/** Parts of texts that are too long, with an ellipsis. Characters are counted as they are, since there are marks that take no column. */
public final class Excerpt {

    private Excerpt() {}

    /** The first characters of a text. */
    public static String head(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int to = length - 1;
        return text.substring(0, Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to) + "…";
    }

    /** The last characters of a text, which of a path tell more than the first. */
    public static String tail(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int from = text.length() - length + 1;
        return "…" + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }
}
