package dev.tare.secrets.redaction;

import dev.tare.secrets.SecretText;

/**
 * Splits an instruction into words and addresses, from left to right, and keeps track of what a shell would: the open quote, comments, the command
 * that is called, and commands in commands. It reads any text, since an instruction may hold JSON, SQL or a whole file.
 */
final class ShellLexer {

    /** Maximum lookahead in characters where the same text may be examined repeatedly. It keeps the time linear in the length of the text. */
    static final int MAX_LOOKAHEAD = 100;

    /** Maximum length of a word that is looked up as a name, an option or a command. */
    static final int MAX_WORD_CHARACTERS = 64;

    /** Maximum depth of commands in commands. */
    private static final int MAX_NESTING = 32;

    private static final int NO_DEPTH = -1;

    /** A part of the text that rules look at. */
    sealed interface Token permits Word, Address, Event {}

    /**
     * A run of letters, digits, underscores, dashes and dots.
     *
     * @param text the word; empty if it is longer than {@link #MAX_WORD_CHARACTERS}
     */
    record Word(int from, int to, String text) implements Token {}

    /** The {@code ://} of a URL. */
    record Address(int from, int to) implements Token {}

    enum Event implements Token {
        /** A command in a command ends that is the first part of a value. */
        SUBSTITUTION_END,
        TEXT_END
    }

    private final String text;
    private int at;

    /** The open quote, or 0. */
    private char quote;

    private boolean comment;
    private String command = "";

    /** The command that was called where the open quote began. */
    private String commandOutsideQuote = "";

    /** The command that was called in front of each open parenthesis. */
    private final String[] commandsOutside = new String[MAX_NESTING];

    private int depth;
    private boolean backtick;

    /** The depth at which a value began with a command in a command; {@link #NO_DEPTH} if none did. */
    private int depthOfValue = NO_DEPTH;

