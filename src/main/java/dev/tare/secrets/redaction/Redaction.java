package dev.tare.secrets.redaction;

import dev.tare.secrets.SecretText;
import dev.tare.secrets.redaction.Pipelines.Range;
import dev.tare.secrets.redaction.ShellLexer.Address;
import dev.tare.secrets.redaction.ShellLexer.Event;
import dev.tare.secrets.redaction.ShellLexer.Token;
import dev.tare.secrets.redaction.ShellLexer.Word;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instruction without the secrets that it holds: three asterisks stand for each. Rules look at each word from left to right, and the first that
 * applies decides.
 */
public final class Redaction {

    private static final String PEM = "-----BEGIN ";

    /** Shorter words tell nothing, unless they are arguments of a command of the table. */
    private static final int MIN_WORD_CHARACTERS = 3;

    private static final int MIN_WEB_TOKEN_CHARACTERS = 40;

    /** How an object in JSON begins in base64. */
    private static final String WEB_TOKEN = "eyJ";

    private final String text;
    private final ShellLexer lexer;
    private final Values values;
    private final Addresses addresses;
    private final NamedValues named;
    private final CommandArguments arguments;
    private final Substitutions substitutions;

    /** In the order in which they are asked. */
    private final List<RedactionRule> rules;

    /** Secrets that are passed to a command or to a file, those that are further on. */
    private final Iterator<Range> pipelines;

    private @Nullable Range passed;

    private Redaction(String text) {
        this.text = text;
        lexer = new ShellLexer(text);
        values = new Values(lexer);
        addresses = new Addresses(lexer, values);
        named = new NamedValues(lexer, values);
        arguments = new CommandArguments(lexer, values);
        substitutions = new Substitutions(lexer, values);
        pipelines = Pipelines.of(text).iterator();
        rules = List.of(
                new Headers(lexer, values),
                arguments::attachedPassword,
                substitutions,
                this::passphrase,
                this::identifiedBy,
                arguments::isAnswered,
                named,
                arguments::option,
                arguments::userAndPassword);
    }

    /** The instruction without its secrets. Takes time in proportion to its length, whatever it holds. */
    public static String of(String instruction) {
        return new Redaction(instruction).redacted();
    }

    /** The secrets in an instruction that are known by what stands before them, without those that only stand for one; the first of very many. */
    public static List<String> secrets(String instruction) {
        var redaction = new Redaction(instruction);
        redaction.redacted();
        return redaction.values.found().stream().filter(SecretText::isSecret).toList();
    }

    private String redacted() {
        while (true) {
            var token = lexer.next();
            if (hidePassed(token)) {
                continue;
            }
            switch (token) {
                case Word word -> look(word);
                case Address address -> addresses.hideLogin(address);
                case Event.SUBSTITUTION_END -> values.restOfSubstitution();
                case Event.TEXT_END -> {
                    return values.redacted();
                }
            }
        }
    }

    /** Hides what is passed up to a token. Returns true if the token is a part of it. */
    private boolean hidePassed(Token token) {
        int from = token instanceof Word word ? word.from() : lexer.position();
        passed = passed == null && pipelines.hasNext() ? pipelines.next() : passed;
        while (passed != null && passed.from() <= from) {
            var range = passed;
            passed = pipelines.hasNext() ? pipelines.next() : null;
            if (values.hideSecret(range.from(), range.to()) && range.to() > from && token instanceof Word) {
                return true;
            }
        }
        return false;
    }

    private void look(Word word) {
        if (text.startsWith(PEM, word.from())) {
            privateKey(word.from());
        } else if (word.to() - word.from() >= MIN_WORD_CHARACTERS
                || arguments.areExpected()
                || substitutions.areExpected()
                || PasswordCommands.has(word.text())) {
            if (SecretText.isToken(text, word.from(), word.to()) || isWebToken(word)) {
                values.hideToken(word.from(), word.to());
            } else {
                applyRules(word);
            }
        }
    }

    /** A JSON Web Token (RFC 7519): objects in base64 between dots. */
    private boolean isWebToken(Word word) {
        if (word.to() - word.from() < MIN_WEB_TOKEN_CHARACTERS || !text.startsWith(WEB_TOKEN, word.from())) {
            return false;
        }
        int dot = text.indexOf('.', word.from(), word.to());
        return dot >= 0 && text.startsWith(WEB_TOKEN, dot + 1);
    }

    private void applyRules(Word word) {
        boolean isHidden = arguments.positional(word);
        if (PasswordCommands.has(word.text()) && arguments.isCalled(word)) {
            arguments.call(word);
            named.call(word);
        }
        if (isHidden) {
            return;
        }
        for (RedactionRule rule : rules) {
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
