package dev.tare.report.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Text measured in columns of a terminal: East Asian wide characters and emoji take two (UAX #11), marks that sit on another
 * character none. Where a terminal may do either, the wider is taken, so that a line never gets too long.
 */
public final class Width {

    /** First and last of the wide blocks, in pairs. */
    private static final int[] WIDE = {
        0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23f3, 0x25fd, 0x25fe, 0x2614, 0x2615, 0x2648, 0x2653,
                0x267f,
        0x267f, 0x2693, 0x2693, 0x26a1, 0x26a1, 0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4,
                0x26d4,
        0x26ea, 0x26ea, 0x26f2, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728,
                0x274c,
        0x274e, 0x2753, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b55, 0x2e80, 0x303e, 0x3041,
                0xa4cf,
        0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6,
                0x16fe0,
        0x18d08, 0x1aff0, 0x1b2fb, 0x1f000, 0x1faff, 0x20000, 0x3fffd
    };

    /** Maximum combining marks per character. No script uses more; further marks count as a column each, so that a line always fills. */
    private static final int MAX_COMBINING_MARKS = 8;

    private Width() {}

    public static int of(String text) {
        int columns = 0;
        int marks = 0;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            marks = isMark(c) ? marks + 1 : 0;
            columns += of(c, marks);
            at += Character.charCount(c);
        }
        return columns;
    }

    private static boolean isMark(int c) {
        int type = c < 0x300 ? 0 : Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** Columns of a character that is the last of so many marks in a row. */
    private static int of(int c, int marks) {
        if (marks > 0) {
            return marks > MAX_COMBINING_MARKS ? 1 : 0;
        }
        if (c < 0x300) {
            return 1;
        }
        for (int i = 0; i < WIDE.length; i += 2) {
            if (c >= WIDE[i] && c <= WIDE[i + 1]) {
                return 2;
            }
        }
        return 1;
    }

    /** The beginning of a text, with an ellipsis where not all of it fits. */
    public static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        return text.substring(0, fitting(text, 0, columns - 1)) + "…";
    }

    /** The end of a text, which of a path tells more than its beginning. */
    public static String cutFront(String text, int columns) {
        int left = of(text);
        if (left <= columns) {
            return text;
        }
        int from = 0;
        for (int marks = 0; left > columns - 1; ) {
            int c = text.codePointAt(from);
            marks = isMark(c) ? marks + 1 : 0;
            left -= of(c, marks);
            from += Character.charCount(c);
        }
        return "…" + text.substring(from);
    }

    /** A text in lines, broken at spaces where there are some, else where a line is full. */
    public static List<String> fold(String text, int columns) {
        var lines = new ArrayList<String>();
        int from = 0;
        for (int full = fitting(text, 0, columns); full < text.length(); full = fitting(text, from, columns)) {
            int space = full;
            while (space > from && text.charAt(space) != ' ') {
                space--;
            }
            int end = space > from ? space : Math.max(full, from + 1);
            lines.add(text.substring(from, end));
            from = space > from ? space + 1 : end;
        }
        lines.add(text.substring(from));
        return lines;
    }

    /** Where so many columns are full. */
    private static int fitting(String text, int from, int columns) {
        int at = from;
        int marks = 0;
        for (int left = columns; at < text.length(); ) {
            int c = text.codePointAt(at);
            marks = isMark(c) ? marks + 1 : 0;
            left -= of(c, marks);
            if (left < 0) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }
}
