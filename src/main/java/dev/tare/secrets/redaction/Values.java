package dev.tare.secrets.redaction;

import static dev.tare.secrets.redaction.ShellLexer.MAX_LOOKAHEAD;
import static dev.tare.secrets.redaction.ShellLexer.MAX_WORD_CHARACTERS;
import static dev.tare.secrets.redaction.ShellLexer.isQuote;
import static dev.tare.secrets.redaction.ShellLexer.isWordPart;

import dev.tare.secrets.SecretText;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of an instruction, and the text without those that are secrets. A rule finds where a value begins; this finds where it ends, leaves in
 * what only refers to a secret, and writes three asterisks for the rest. Where the end is unclear, too much is hidden rather than too little.
 */
final class Values {

    private static final String HIDDEN = "***";

    private final ShellLexer lexer;
    private final String text;

    /** True for an ENV or ARG, whose values no shell expands. */
    private final boolean literal;

    /** Maximum secrets that are told. */
    private static final int MAX_FOUND = 200;

    private final StringBuilder redacted = new StringBuilder();

    private final List<String> found = new ArrayList<>();
    private int copied;

    Values(ShellLexer lexer) {
        this.lexer = lexer;
        this.text = lexer.text();
        this.literal = text.startsWith("ENV ") || text.startsWith("ARG ");
    }

    /** Returns true for an ENV or ARG. */
    boolean isDeclaration() {
        return literal;
    }

    /** The text without the secrets that were hidden. */
    String redacted() {
        return copied == 0 ? text : redacted.append(text, copied, text.length()).toString();
    }

    /** The secrets that were hidden, the first of very many. */
    List<String> found() {
        return found;
    }

    /** Hides {@code text[start, to)}, whatever it is, and goes on behind it. */
    void hide(int start, int to) {
        hide(start, to, start);
    }

    /** Hides a token, which is a secret or not by other rules. */
    void hideToken(int start, int to) {
        hide(start, to, to);
    }

    /** Hides user and password in an address, or a user alone, who is mostly no secret. */
    void hideLogin(int from, int password, int to) {
        hideSecret(from, to, password);
    }

    private void hide(int start, int to, int secret) {
        int from = Math.max(start, copied);
        if (to > from) {
            if (secret < to && found.size() < MAX_FOUND) {
                found.add(text.substring(secret, to));
            }
            redacted.append(text, copied, from).append(HIDDEN);
            copied = to;
        }
        lexer.skipTo(to);
    }

    /** Hides {@code text[from, to)} unless it is no secret, and goes on behind it. Returns true if it was hidden. */
    boolean hideSecret(int from, int to) {
        return hideSecret(from, to, from);
    }

    private boolean hideSecret(int from, int to, int secret) {
        if (from <= to && isSubstitution(from)) {
            lexer.enterValue(from);
            return false;
        }
        if (from >= to || isHarmless(from, to)) {
            lexer.skipTo(to);
            return false;
        }
        hide(from, to, secret);
        return true;
    }

    /** Returns true if a command gives the value that begins at {@code from}. */
    boolean isSubstitution(int from) {
        return !literal && lexer.isSubstitution(from);
    }

    private boolean isHarmless(int from, int to) {
        boolean unexpanded = literal && !text.startsWith("{{", from);
        boolean reference = unexpanded ? SecretText.isVariable(text, from, to) : SecretText.isReference(text, from, to);
        return reference || SecretText.isFileName(text, from, to) || SecretText.isAnswer(text, from, to);
    }

    /** Hides the rest of a value behind the command that gives its first part. */
    void restOfSubstitution() {
        int from = lexer.position();
        int to = lexer.endOfValue(from);
        boolean more = lexer.charAt(to - 1) == '$' && lexer.charAt(to) == '(';
        to -= more ? 1 : 0;
        if (to - from > 1) {
            hideSecret(from, to);
        }
        if (more || lexer.charAt(to) == '`') {
            lexer.enterValue(lexer.position());
        }
    }

