package dev.tare.secrets;

import java.nio.charset.StandardCharsets;

/** Tells secrets from other values by their text. */
public final class SecretText {

    /** Minimum length of a word that is taken for the beginning of a token. */
    private static final int MIN_TOKEN_CHARACTERS = 18;

    private static final int MIN_SECRET_DIGITS = 6;

    private SecretText() {}

    /** Returns true if {@code text[from, to)}, a word of letters, digits, dashes and dots, begins as a token of a known form does. */
    public static boolean isToken(String text, int from, int to) {
        if (to - from < MIN_TOKEN_CHARACTERS) {
            return false;
        }
        byte[] word = text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
        return hasDigit(word)
                && SecretKinds.tokenForms(word[0]).stream().anyMatch(form -> form.begins(word, MIN_TOKEN_CHARACTERS));
    }

    /** Returns true if there is a digit. Words of a language have none. */
    private static boolean hasDigit(byte[] word) {
        for (byte character : word) {
            if (CharacterClass.DIGIT.has(character)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDash(char c) {
        return c == '-' || c == '_' || c == '.';
    }

    /**
     * Returns true if {@code text[from, to)} is nothing but references to where the value is: {@code $TOKEN}, {@code ${TOKEN}}, {@code $(cat token)},
     * {@code $env:TOKEN}, {@code %TOKEN%}, <code>{{token}}</code>. One with a default is none, nor is a hash such as {@code $6$salt$…}.
     */
    public static boolean isReference(String text, int from, int to) {
        if (isSubstitution(text, from)) {
            return from < to;
        }
        if (to - from > 2 && text.charAt(from) == '%' && text.charAt(to - 1) == '%') {
            return endOfName(text, from + 1, to - 1) == to - 1;
        }
        if (to - from > 4 && text.startsWith("{{", from)) {
            return text.startsWith("}}", to - 2);
        }
        int at = from;
        while (at < to && text.charAt(at) == '$' && at + 1 < to) {
            at++;
            char c = text.charAt(at);
            if (c == '(') {
                return true; // such as $A$(b)
            }
            if (c == '{') {
                int end = endOfName(text, at + 1, to);
                if (end == at + 1 || end == to || text.charAt(end) != '}') {
                    return false;
                }
                at = end + 1;
            } else {
                at = text.startsWith("env:", at) ? at + 4 : at;
                int end = endOfName(text, at, to);
                if (end == at || Character.isDigit(c) || text.startsWith("apr1$", at)) {
                    return false;
                }
                at = end;
            }
            if (at < to && ":/.-@".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
        return at == to && to > from;
    }

    /** Returns true if {@code text[from, to)} is one variable and nothing else: {@code $TOKEN} or {@code ${TOKEN}}. */
    public static boolean isVariable(String text, int from, int to) {
        boolean braces = text.startsWith("${", from);
        int name = from + (braces ? 2 : 1);
        int end = endOfName(text, name, to);
        return text.startsWith("$", from)
                && end > name
                && !Character.isDigit(text.charAt(name))
                && (braces ? end == to - 1 && text.charAt(end) == '}' : end == to);
    }

    /** Returns true if {@code text[from, to)} begins as people write stand-ins for secrets: {@code changeme}. */
    public static boolean isStandIn(String text, int from, int to) {
        return SecretKinds.TABLE.placeholders().beginnings().stream()
                .anyMatch(start ->
                        start.length() <= to - from && text.regionMatches(true, from, start, 0, start.length()));
    }

    /** Returns true if the value of a secret's name is neither a stand-in, nor a number that may be a count, nor the path of a file. */
    public static boolean isSecret(String value) {
        return !Placeholder.is(value) && !isSmallNumber(value) && !isFileName(value, 0, value.length());
    }

    /** Returns true if a value is a number of so few digits that it is a count or a size, as in {@code MAX_TOKEN=512}. */
    static boolean isSmallNumber(String value) {
        return value.length() < MIN_SECRET_DIGITS && value.chars().allMatch(Character::isDigit);
    }

    /** Returns true if {@code text[from, to)} is yes or no, as in {@code ALLOW_EMPTY_PASSWORD=yes}. */
    public static boolean isAnswer(String text, int from, int to) {
        return to - from <= 5
                && SecretKinds.TABLE.placeholders().answers().stream()
                        .anyMatch(answer ->
                                answer.length() == to - from && text.regionMatches(true, from, answer, 0, to - from));
    }

    /** Returns true if the output of a command begins at {@code from}: {@code $(…)} or {@code `…`}. */
    public static boolean isSubstitution(String text, int from) {
        return text.startsWith("$(", from) || text.startsWith("`", from);
    }

    private static int endOfName(String text, int from, int to) {
        int end = from;
        while (end < to && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    /** Returns true if {@code text[from, to)} is the path of a file. A path with capitals may be a key in base64, and is none. */
    public static boolean isFileName(String text, int from, int to) {
        if (!text.startsWith("/", from)
                && !text.startsWith("./", from)
                && !text.startsWith("../", from)
                && !text.startsWith("~/", from)) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c == '/' || isDash(c) || (c == '~' && i == from) || Character.isDigit(c) || (c >= 'a' && c <= 'z'))) {
                return false;
            }
        }
        return to - from < 200;
    }
}
