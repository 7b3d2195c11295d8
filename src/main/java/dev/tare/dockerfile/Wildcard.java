package dev.tare.dockerfile;

import java.util.List;

/**
 * A text of which parts may be anything, blanks and slashes included. It is no pattern for paths as {@link dev.tare.glob.Glob} is: it has one kind of
 * wildcard, so that a match takes time in proportion to both lengths. Every step of a Dockerfile is compared with every item of a history.
 */
final class Wildcard {

    /** Maximum length of a text with wildcards that is compared. A longer one never matches. */
    private static final int MAX_CHARACTERS = 1_024;

    private final String text;
    private final List<String> literals;

    /** @param text with {@link Lexer#ANYTHING} where anything may stand */
    Wildcard(String text) {
        this.text = text;
        this.literals = List.of(text.split(String.valueOf(Lexer.ANYTHING), -1));
    }

    /** Returns true if the text has no wildcard. */
    boolean isExact() {
        return literals.size() == 1;
    }

    /** Takes time in proportion to both lengths. */
    boolean matches(String other) {
        if (isExact()) {
            return text.equals(other);
        }
        String first = literals.getFirst();
        String last = literals.getLast();
        if (text.length() > MAX_CHARACTERS
                || other.length() > MAX_CHARACTERS
                || other.length() < first.length() + last.length()
                || !other.startsWith(first)
                || !other.endsWith(last)) {
            return false;
        }
        int at = first.length();
        int end = other.length() - last.length();
        for (String literal : literals.subList(1, literals.size() - 1)) {
            at = behind(literal, other, at, end);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns where the first occurrence of a literal ends (Knuth, Morris and Pratt); -1 if there is none. */
    private static int behind(String literal, String text, int from, int to) {
        int length = literal.length();
        if (length == 0) {
            return from;
        }
        int[] borders = new int[length];
        for (int i = 1, border = 0; i < length; i++) {
            while (border > 0 && literal.charAt(i) != literal.charAt(border)) {
                border = borders[border - 1];
            }
            border += literal.charAt(i) == literal.charAt(border) ? 1 : 0;
            borders[i] = border;
        }
        for (int i = from, matched = 0; i < to; i++) {
            while (matched > 0 && text.charAt(i) != literal.charAt(matched)) {
                matched = borders[matched - 1];
            }
            matched += text.charAt(i) == literal.charAt(matched) ? 1 : 0;
            if (matched == length) {
                return i + 1;
            }
        }
        return -1;
    }
}