    /** A value that begins at {@code from} or behind some blanks, in quotes or not. */
    void value(int from) {
        int start = lexer.skipBlanks(from);
        int mark = lexer.skipEscapes(start);
        char c = lexer.charAt(mark);
        if (isQuote(c) && (mark > start || c != lexer.quote())) {
            quoted(start, mark);
            return;
        }
        int end = isSubstitution(start) ? start : lexer.endOfValue(start);
        if (lexer.charAt(end) == '(' && end - start < MAX_WORD_CHARACTERS && lexer.opensQuote(end + 1)) {
            lexer.skipTo(start); // PASSWORD = PASSWORD('abc')
        } else {
            hideSecret(start, end);
        }
    }

    /** @param mark where the quote is, behind the backslashes that begin at {@code start} */
    private void quoted(int start, int mark) {
        char c = lexer.charAt(mark);
        int from = mark + 1;
        int backslashes = mark - start;
        if (isSubstitution(from)) {
            lexer.enterValue(start);
            return;
        }
        int close = lexer.closingQuote(from, c, backslashes);
        boolean hidden = hideSecret(from, close);
        lexer.skipTo(Math.min(text.length(), close + backslashes + 1));
        int behind = lexer.position();
        char next = lexer.charAt(behind);
        if (hidden && lexer.quote() == 0 && backslashes == 0 && (isWordPart(next) || isQuote(next))) {
            redacted.append(c); // a shell takes "a"b as one
            copied = lexer.endOfValue(behind);
            lexer.skipTo(copied);
        }
    }

    /** The word after the one that ends at {@code to}, unless it is an option, part of the shell's grammar, or tells where the secret is. */
    void argument(int to) {
        int start = lexer.nextWord(to);
        int inner = isQuote(lexer.charAt(start)) ? start + 1 : start;
        if (start > to
                && "&|;><\\#\n".indexOf(lexer.charAt(start)) < 0
                && lexer.charAt(inner) != '-'
                && PasswordCommands.HARMLESS_VALUES.stream().noneMatch(place -> text.startsWith(place, inner))) {
            value(start);
        }
    }

    /**
     * A value {@code user:password}, of which the user stays.
     *
     * @param isOptional true if a value without the sign is a password
     */
    void passwordOfUser(int from, char sign, boolean isOptional) {
        int start = enter(from);
        char before = lexer.charAt(start - 1);
        boolean quoted = isQuote(before) && before == lexer.quote();
        int end = quoted ? lexer.closingQuote(start, before) : lexer.endOfValue(start);
        int colon = start;
        while (colon < end && text.charAt(colon) != sign) {
            colon++;
        }
        hideSecret(colon == end && isOptional ? start : colon + 1, end);
    }

    /** A value {@code name=abc}, with other cookies behind it (RFC 6265, 4.2.1). One without a name is that of a file. */
    void cookie(int from) {
        int start = enter(from);
        boolean harmless = PasswordCommands.HARMLESS_COOKIES.stream().anyMatch(name -> text.startsWith(name, start));
        if (!harmless) {
            passwordOfUser(start, '=', false);
        }
    }

    /** Returns where a value begins, in the quote that is opened for it or without one. */
    private int enter(int from) {
        int start = lexer.skipBlanks(from);
        if (isQuote(lexer.charAt(start)) && lexer.charAt(start) != lexer.quote()) {
            lexer.openQuote(start);
            return start + 1;
        }
        return start;
    }

    /** A value {@code user:password@host}, of which user and host stay. */
    void passwordOfProxy(int from) {
        int start = lexer.skipBlanks(from);
        boolean quoted = isQuote(lexer.charAt(start)) && lexer.charAt(start) != lexer.quote();
        int colon = -1;
        int sign = -1;
        int end = quoted ? start + 1 : start;
        int limit = end + MAX_LOOKAHEAD;
        for (; end < limit && !ShellLexer.isEndOfHost(lexer.charAt(end)); end++) {
            colon = colon < 0 && text.charAt(end) == ':' ? end : colon;
            sign = text.charAt(end) == '@' ? end : sign;
        }
        if (colon > 0 && sign > colon) {
            if (quoted) {
                lexer.openQuote(start);
            }
            hideSecret(colon + 1, sign);
        }
    }
}
