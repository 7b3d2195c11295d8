package dev.tare.secrets.redaction;

import static dev.tare.secrets.redaction.ShellLexer.MAX_LOOKAHEAD;
import static dev.tare.secrets.redaction.ShellLexer.isEndOfHost;
import static dev.tare.secrets.redaction.ShellLexer.isEndOfUrl;

import dev.tare.secrets.SecretText;
import dev.tare.secrets.redaction.ShellLexer.Address;

/** Hides the user information of a URL (RFC 3986, 3.2.1), all of it, since the user's name may be a token. */
final class Addresses {

    private final ShellLexer lexer;
    private final Values values;
    private final String text;

    Addresses(ShellLexer lexer, Values values) {
        this.lexer = lexer;
        this.values = values;
        this.text = lexer.text();
    }

    void hideLogin(Address address) {
        int from = address.to();
        int sign = -1;
        int colon = -1;
        int end = from;
        for (; !isEndOfHost(lexer.charAt(end)); end++) {
            char c = text.charAt(end);
            sign = c == '@' ? end : sign;
            colon = c == ':' && colon < 0 && sign < 0 && !text.startsWith(":-", end) ? end : colon;
        }
        if (sign < 0 && colon > 0 && "/?#".indexOf(lexer.charAt(end)) >= 0 && !isPort(from, colon + 1, end)) {
            for (int limit = end + MAX_LOOKAHEAD; end < limit && sign < 0 && !isEndOfUrl(lexer.charAt(end)); end++) {
                sign = lexer.charAt(end) == '@' ? end : sign; // some passwords have what ends a host
            }
        }
        if (sign < 0) {
            return;
        }
        boolean secret =
                colon < 0 ? isWeb(address) : colon + 1 < sign && !SecretText.isReference(text, colon + 1, sign);
        if (secret) {
            values.hideLogin(from, colon < 0 ? sign : colon + 1, sign);
        }
        lexer.skipTo(sign);
    }

    private boolean isPort(int host, int from, int to) {
        int end = from;
        while (end < to && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end == to || text.charAt(host) == '[' || "$%{".indexOf(text.charAt(from)) >= 0;
    }

    private boolean isWeb(Address address) {
        return text.regionMatches(true, address.from() - 4, "http", 0, 4)
                || text.regionMatches(true, address.from() - 5, "https", 0, 5);
    }
}
