package dev.tare.secrets;

import java.util.Locale;

/** Tells secrets from values that only stand for one. */
final class Placeholder {

    private static final KindTable TABLE = SecretKinds.TABLE;

    private static final int MIN_DISTINCT_CHARACTERS = 6;

    /** Maximum length of a run of one character in a short token that a machine chose. Long tokens may hold zeros in base64. */
    private static final int MAX_RUN_CHARACTERS = 5;

    private static final int MAX_SHORT_CHARACTERS = 64;

    private Placeholder() {}

    /** Returns true if a value only stands for a secret: it is empty, a reference, or what people write into examples. */
    static boolean is(String value) {
        return is(value, 0, value.length());
    }

    /** Returns true if {@code text[from, to)} only stands for a secret. */
    static boolean is(String text, int from, int to) {
        if (from == to || isOneCharacter(text, from, to) || SecretText.isReference(text, from, to)) {
            return true;
        }
        char first = text.charAt(from);
        char last = text.charAt(to - 1);
        return first == '<'
                || text.startsWith("${", from)
                || (first == '{' && last == '}')
                || (first == '[' && last == ']')
                || (first == '@' && last == '@')
                || isNothing(text, from, to)
                || SecretText.isStandIn(text, from, to)
                || isExample(text, from);
    }

    private static boolean isOneCharacter(String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) == text.charAt(from)) {
            at++;
        }
        return at == to;
    }

    private static boolean isNothing(String text, int from, int to) {
        int end = to;
        while (end > from && "}];".indexOf(text.charAt(end - 1)) >= 0) {
            end--; // as behind the last value of an object
        }
        int length = end - from;
        return length == 0
                || TABLE.placeholders().values().stream()
                        .anyMatch(nothing ->
                                nothing.length() == length && text.regionMatches(true, from, nothing, 0, length));
    }

    private static boolean isExample(String text, int from) {
        return TABLE.harmless().examples().stream().anyMatch(start -> text.startsWith(start, from));
    }

    /**
     * Returns true if a person made up the secret of a token.
     *
     * @param leastChanges minimum share of characters that are of another kind (small, capital, digit) than the one before. In tokens that machines
     *     choose it is a third to a half
     */
    static boolean isInToken(String secret, double leastChanges) {
        int changes = 0;
        int same = 1;
        int longest = 1;
        for (int i = 1; i < secret.length(); i++) {
            char before = secret.charAt(i - 1);
            char c = secret.charAt(i);
            changes += kind(c) == kind(before) ? 0 : 1;
            same = c == before ? same + 1 : 1;
            longest = Math.max(longest, same);
        }
        if (changes < (secret.length() - 1) * leastChanges
                || secret.chars().distinct().count() < MIN_DISTINCT_CHARACTERS
                || (longest > MAX_RUN_CHARACTERS && secret.length() <= MAX_SHORT_CHARACTERS)) {
            return true;
        }
        String small = secret.toLowerCase(Locale.ROOT);
        return isExample(secret, 0) || TABLE.placeholders().inTokens().stream().anyMatch(small::contains);
    }

    private static int kind(char c) {
        return Character.isDigit(c) ? 1 : Character.isUpperCase(c) ? 2 : 3;
    }
}
