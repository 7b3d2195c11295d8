package dev.tare.secrets;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Finds names that are set to secrets in files of settings: with {@code =} or {@code :}, with quotes or without, or one word behind the other.
 * A {@link Placeholder} is no secret, and neither is a value in a comment.
 */
final class Assignments {

    /** Maximum characters of a value that are read. */
    static final int MAX_VALUE_CHARACTERS = 256;

    /** Maximum values of a file that are judged, so that one with many placeholders takes bounded time. */
    static final int MAX_VALUES = 200;

    static final int MAX_LINES = 1000;

    private Assignments() {}

    /** Returns where the value begins, with its quote, that a name ending at {@code behindName} is set to; -1 if it is set to none. */
    private interface Syntax {
        int value(String text, int behindName);
    }

    /** Returns true if one of the names is set to a secret: {@code NAME=value}, {@code NAME: value}, {@code "NAME": "value"}. */
    static boolean sets(String text, List<String> names) {
        return names.stream().anyMatch(name -> sets(text, name, Assignments::behindSign));
    }

    /** As {@link #sets}, for languages in which a value without quotes is a reference. */
    static boolean setsQuoted(String text, List<String> names) {
        return names.stream().anyMatch(name -> sets(text, name, (all, behind) -> quoted(all, behindSign(all, behind))));
    }

    /** Returns true if one of the names is set to a secret in PHP: {@code 'NAME' => 'value'}, {@code define('NAME', 'value')}, {@code $NAME = 'value'}, {@code $x['NAME'] = 'value'}. */
    static boolean setsInPhp(String text, List<String> names) {
        return names.stream().anyMatch(name -> sets(text, name, Assignments::inPhp));
    }

    private static boolean sets(String text, String name, Syntax syntax) {
        int end = 0; // of the line
        int values = 0;
        for (int at = text.indexOf(name); at >= 0 && values < MAX_VALUES; ) {
            if (at >= end) {
                int start = text.lastIndexOf('\n', at) + 1;
                end = text.indexOf('\n', at);
                end = end < 0 ? text.length() : end;
                if (isCommented(text, start, end)) {
                    at = text.indexOf(name, end);
                    continue;
                }
            }
            int behind = at + name.length();
            int value = at > 0 && isNamePart(text.charAt(at - 1)) ? -1 : syntax.value(text, behind);
            if (value >= 0) {
                int start = value < text.length() && isQuote(text.charAt(value)) ? value + 1 : value;
                behind = endOfValue(text, value);
                if (!Placeholder.is(text, start, behind)) {
                    return true;
                }
                values++;
            }
            at = text.indexOf(name, behind);
        }
        return false;
    }

