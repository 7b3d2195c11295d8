package dev.tare.secrets.redaction;

import static dev.tare.secrets.redaction.ShellLexer.isQuote;

import dev.tare.secrets.redaction.Commands.Option;
import dev.tare.secrets.redaction.Commands.Place;
import dev.tare.secrets.redaction.ShellLexer.Word;

/** Hides passwords among the arguments of commands, and in the lines that commands read. */
final class CommandArguments {

    private static final String READS_PASSWORDS = "chpasswd";

    private final ShellLexer lexer;
    private final Values values;
    private final String text;
    private final boolean passwordsAreRead;

    CommandArguments(ShellLexer lexer, Values values) {
        this.lexer = lexer;
        this.values = values;
        this.text = lexer.text();
        passwordsAreRead = text.contains(READS_PASSWORDS);
    }

    /** Returns true if even a short word may stand before a password. */
    boolean areExpected() {
        return passwordsAreRead || !lexer.command().isEmpty();
    }

    /** Takes a word as the command that the next arguments are of. */
    void call(Word word) {
        String before = lexer.command();
        lexer.call(word.text());
        if (Commands.isBeforePassword(before, word.text())) {
            values.argument(word.to()); // vault login abc
        }
    }

    /** An option with the password in the same word: {@code mysql -pabc}. It may end as the name of a secret does, so it is looked for before names. */
    boolean attachedPassword(Word word) {
        for (Option option : Commands.options(lexer.command())) {
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
        for (Option option : Commands.options(lexer.command())) {
            if (takes(option, word)) {
                return true;
            }
        }
        return lexer.command().equals(Commands.HTPASSWD) && htpasswd(word);
    }

    private boolean takes(Option option, Word word) {
        if (option.place() == Place.NEXT && option.names().contains(word.text())) {
            values.argument(word.to());
            return true;
        }
        int value = option.place().isPartOfValue() ? value(option, word) : -1;
        if (value >= 0 && option.place() == Place.PROXY) {
            values.passwordOfProxy(value);
        } else if (value >= 0) {
            values.passwordOfUser(value);
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
        } else if (c == ' ' && place == Place.EITHER) {
            values.argument(to);
        } else if (c != ' ' && c != '\t' && !values.isSubstitution(from)) {
            values.hideSecret(from, lexer.endOfValue(from));
        }
    }

    /** {@code htpasswd -b file me abc}, {@code htpasswd -nb me abc}: the last of so many words. */
    private boolean htpasswd(Word word) {
        if (!word.text().matches("-[a-zA-Z]*b[a-zA-Z]*")) {
            return false;
        }
        int words = word.text().indexOf('n') < 0 ? 3 : 2;
        for (int i = 1; i < words; i++) {
            int start = lexer.nextWord(lexer.position());
            char c = lexer.charAt(start);
            int end = isQuote(c) ? lexer.closingQuote(start + 1, c) : lexer.endOfValue(start);
            boolean quoted = isQuote(c) && lexer.charAt(lexer.skipBlanks(end + 1)) != ',';
            lexer.skipTo(quoted ? Math.min(text.length(), end + 1) : end);
        }
        values.argument(lexer.position());
        return true;
    }

    /** {@code echo me:abc | chpasswd}, and {@code $(echo me:abc | base64)}. Among the arguments of curl are headers, which look alike. */
    boolean userAndPassword(Word word) {
        char before = lexer.charAt(word.from() - 1);
        int value = word.to() + 1;
        boolean lists = passwordsAreRead || (lexer.isInValue() && Commands.PRINTERS.contains(lexer.command()));
        boolean applies = lists
                && lexer.charAt(word.to()) == ':'
                && lexer.charAt(value) != '/'
                && (isQuote(before) || before == ' ')
                && !lexer.command().equals(Commands.CURL);
        if (applies) {
            values.hideSecret(value, lexer.endOfValue(value));
        }
        return applies;
    }
}
