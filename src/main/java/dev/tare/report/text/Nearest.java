package dev.tare.report.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody may have meant who typed a word that is none of those that are known. */
public final class Nearest {

    /** Maximum length of a word that is compared. */
    private static final int MAX_WORD_CHARACTERS = 64;

    private Nearest() {}

    /** {@code " (did you mean wasted?)"}, or nothing where no word is near. */
    public static String hint(String word, Collection<String> known) {
        if (word.length() > MAX_WORD_CHARACTERS) {
            return "";
        }
        String typed = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(it -> distance(typed, it.toLowerCase(Locale.ROOT)) <= Math.max(1, it.length() / 3))
                .min(Comparator.comparingInt(it -> distance(typed, it.toLowerCase(Locale.ROOT))))
                .map(" (did you mean %s?)"::formatted)
                .orElse("");
    }

    /** How many characters must be added, left out or replaced (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