    private static boolean isCommented(String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) <= ' ') {
            at++;
        }
        return at < to && (text.charAt(at) == '#' || text.charAt(at) == ';');
    }

    static boolean isComment(String line) {
        return line.startsWith("#") || line.startsWith(";");
    }

    private static int behindSign(String text, int behindName) {
        int at = behindName;
        if (at < text.length() && isQuote(text.charAt(at))) {
            at++;
        }
        at = behindBlanks(text, at);
        return at == text.length() || (text.charAt(at) != '=' && text.charAt(at) != ':')
                ? -1
                : behindBlanks(text, at + 1);
    }

    private static int quoted(String text, int value) {
        return value >= 0 && value < text.length() && isQuote(text.charAt(value)) ? value : -1;
    }

    private static int inPhp(String text, int behindName) {
        int line = behindName;
        while (line > 0 && behindName - line < MAX_VALUE_CHARACTERS && text.charAt(line - 1) != '\n') {
            line--;
        }
        int first = behindBlanks(text, line);
        if (text.startsWith("*", first) || text.startsWith("//", first)) {
            return -1; // a comment
        }
        int at = behindName;
        while (at < text.length() && (isQuote(text.charAt(at)) || text.charAt(at) == ']')) {
            at++;
        }
        at = behindBlanks(text, at);
        if (text.startsWith("=>", at)) {
            at += 2;
        } else if (at < text.length() && (text.charAt(at) == '=' || text.charAt(at) == ',')) {
            at++;
        } else {
            return -1;
        }
        return quoted(text, behindBlanks(text, at));
    }

    /** Returns the value that begins at {@code from}, without its quotes. */
    static String value(String text, int from) {
        int start = from < text.length() && isQuote(text.charAt(from)) ? from + 1 : from;
        return text.substring(Math.min(start, text.length()), endOfValue(text, from));
    }

    private static int endOfValue(String text, int from) {
        if (from >= text.length()) {
            return text.length();
        }
        char quote = text.charAt(from);
        int start = isQuote(quote) ? from + 1 : from;
        int end = start;
        while (end < text.length()
                && end - start < MAX_VALUE_CHARACTERS
                && (start > from
                        ? text.charAt(end) != quote && text.charAt(end) != '\n'
                        : !endsValue(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    private static boolean endsValue(char c) {
        return c <= ' ' || isQuote(c) || c == ',';
    }

    private static int behindBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }

    /** Returns true if a line is {@code NAME=value} with the name of a secret, or with an address that holds a password. */
    static boolean assigns(String text) {
        return text.lines().limit(MAX_LINES).map(String::strip).anyMatch(line -> {
            String pair = line.startsWith("export ")
                    ? line.substring("export ".length()).stripLeading()
                    : line;
            int equals = pair.indexOf('=');
            if (equals < 1 || equals > MAX_VALUE_CHARACTERS || isComment(line)) {
                return false;
            }
            String name = pair.substring(0, equals).strip();
            String value = value(pair, behindBlanks(pair, equals + 1));
            return name.chars().allMatch(c -> isNamePart((char) c) || c == '.')
                    && (isSecret(name, value) || FileFormats.hasLogin(value));
        });
    }

    private static boolean isSecret(String name, String value) {
        return (SecretName.is(name, 0, name.length())
                        || name.toLowerCase(Locale.ROOT).endsWith("credential"))
                && !Placeholder.is(value)
                && !SecretText.isFileName(value, 0, value.length());
    }

    /** Returns true if a name of a secret is set to a text anywhere, as in JSON, YAML and TOML. */
    static boolean hasSecretField(String text) {
        int values = 0;
        int line = 0;
        for (int at = 0; at < text.length() && values < MAX_VALUES; at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                line = at + 1;
            } else if (c == '=' || c == ':') {
                int end = at;
                while (end > line && (text.charAt(end - 1) <= ' ' || isQuote(text.charAt(end - 1)))) {
                    end--;
                }
                int start = end;
                while (start > line && end - start < MAX_VALUE_CHARACTERS && isNamePart(text.charAt(start - 1))) {
                    start--;
                }
                if (SecretName.is(text, start, end) && !isCommented(text, line, at)) {
                    values++;
                    String value = value(text, behindBlanks(text, at + 1));
                    if (isSecret(text.substring(start, end), value) && isText(value)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Returns true if a value is a text: no short number, and no object, list or reference of JSON or YAML. */
    private static boolean isText(String value) {
        return !SecretText.isSmallNumber(value) && "{[|>*&!(".indexOf(value.charAt(0)) < 0;
    }

    /** Returns true if one of the names is followed by a secret, as in a .netrc: {@code NAME value}. */
    static boolean hasWordBehind(String text, List<String> names) {
        boolean named = false;
        int values = 0;
        int end;
        for (int at = 0; at < text.length() && values < MAX_VALUES; at = end) {
            char c = text.charAt(at);
            end = at + 1;
            if (c <= ' ') {
                continue;
            }
            if ((c == '#' || c == ';') && isFirst(text, at)) {
                int line = text.indexOf('\n', at);
                end = line < 0 ? text.length() : line;
                continue;
            }
            while (end < text.length() && text.charAt(end) > ' ') {
                end++;
            }
            if (named) {
                values++;
                String word = text.substring(at, Math.min(end, at + MAX_VALUE_CHARACTERS));
                if (!Placeholder.is(isQuote(c) ? value(word, 0) : word)) {
                    return true;
                }
            }
            named = isOneOf(names, text, at, end);
        }
        return false;
    }

    private static boolean isOneOf(List<String> names, String text, int from, int to) {
        for (String name : names) {
            if (name.length() == to - from && text.startsWith(name, from)) {
                return true;
            }
        }
        return false;
    }

    /** Returns true if only blanks stand between the start of a line and {@code at}. */
    private static boolean isFirst(String text, int at) {
        int from = at;
        while (from > 0
                && at - from < MAX_VALUE_CHARACTERS
                && (text.charAt(from - 1) == ' ' || text.charAt(from - 1) == '\t')) {
            from--;
        }
        return from == 0 || text.charAt(from - 1) == '\n';
    }

    /** Returns true if the column with this number, from 1 on, is a secret in any line. */
    static boolean hasColumn(String text, int number) {
        return text.lines()
                .limit(MAX_LINES)
                .filter(line -> !isComment(line.strip()))
                .anyMatch(line -> {
                    int at = 0;
                    for (int column = 1; at < line.length(); column++) {
                        at = behindBlanks(line, at);
                        int end = at;
                        while (end < line.length() && line.charAt(end) > ' ' && end - at < MAX_VALUE_CHARACTERS) {
                            end++;
                        }
                        if (column == number) {
                            return !Placeholder.is(value(line.substring(at, end), 0));
                        }
                        at = end == at ? line.length() : end;
                    }
                    return false;
                });
    }

    /** Returns true if a line ends in {@code user:password}. */
    static boolean hasPair(String text) {
        return text.lines()
                .limit(MAX_LINES)
                .map(String::strip)
                .filter(line -> !isComment(line))
                .anyMatch(line -> {
                    int colon = line.lastIndexOf(':');
                    return colon > 0
                            && line.indexOf(' ', colon) < 0
                            && !Placeholder.is(
                                    line, colon + 1, Math.min(line.length(), colon + 1 + MAX_VALUE_CHARACTERS));
                });
    }

    /** Returns true if a line sets a name to a user and a password: {@code NAME = "user:password"}, {@code --NAME user:password}. */
    static boolean hasUserAndPassword(String text, List<String> names) {
        IntPredicate separates = c -> c <= ' ' || c == '=' || c == ':';
        return text.lines().limit(MAX_LINES).map(String::strip).anyMatch(line -> {
            String bare = line.startsWith("--") ? line.substring(2) : line;
            String name = names.stream().filter(bare::startsWith).findFirst().orElse("");
            int at = name.length();
            while (at > 0 && at < bare.length() && separates.test(bare.charAt(at))) {
                at++;
            }
            String value = at == name.length() ? "" : value(bare, at);
            int colon = value.indexOf(':');
            return colon > 0 && !Placeholder.is(value, colon + 1, value.length());
        });
    }
}
