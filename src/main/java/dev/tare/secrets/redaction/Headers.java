package dev.tare.secrets.redaction;

import static dev.tare.secrets.redaction.ShellLexer.isQuote;

import dev.tare.secrets.redaction.ShellLexer.Word;

/** Hides the values of headers: of {@code Authorization: Bearer abc} (RFC 9110, 11.6.2) but its scheme, of {@code Cookie: name=abc} but the name. */
final class Headers implements RedactionRule {

    private final ShellLexer lexer;
    private final Values values;
    private final String text;

    Headers(ShellLexer lexer, Values values) {
        this.lexer = lexer;
        this.values = values;
        this.text = lexer.text();
    }

    @Override
    public boolean applies(Word word) {
        String name = word.text().startsWith("--") ? word.text().substring(2) : word.text();
        boolean cookie = word.text().equalsIgnoreCase("cookie");
        if (!cookie && !name.equalsIgnoreCase("authorization") && !name.equalsIgnoreCase("proxy-authorization")) {
            return false;
        }
        char behind = lexer.charAt(word.to());
        int separator = lexer.skipBlanks(isQuote(behind) ? word.to() + 1 : word.to());
        if (lexer.charAt(separator) == ':' || lexer.charAt(separator) == '=') {
            if (behind == lexer.quote()) {
                lexer.closeQuote();
            }
            int value = behindQuote(lexer.skipBlanks(separator + 1));
            if (cookie) {
                cookie(value);
            } else {
                hide(behindScheme(value));
            }
        }
        return true;
    }

    /** {@code Cookie: name=abc} (RFC 6265, 4.2). */
    private void cookie(int from) {
        if (PasswordCommands.HARMLESS_COOKIES.stream().anyMatch(name -> text.startsWith(name, from))) {
            return;
        }
        int value = from;
        while (ShellLexer.isWordPart(lexer.charAt(value))) {
            value++;
        }
        if (lexer.charAt(value) == '=') {
            hide(value + 1);
        }
    }

    private int behindQuote(int from) {
        char c = lexer.charAt(from);
        if (isQuote(c) && c != lexer.quote()) {
            lexer.openQuote(from);
            return from + 1;
        }
        return from;
    }

    private int behindScheme(int from) {
        int end = from;
        while (Character.isLetter(lexer.charAt(end))) {
            end++;
        }
        return end > from && lexer.charAt(end) == ' ' ? end + 1 : from;
    }

    private void hide(int from) {
        if (values.isSubstitution(from)) {
            lexer.enterValue(from);
            return;
        }
        boolean quoted = isQuote(lexer.charAt(from - 1)) || lexer.quote() != 0;
        int end = from;
        while (end < text.length()
                && text.charAt(end) != '\n'
                && !isQuote(text.charAt(end))
                && (quoted || !Character.isWhitespace(text.charAt(end)) || lexer.charAt(end - 1) == '\\')) {
            end++;
        }
        while (end > from && lexer.charAt(end - 1) == '\\') {
            end--; // it escapes the quote
        }
        values.hideSecret(from, end);
    }
}
