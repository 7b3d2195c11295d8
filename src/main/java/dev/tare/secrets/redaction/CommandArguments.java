package dev.tare.secrets.redaction;

import static dev.tare.secrets.redaction.ShellLexer.isQuote;

import dev.tare.secrets.redaction.PasswordCommands.Option;
import dev.tare.secrets.redaction.PasswordCommands.Place;
import dev.tare.secrets.redaction.PasswordCommands.Position;
import dev.tare.secrets.redaction.ShellLexer.Word;

/** Hides passwords among the arguments of commands, and in the lines that commands read. */
final class CommandArguments {

    private static final String READS_CHOICES = "debconf-set-selections";
    private static final String EXPECT = "expect";

    /** Maximum characters of a word that is passed over on the way to a password. */
    private static final int MAX_PASSED_CHARACTERS = 200;

    /** Maximum options that are passed over on the way to a password. */
    private static final int MAX_PASSED_OPTIONS = 8;

    private final ShellLexer lexer;
    private final Values values;
    private final String text;
    private final boolean passwordsAreRead;
    private final boolean choicesAreRead;
    private final boolean passwordsAreSent;

    CommandArguments(ShellLexer lexer, Values values) {
        this.lexer = lexer;
        this.values = values;
        this.text = lexer.text();
        passwordsAreRead = text.contains(PasswordCommands.READS_PASSWORDS);
        choicesAreRead = text.contains(READS_CHOICES);
        passwordsAreSent = text.contains(EXPECT) && text.contains("assword");
    }

    /** Returns true if even a short word may stand before a password. */
    boolean areExpected() {
        return passwordsAreRead || !lexer.command().isEmpty();
    }

    /** Returns true if a word of that text is called here, and is no part of a path or of another word. */
    boolean isCalled(Word word) {
        if ("/:@=".indexOf(lexer.charAt(word.to())) >= 0 || PasswordCommands.INSTALLERS.contains(lexer.command())) {
            return false;
        }
        int from = word.from();
        char before = lexer.charAt(from - 1);
        if (before != '/' && before != '\\') {
            return "@=:.".indexOf(before) < 0;
        }
        int limit = from - ShellLexer.MAX_LOOKAHEAD;
        while (from > limit && lexer.charAt(from - 1) > ' ' && ":\"'=".indexOf(lexer.charAt(from - 1)) < 0) {
            from--;
        }
        return "/.~$".indexOf(lexer.charAt(from)) >= 0 && lexer.charAt(from - 1) != ':';
    }

    /** A word before a password, which may be the name of a command: {@code vault login abc}, {@code rabbitmqctl add_user me abc}. */
    boolean positional(Word word) {
        char behind = lexer.charAt(word.to());
        boolean isWord = behind == ' ' || behind == '\t' || isQuote(behind);
        if (!isWord || "=:".indexOf(lexer.charAt(lexer.skipBlanks(word.to()))) >= 0) {
            return false;
        }
        String command = PasswordCommands.has(word.text()) && lexer.command().isEmpty() ? word.text() : lexer.command();
        boolean isHost = text.startsWith("://", word.from() - 3);
        if (lexer.charAt(word.from() - 1) == '/' && !isHost && !isCalled(word)) {
            return false;
        }
        for (Position position : PasswordCommands.positions(command)) {
            if (position.isAt(word.text())) {
                return hideBehind(position, word.to());
            }
        }
        return false;
    }

    private boolean hideBehind(Position position, int from) {
        int to = from;
        int toPass = position.skip();
        for (int options = 0; options <= MAX_PASSED_OPTIONS; ) {
            int start = lexer.nextWord(to);
            int inner = isQuote(lexer.charAt(start)) ? start + 1 : start;
            if (start == to || isGrammar(lexer.charAt(start))) {
                return false;
            }
            boolean option = lexer.charAt(inner) == '-';
            if (!option && toPass == 0) {
                return hide(position, to, start);
            }
            int end = endOfWord(start);
            if (end - start > MAX_PASSED_CHARACTERS) {
                return false;
            }
            options += option ? 1 : 0;
            toPass -= option ? 0 : 1;
            toPass += option && position.takes().contains(text.substring(inner, end)) ? 1 : 0;
            to = end;
        }
        return false;
    }

    private boolean hide(Position position, int to, int start) {
        if (position.sign().isEmpty()) {
            values.argument(to);
        } else {
            values.passwordOfUser(start, position.sign().charAt(0), position.isOptional());
        }
        return true;
    }

    private static boolean isGrammar(char c) {
        return c == 0 || "&|;><\\#\n)".indexOf(c) >= 0;
    }

    private int endOfWord(int start) {
        int end = start;
        boolean quoted = isQuote(lexer.charAt(start));
        int limit = start + MAX_PASSED_CHARACTERS + 2;
        for (end += quoted ? 1 : 0; end < limit && end < text.length(); end++) {
            char c = text.charAt(end);
            if (quoted ? c == text.charAt(start) : Character.isWhitespace(c) || isQuote(c) || ";&|)".indexOf(c) >= 0) {
                return quoted && lexer.charAt(lexer.skipBlanks(end + 1)) != ',' ? end + 1 : end;
            }
        }
        return end;
    }

