package dev.tare.secrets.redaction;

import dev.tare.secrets.SecretText;
import dev.tare.secrets.redaction.ShellLexer.Address;
import dev.tare.secrets.redaction.ShellLexer.Event;
import dev.tare.secrets.redaction.ShellLexer.Word;
import java.util.List;

/**
 * An instruction without the secrets that it holds: three asterisks stand for each. Rules look at each word from left to right, and the first that
 * applies decides.
 */
public final class Redaction {

    private static final String PEM = "-----BEGIN ";

    /** Shorter words tell nothing, unless they are arguments of a command of the table. */
    private static final int MIN_WORD_CHARACTERS = 3;

    private final String text;
    private final ShellLexer lexer;
    private final Values values;
    private final Addresses addresses;
    private final NamedValues named;
    private final CommandArguments arguments;

    /** In the order in which they are asked. */
    private final List<Rule> rules;

    private Redaction(String text) {
        this.text = text;
        lexer = new ShellLexer(text);
        values = new Values(lexer);
        addresses = new Addresses(lexer, values);
        named = new NamedValues(lexer, values);
        arguments = new CommandArguments(lexer, values);
        rules = List.of(
                new Authorization(lexer, values),
                arguments::attachedPassword,
                this::passphrase,
                this::identifiedBy,
                named,
                arguments::option,
                arguments::userAndPassword);
    }

    /** The instruction without its secrets. Takes time in proportion to its length, whatever it holds. */
    public static String of(String instruction) {
        return new Redaction(instruction).redacted();
    }

    private String redacted() {
        while (true) {
            switch (lexer.next()) {
                case Word word -> look(word);
                case Address address -> addresses.hideLogin(address);
                case Event.SUBSTITUTION_END -> values.restOfSubstitution();
                case Event.TEXT_END -> {
                    return values.redacted();
                }
            }
        }
    }

    private void look(Word word) {
        if (text.startsWith(PEM, word.from())) {
            privateKey(word.from());
        } else if (word.to() - word.from() >= MIN_WORD_CHARACTERS || arguments.areExpected()) {
            if (SecretText.isToken(text, word.from(), word.to())) {
                values.hide(word.from(), word.to());
            } else {
                applyRules(word);
            }
        }
    }

    private void applyRules(Word word) {
        if (Commands.has(word.text())) {
            arguments.call(word);
            named.call(word);
        }
        for (Rule rule : rules) {
            if (rule.applies(word)) {
                return;
            }
        }
    }

    /** A private key in PEM (RFC 7468), to its last line or, without one, to the end of the text. */
    private void privateKey(int from) {
        int label = from + PEM.length();
        int head = text.substring(label, Math.min(text.length(), from + ShellLexer.MAX_LOOKAHEAD))
                .indexOf("-----");
        if (head < 0 || !text.substring(label, label + head).contains("PRIVATE KEY")) {
            return;
        }
        int foot = text.indexOf("-----END ", label + head);
        int end = foot < 0 ? -1 : text.indexOf("-----", foot + "-----END ".length());
        values.hide(from, end < 0 ? text.length() : end + "-----".length());
    }

    /** {@code openssl -passin pass:abc} */
    private boolean passphrase(Word word) {
        int value = word.to() + 1;
        boolean applies = word.text().equals("pass")
                && lexer.charAt(word.to()) == ':'
                && ShellLexer.isWordPart(lexer.charAt(value));
        if (applies) {
            values.hideSecret(value, lexer.endOfValue(value));
        }
        return applies;
    }

    /** {@code IDENTIFIED BY 'abc'}, {@code IDENTIFIED WITH plugin BY 'abc'}, in SQL. */
    private boolean identifiedBy(Word word) {
        if (!word.text().equalsIgnoreCase("identified")) {
            return false;
        }
        int from = lexer.skipBlanks(word.to());
        if (text.regionMatches(true, from, "with ", 0, 5)) {
            from = lexer.skipBlanks(from + 5);
            for (int limit = from + ShellLexer.MAX_LOOKAHEAD; from < limit && lexer.charAt(from) > ' '; ) {
                from++;
            }
            from = lexer.skipBlanks(from);
        }
        if (text.regionMatches(true, from, "by ", 0, 3) && lexer.opensQuote(lexer.skipBlanks(from + 3))) {
            values.value(from + 3);
        }
        return true;
    }
}