    ShellLexer(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Returns where the next token is looked for. */
    int position() {
        return at;
    }

    /** Goes on at {@code index}, if that is further on. */
    void skipTo(int index) {
        at = Math.max(at, index);
    }

    /** The open quote, or 0. */
    char quote() {
        return quote;
    }

    /** The last command of the table that was called; empty if none was. */
    String command() {
        return command;
    }

    void call(String called) {
        command = called;
    }

    /** Returns true if the next token is part of a command that gives the first part of a value. */
    boolean isInValue() {
        return depthOfValue != NO_DEPTH;
    }

    /** The character at {@code index}, or 0 outside of the text. */
    char charAt(int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : 0;
    }

    Token next() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isWordPart(c)) {
                return word();
            }
            if (text.startsWith("://", at)) {
                at += 3;
                return new Address(at - 3, at);
            }
            at++;
            if (endsSubstitution(c)) {
                return Event.SUBSTITUTION_END;
            }
        }
        return Event.TEXT_END;
    }

    private Word word() {
        int from = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        return new Word(from, at, at - from <= MAX_WORD_CHARACTERS ? text.substring(from, at) : "");
    }

    /** Reads the character before the position, which is part of no word; true if a command ends with it that gives the first part of a value. */
    private boolean endsSubstitution(char c) {
        switch (c) {
            case '\\' -> escape();
            case '\'', '"' -> quote(c);
            case '#' -> comment |= quote == 0 && (at == 1 || Character.isWhitespace(text.charAt(at - 2)));
            case '\n' -> {
                comment = false;
                command = "";
            }
            case ';', '&', '|' -> command = ""; // in a quote only until that ends
            case '(' -> enter();
            case ')' -> {
                return leave();
            }
            case '`' -> {
                backtick = !backtick;
                if (!backtick) {
                    return leave();
                }
                enter();
            }
            default -> {}
        }
        return false;
    }

    private void escape() {
        char next = charAt(at);
        if ("ntr".indexOf(next) >= 0 || (quote != '\'' && !isWordPart(next))) {
            at++; // the n of \n-----BEGIN is no part of a word
        }
    }

    private void quote(char c) {
        if (comment) {
            return;
        }
        if (quote == 0) {
            openQuote(at - 1);
        } else if (quote == c) {
            quote = 0;
            command = commandOutsideQuote.isEmpty() ? command : commandOutsideQuote;
        }
    }

    /** Takes the quote at {@code index} as open, unless another is. */
    void openQuote(int index) {
        if (quote == 0) {
            quote = text.charAt(index);
            commandOutsideQuote = command;
        }
    }

    /** Takes the open quote as closed: a rule has read the rest of it. */
    void closeQuote() {
        quote = 0;
    }

    private void enter() {
        if (depth < MAX_NESTING) {
            commandsOutside[depth] = command;
        }
        depth++;
    }

    private boolean leave() {
        if (depth == 0) {
            return false;
        }
        depth--;
        command = depth < MAX_NESTING ? commandsOutside[depth] : command;
        boolean ends = depth == depthOfValue;
        depthOfValue = ends ? NO_DEPTH : depthOfValue;
        return ends;
    }

    /** Goes on at a value that begins with a command in a command, whose words are those of any command. */
    void enterValue(int from) {
        skipTo(from);
        depthOfValue = isInValue() ? depthOfValue : depth;
    }

    int skipBlanks(int from) {
        int end = from;
        while (charAt(end) == ' ' || charAt(end) == '\t') {
            end++;
        }
        return end;
    }

    /** Skips white space and escaped characters, such as the line breaks of {@code printf 'a\nb'}. */
    int skipSpace(int from) {
        int end = from;
        while (end - from < MAX_LOOKAHEAD
                && (charAt(end) == '\\' || (end < text.length() && Character.isWhitespace(charAt(end))))) {
            end += charAt(end) == '\\' ? 2 : 1;
        }
        return end;
    }

    /** Returns true if a quote begins at {@code from}, escaped or not, which does not end the open one. */
    boolean opensQuote(int from) {
        int end = skipEscapes(from);
        return isQuote(charAt(end)) && (end > from || charAt(end) != quote);
    }

    int skipEscapes(int from) {
        int end = from;
        while (charAt(end) == '\\') {
            end++;
        }
        return end;
    }

    /** The end of a value that begins without a quote. */
    int endOfValue(int from) {
        int end = from;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (Character.isWhitespace(c) || ";&|()<>`".indexOf(c) >= 0) {
                return end;
            }
            if (c == '\\') {
                if (charAt(end + 1) == '\n' || (quote != 0 && isQuote(charAt(end + 1)))) {
                    return end;
                }
                end++;
            } else if (isQuote(c)) {
                if (quote != 0) {
                    return end;
                }
                end = closingQuote(end + 1, c);
            }
            end++;
        }
        return text.length();
    }

    int closingQuote(int from, char c) {
        int end = from;
        while (end < text.length() && text.charAt(end) != c) {
            end += text.charAt(end) == '\\' && c == '"' ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    /** The end of a quote that was opened with so many backslashes, in a quote. */
    int closingQuote(int from, char c, int backslashes) {
        if (backslashes == 0) {
            return closingQuote(from, c);
        }
        int end = text.indexOf("\\".repeat(Math.min(backslashes, MAX_WORD_CHARACTERS)) + c, from);
        return end < 0 ? text.length() : end;
    }

    /** Returns where the word after the one that ends at {@code to} begins. In a list in JSON the quotes between both are passed over. */
    int nextWord(int to) {
        int blanks = skipBlanks(to);
        if (charAt(to) == '"' && charAt(skipBlanks(to + 1)) == ',') {
            int following = skipBlanks(skipBlanks(to + 1) + 1);
            if (charAt(following) == '"') {
                closeQuote();
                return following;
            }
        }
        return blanks;
    }

    boolean isSubstitution(int from) {
        return SecretText.isSubstitution(text, from);
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.';
    }

    static boolean isEndOfHost(char c) {
        return isEndOfUrl(c) || "/?#".indexOf(c) >= 0;
    }

    static boolean isEndOfUrl(char c) {
        return c == 0 || Character.isWhitespace(c) || "\"'`<>|;,\\".indexOf(c) >= 0;
    }
}