    /** {@code x x/root_password password abc} for debconf, and {@code send "abc"} of expect. */
    boolean isAnswered(Word word) {
        boolean applies = word.text().equals("password")
                ? choicesAreRead && lexer.charAt(word.from() - 1) == ' ' && lexer.charAt(word.to()) == ' '
                : passwordsAreSent && word.text().equals("send");
        if (applies) {
            values.argument(word.to());
        }
        return applies;
    }

    /** Takes a word as the command that the next arguments are of. */
    void call(Word word) {
        lexer.call(word.text());
    }

    /** An option with the password in the same word: {@code mysql -pabc}. It may end as the name of a secret does, so it is looked for before names. */
    boolean attachedPassword(Word word) {
        for (Option option : PasswordCommands.options(lexer.command())) {
            for (String name : option.names()) {
                if (option.place().mayBeAttached() && text.startsWith(name, word.from())) {
                    hideAttached(option.place(), word.from() + name.length(), word.to());
                    return true;
                }
            }
        }
        return false;
    }

    /** An option with a value that holds the password: {@code redis-cli -a abc}, {@code curl -u me:abc}. */
    boolean option(Word word) {
        for (Option option : PasswordCommands.options(lexer.command())) {
            if (takes(option, word)) {
                return true;
            }
        }
        return PasswordCommands.HTPASSWD.contains(lexer.command()) && htpasswd(word);
    }

    private boolean takes(Option option, Word word) {
        if (option.place().isWord() && option.names().contains(word.text())) {
            boolean assigned = lexer.charAt(word.to()) == '=';
            if (assigned) {
                values.value(word.to() + 1);
            } else {
                values.argument(word.to());
            }
            return true;
        }
        int value = option.place().isPartOfValue() ? value(option, word) : -1;
        if (value >= 0 && option.place() == Place.PROXY) {
            values.passwordOfProxy(value);
        } else if (value >= 0 && option.place() == Place.COOKIE) {
            values.cookie(value);
        } else if (value >= 0) {
            values.passwordOfUser(value, option.place().separator(), false);
        }
        return value >= 0;
    }

    /** Returns where the value begins: {@code -u me:abc}, {@code -ume:abc}, {@code -sSu me:abc}, {@code --user me:abc}, {@code --user=me:abc}; -1 if none does. */
    private int value(Option option, Word word) {
        if (word.text().startsWith("--")) {
            boolean applies = option.names().contains(word.text());
            return !applies ? -1 : lexer.charAt(word.to()) == '=' ? word.to() + 1 : lexer.nextWord(word.to());
        }
        int at = word.from() + 1;
        while (at < word.to() && option.flags().indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        boolean applies = text.charAt(word.from()) == '-'
                && at < word.to()
                && option.names().contains("-" + text.charAt(at));
        return !applies ? -1 : at + 1 < word.to() ? at + 1 : lexer.nextWord(word.to());
    }

    /**
     * A password that follows its option without a blank: {@code mysql -pabc}. Behind a blank it would be the name of a database, but not in a list in
     * JSON.
     *
     * @param from where the option's name ends
     * @param to where the word ends
     */
    private void hideAttached(Place place, int from, int to) {
        char c = lexer.charAt(from);
        if (from == to && c == '"' && c == lexer.quote() && lexer.charAt(lexer.skipBlanks(to + 1)) == ',') {
            values.argument(to);
        } else if (from == to && isQuote(c)) {
            values.value(from);
        } else if (c == '=') {
            values.value(from + 1);
        } else if (c == ' ' && place == Place.EITHER) {
            values.argument(to);
        } else if (c != ' ' && c != '\t' && !values.isSubstitution(from)) {
            values.hideSecret(from, lexer.endOfValue(from));
        }
    }

    /** {@code htpasswd -b file me abc}, {@code htpasswd -nb me abc}. */
    private boolean htpasswd(Word word) {
        if (!word.text().matches("-[a-zA-Z]*b[a-zA-Z]*")) {
            return false;
        }
        hideBehind(PasswordCommands.behindWords(word.text().indexOf('n') < 0 ? 2 : 1), lexer.position());
        return true;
    }

    /** {@code echo me:abc | chpasswd}, and {@code $(echo me:abc | base64)}. Among the arguments of curl are headers, which look alike. */
    boolean userAndPassword(Word word) {
        char before = lexer.charAt(word.from() - 1);
        int value = word.to() + 1;
        boolean lists = passwordsAreRead || (lexer.isInValue() && PasswordCommands.PRINTERS.contains(lexer.command()));
        boolean applies = lists
                && lexer.charAt(word.to()) == ':'
                && lexer.charAt(value) != '/'
                && (isQuote(before) || before == ' ')
                && !lexer.command().equals(PasswordCommands.CURL);
        if (applies) {
            values.hideSecret(value, lexer.endOfValue(value));
        }
        return applies;
    }
}
