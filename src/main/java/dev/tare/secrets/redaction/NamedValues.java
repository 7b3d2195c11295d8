package dev.tare.secrets.redaction;

import static dev.tare.secrets.redaction.ShellLexer.MAX_LOOKAHEAD;
import static dev.tare.secrets.redaction.ShellLexer.isQuote;
import static dev.tare.secrets.redaction.ShellLexer.isWordPart;

import dev.tare.secrets.SecretName;
import dev.tare.secrets.redaction.ShellLexer.Word;
import java.util.Locale;

/** Hides values by their names, which end as those of secrets do: of variables, fields, elements, headers and options. */
final class NamedValues implements RedactionRule {

    private final ShellLexer lexer;
    private final Values values;
    private final String text;

    /** The position of the word {@code password} of a .netrc, or -1. */
    private int netrcPassword = -1;

    NamedValues(ShellLexer lexer, Values values) {
        this.lexer = lexer;
        this.values = values;
        this.text = lexer.text();
    }

    /** Takes notice of a command that is called, which may be a word of a .netrc instead: {@code login me password abc}, on one line or two. */
    void call(Word word) {
        if (!word.text().equals("login")) {
            return;
        }
        int user = lexer.skipSpace(word.to());
        int end = user;
        while (end - user < MAX_LOOKAHEAD && lexer.charAt(end) > ' ' && lexer.charAt(end) != '\\') {
            end++;
        }
        int password = lexer.skipSpace(end);
        boolean found = end > user && password > end && text.startsWith("password", password);
        netrcPassword = found ? password : -1;
    }

    @Override
    public boolean applies(Word word) {
        if (!isSecret(word)) {
            return false;
        }
        char before = lexer.charAt(word.from() - 1);
        if (before == '{' && lexer.charAt(word.from() - 2) == '$') {
            fallback(word.to());
        } else if (before == '<' && lexer.charAt(word.to()) == '>') {
            element(word.to() + 1);
        } else if (!assigns(word) && isArgument(word)) {
            values.argument(word.to());
        }
        return true;
    }

    /** {@code $TOKEN} only looks like the name of a secret. */
    private boolean isSecret(Word word) {
        int from = word.from();
        return (lexer.charAt(from - 1) != '$' || isAssignedInProgram(word))
                && !Readers.HARMLESS_NAMES.contains(word.text())
                && (SecretName.is(text, from, word.to())
                        || isAuthInJson(word)
                        || isShortName(word)
                        || isOtherName(word));
    }

    /** {@code echo '$password = "abc";' > x.php}: no shell takes it as a reference. */
    private boolean isAssignedInProgram(Word word) {
        int sign = lexer.skipBlanks(word.to());
        return (lexer.quote() == '\'' || lexer.charAt(word.from() - 2) == '\\')
                && lexer.charAt(sign) == '='
                && lexer.charAt(sign + 1) != '=';
    }

    /** Names of the table that end otherwise, if they are set to a value. */
    private boolean isOtherName(Word word) {
        char c = lexer.charAt(word.to());
        return switch (c) {
            case ':' -> Readers.isHeader(word.text());
            case '=' -> Readers.isOtherName(word.text()) || PasswordCommands.isBundlerName(word.text());
            case '(' -> word.text().equals("crypt");
            default -> false;
        };
    }

    private boolean isAuthInJson(Word word) {
        return word.text().equals("auth") && lexer.charAt(word.from() - 1) == '"';
    }

    /** Names that are words too, or that of the working directory, if they are set to a value. */
    private boolean isShortName(Word word) {
        char before = lexer.charAt(word.from() - 1);
        boolean name = switch (word.text()) {
            case "pwd", "Pwd" -> true;
            case "PWD" -> before == ';'; // Server=h;PWD=abc
            default -> word.text().equalsIgnoreCase("pass");
        };
        char c = lexer.charAt(word.to());
        return name
                && (c == '='
                        || isQuote(c)
                        || c == '\\'
                        || (c == ':' && lexer.opensQuote(lexer.skipBlanks(word.to() + 1)))
                        || before == '{');
    }

    /** <code>${TOKEN:-abc}</code>: the value where the variable is not set. */
    private void fallback(int to) {
        int from = lexer.charAt(to) == ':' ? to + 1 : to;
        if ("-=+".indexOf(lexer.charAt(from)) >= 0 && !values.isSubstitution(from + 1)) {
            int end = text.indexOf('}', from);
            values.hideSecret(from + 1, end < 0 ? text.length() : end);
        }
    }

