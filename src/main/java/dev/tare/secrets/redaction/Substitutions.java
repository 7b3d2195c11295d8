package dev.tare.secrets.redaction;

import dev.tare.secrets.SecretText;
import dev.tare.secrets.redaction.ShellLexer.Word;
import java.util.List;

/** Hides what sed puts in the place of a secret's stand-in or value: {@code s/__DB_PASSWORD__/abc/}. */
final class Substitutions implements RedactionRule {

    /** Maximum characters of a pattern that is read. */
    private static final int MAX_PATTERN_CHARACTERS = 200;

    /** Maximum characters of a replacement that is read. A longer one is hidden to its end. */
    private static final int MAX_REPLACEMENT_CHARACTERS = 1000;

    /** How names of places for a secret end: {@code DB_PASSWORD_PLACEHOLDER}. */
    private static final List<String> PLACE_ENDINGS = List.of("_placeholder", "_here", "_value");

    private static final String SIGNS = "/|#,@:!%~^+";

    private final ShellLexer lexer;
    private final Values values;
    private final String text;
    private final boolean areExpected;

    Substitutions(ShellLexer lexer, Values values) {
        this.lexer = lexer;
        this.values = values;
        this.text = lexer.text();
        areExpected = text.contains("sed ") || text.contains("perl ");
    }

    /** Returns true if the text may have any: they begin with a short word. */
    boolean areExpected() {
        return areExpected;
    }

    @Override
    public boolean applies(Word word) {
        char sign = lexer.charAt(word.to());
        if (!areExpected || !word.text().equals("s") || sign == 0 || SIGNS.indexOf(sign) < 0) {
            return false;
        }
        int pattern = word.to() + 1;
        int behindPattern = next(pattern, sign, MAX_PATTERN_CHARACTERS);
        if (behindPattern < 0) {
            return false;
        }
        int name = behindName(pattern, behindPattern);
        return name >= 0 && replace(pattern, behindPattern, name, sign);
    }

    /** @param name where the name of the secret ends in the pattern */
    private boolean replace(int pattern, int behindPattern, int name, char sign) {
        int replacement = behindPattern + 1;
        int end = next(replacement, sign, MAX_REPLACEMENT_CHARACTERS);
        int limit = Math.min(text.length(), end < 0 ? replacement + MAX_REPLACEMENT_CHARACTERS : end);
        int nameAgain = behindName(replacement, limit);
        if (nameAgain >= 0) {
            return takeName(nameAgain, replacement, limit);
        }
        if (isWhole(pattern, behindPattern) || isAssigned(name, behindPattern)) {
            values.hideSecret(replacement, end < 0 ? lexer.endOfValue(replacement) : end);
            return true;
        }
        return false;
    }

    /** The replacement names the secret too: another rule hides what stands behind {@code =}. */
    private boolean takeName(int behindName, int replacement, int end) {
        char c = lexer.charAt(behindName);
        int value = lexer.skipBlanks(behindName);
        if (c == ' ' && value < end && "=:".indexOf(lexer.charAt(value)) < 0) {
            values.hideSecret(value, end);
        } else {
            lexer.skipTo(replacement);
        }
        return true;
    }

    /** Returns where the sign is that ends a part of the script; -1 if it is too far. */
    private int next(int from, char sign, int limit) {
        for (int at = from; at - from < limit && at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == sign) {
                return at;
            }
            at += c == '\\' ? 1 : 0;
        }
        return -1;
    }

    /** Returns where the first word ends that is the name of a secret, or stands for one; -1 if none is. */
    private int behindName(int from, int to) {
        for (int at = from; at < to; at++) {
            int start = at;
            while (at < to && isNamePart(text.charAt(at))) {
                at++;
            }
            int end = at;
            while (end > start && text.charAt(end - 1) == '_') {
                end--;
            }
            if (end > start && isName(start, end)) {
                return at;
            }
        }
        return -1;
    }

    private boolean isName(int from, int end) {
        int to = end;
        for (String ending : PLACE_ENDINGS) {
            if (text.regionMatches(true, to - ending.length(), ending, 0, ending.length())) {
                to = Math.max(from, to - ending.length());
            }
        }
        return Readers.isSecretName(text, from, to) || SecretText.isStandIn(text, from, to);
    }

    /** Returns true if a pattern is one word, with signs around it. */
    private boolean isWhole(int from, int to) {
        int words = 0;
        boolean inWord = false;
        for (int at = from; at < to; at++) {
            boolean part = isNamePart(text.charAt(at));
            words += part && !inWord ? 1 : 0;
            inWord = part;
        }
        return words == 1;
    }

    /** Returns true if what follows a name in a pattern is its value: {@code password=.*}, {@code \(password = \).*}. */
    private boolean isAssigned(int behindName, int to) {
        int at = behindName;
        while (at < to && " \t\\)\"'".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < to && (text.charAt(at) == '=' || text.charAt(at) == ':');
    }

    private static boolean isNamePart(char c) {
        return ShellLexer.isWordPart(c) && c != '.';
    }
}
