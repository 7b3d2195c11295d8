package dev.tare.secrets;

import java.util.Locale;

/** Values that only stand for a secret. */
final class Placeholder {

    private static final KindTable TABLE = SecretKinds.TABLE;

    private static final int LEAST_DIFFERENT = 6;

    /** So many of the same character in a row are no chance in a short token; long ones may hold zeros in base64. */
    private static final int MOST_OF_THE_SAME = 5;

    private static final int MAX_SHORT_CHARACTERS = 64;

    private Placeholder() {}

    /** Returns true if a value only stands for a secret: it is empty, a reference, or what people write into examples. */
    static boolean is(String value) {
        return is(value, 0, value.length());
    }

    /** The same of {@code text[from, to)}. */
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
                || isStandIn(text, from, to)
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

    private static boolean isStandIn(String text, int from, int to) {
        return TABLE.placeholders().beginnings().stream()
                .anyMatch(start ->
                        start.length() <= to - from && text.regionMatches(true, from, start, 0, start.length()));
    }

    private static boolean isExample(String text, int from) {
        return TABLE.harmless().examples().stream().anyMatch(start -> text.startsWith(start, from));
    }

    /**
     * Returns true if a person wrote what is to be the secret of a token.
     *
     * @param leastChanges how often, of all its characters, one is of another kind (small, capital, digit) than the one before it. In tokens that
     *     machines choose that is every second or third
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
                || secret.chars().distinct().count() < LEAST_DIFFERENT
                || (longest > MOST_OF_THE_SAME && secret.length() <= MAX_SHORT_CHARACTERS)) {
            return true;
        }
        String small = secret.toLowerCase(Locale.ROOT);
        return isExample(secret, 0) || TABLE.placeholders().inTokens().stream().anyMatch(small::contains);
    }

    private static int kind(char c) {
        return Character.isDigit(c) ? 1 : Character.isUpperCase(c) ? 2 : 3;
    }
}
