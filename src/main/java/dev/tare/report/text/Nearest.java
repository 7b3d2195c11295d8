package dev.tare.report.text;

import dev.tare.image.EditDistance;
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
                .filter(it -> EditDistance.of(typed, it.toLowerCase(Locale.ROOT)) <= Math.max(1, it.length() / 3))
                .min(Comparator.comparingInt(it -> EditDistance.of(typed, it.toLowerCase(Locale.ROOT))))
                .map(" (did you mean %s?)"::formatted)
                .orElse("");
    }
}