    /** {@code <password>abc</password>} */
    private void element(int from) {
        if (values.isSubstitution(from)) {
            lexer.enterValue(from);
        } else {
            int end = text.indexOf('<', from);
            values.hideSecret(from, end < 0 ? text.length() : end);
        }
    }

    /** {@code NAME=abc}, {@code "NAME": "abc"}, {@code NAME := abc}, {@code ENV NAME abc}, {@code NAME('abc')}, {@code NAME 'abc'}. */
    private boolean assigns(Word word) {
        int behind = behindQuote(word);
        int sign = lexer.skipBlanks(behind);
        char c = lexer.charAt(sign);
        char next = lexer.charAt(sign + 1);
        if (c == '=' && next != '=' && next != '~') {
            assigned(sign + 1);
        } else if (c == ':' && behind > word.to() && lexer.charAt(word.to()) == lexer.quote()) {
            lexer.closeQuote(); // of the name
            values.value(sign + 1);
        } else if ((c == ':' || c == '?') && next == '=') {
            assigned(sign + 2);
        } else if (c == ':' && sign == behind && isBeforeField(word, behind)) {
            values.value(sign + 1);
        } else if (values.isDeclaration() && word.from() == "ENV ".length() && sign > word.to()) {
            values.hideSecret(sign, text.length()); // ENV NAME value
        } else if (c == '(' && sign == word.to() && lexer.opensQuote(sign + 1)) {
            values.value(sign + 1);
        } else if (c == ',' && text.startsWith("define(", word.from() - "define('".length())) {
            if (lexer.charAt(word.to()) == lexer.quote()) {
                lexer.closeQuote();
            }
            values.value(sign + 1);
        } else if (sign > word.to() && lexer.opensQuote(sign) && isOfSql(word)) {
            values.value(sign);
        } else {
            return false;
        }
        return true;
    }

    /** Returns where the name ends with the quote around it, escaped or not. */
    private int behindQuote(Word word) {
        char before = lexer.charAt(word.from() - 1);
        char c = lexer.charAt(word.to());
        if (isQuote(before) && c == before) {
            return word.to() + 1;
        }
        return isQuote(before) && c == '\\' && lexer.charAt(word.to() + 1) == before ? word.to() + 2 : word.to();
    }

    /** Returns true if the colon at {@code colon} is that of a field or a header, and no part of another word. */
    private boolean isBeforeField(Word word, int colon) {
        char next = lexer.charAt(colon + 1);
        return isQuote(lexer.charAt(word.from() - 1))
                || next == ' '
                || next == '\t'
                || lexer.opensQuote(colon + 1)
                || isHeader(word.from());
    }

    /** {@code curl -H X-Api-Key:abc} */
    private boolean isHeader(int from) {
        return text.startsWith("-H", from)
                || text.startsWith("-H ", from - 3)
                || text.startsWith("--header ", from - 9)
                || text.startsWith("--header=", from - 9);
    }

    /** {@code ALTER USER me WITH PASSWORD 'abc'} */
    private boolean isOfSql(Word word) {
        return word.text().equals("PASSWORD")
                || (lexer.quote() != 0 && word.text().equalsIgnoreCase("password"));
    }

    private void assigned(int from) {
        if (!values.isDeclaration() || lexer.opensQuote(from)) {
            values.value(from);
            return;
        }
        int end = from; // the value of an ENV may have spaces, and goes to the next name
        while (end >= 0 && !(end > from && isAssignment(end + 1))) {
            end = text.indexOf(' ', end + 1);
        }
        values.hideSecret(from, end < 0 ? text.length() : end);
    }

    private boolean isAssignment(int from) {
        int end = from;
        while (isWordPart(lexer.charAt(end))) {
            end++;
        }
        return end > from && lexer.charAt(end) == '=';
    }

    /** {@code --http-password abc}, {@code config set npmAuthToken abc}; but not {@code adduser --disabled-password app}. */
    private boolean isArgument(Word word) {
        String bare = word.text().startsWith("--")
                ? word.text().substring(2)
                : word.text().startsWith("-") ? word.text().substring(1) : word.text();
        String option = bare.toLowerCase(Locale.ROOT);
        return text.startsWith("set ", word.from() - 4)
                || (word.text().startsWith("-")
                        && !PasswordCommands.isFlag(lexer.command(), word.text())
                        && PasswordCommands.HARMLESS_OPTIONS.stream().noneMatch(option::startsWith))
                || (lexer.charAt(word.from() - 1) == ':' && word.text().startsWith("_"))
                || word.from() == netrcPassword;
    }
}
