package dev.tare.layer;

import dev.tare.image.SecretName;
import dev.tare.image.SecretText;
import java.util.List;
import java.util.Locale;

/**
 * What tells a file with a secret from one that only looks alike. Each looks once at the first {@value Head#LIMIT} bytes, as characters of one
 * byte. What they find is never kept.
 */
final class Evidence {

    /** More of a value is not needed to see that it is one. */
    private static final int VALUE = 256;

    /** Of so many values that only stand for a secret, no further one is looked at: every file of an image may have some. */
    private static final int VALUES = 200;

    private static final int LINES = 1000;

    private static final List<String> STAND_INS = List.of(
            "your",
            "change_",
            "change-",
            "changeme",
            "changeit",
            "example",
            "placeholder",
            "insert_",
            "insert-",
            "replace_",
            "replace-",
            "replaceme",
            "dummy",
            "todo",
            "redacted",
            "xxx");

    private static final List<String> NOTHING =
            List.of("null", "none", "true", "false", "undefined", "n/a", "yes", "no");

    private Evidence() {}

    /** Whether a value only stands for a secret: empty, a reference, or what people write into examples. */
    static boolean isPlaceholder(String value) {
        return isPlaceholder(value, 0, value.length());
    }

    private static boolean isPlaceholder(String text, int from, int to) {
        if (from == to || isOneCharacter(text, from, to) || SecretText.isReference(text, from, to)) {
            return true;
        }
        char first = text.charAt(from);
        char last = text.charAt(to - 1);
        return first == '<'
                || text.startsWith("${", from)
                || (first == '{' && last == '}')
                || (first == '[' && last == ']')
                || (first == '@' && last == '@')
                || isNothing(text, from, to)
                || isStandIn(text, from, to);
    }

    private static boolean isOneCharacter(String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) == text.charAt(from)) {
            at++;
        }
        return at == to;
    }

    private static boolean isNothing(String text, int from, int to) {
        for (String nothing : NOTHING) {
            if (nothing.length() == to - from && text.regionMatches(true, from, nothing, 0, to - from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStandIn(String text, int from, int to) {
        for (String start : STAND_INS) {
            if (start.length() <= to - from && text.regionMatches(true, from, start, 0, start.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isComment(String line) {
        return line.startsWith("#") || line.startsWith(";");
    }

    /**
     * Whether one of these names is set to what is no placeholder: {@code NAME=value}, {@code NAME: value}, {@code "NAME": "value"}, on a
     * line that is no comment.
     */
    static boolean sets(String text, String... names) {
        for (String name : names) {
            if (sets(text, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean sets(String text, String name) {
        int end = 0; // of the line
        int values = 0;
        for (int at = text.indexOf(name); at >= 0 && values < VALUES; ) {
            if (at >= end) {
                int start = text.lastIndexOf('\n', at) + 1;
                end = text.indexOf('\n', at);
                end = end < 0 ? text.length() : end;
                if (isCommented(text, start, end)) {
                    at = text.indexOf(name, end);
                    continue;
                }
            }
            int behind = at + name.length();
            int value = at > 0 && isNamePart(text.charAt(at - 1)) ? -1 : beginOfValue(text, behind);
            if (value >= 0) {
                int start = value < text.length() && isQuote(text.charAt(value)) ? value + 1 : value;
                behind = endOfValue(text, value);
                if (!isPlaceholder(text, start, behind)) {
                    return true;
                }
                values++;
            }
            at = text.indexOf(name, behind);
        }
        return false;
    }

    private static boolean isCommented(String line, int from, int to) {
        int at = from;
        while (at < to && line.charAt(at) <= ' ') {
            at++;
        }
        return at < to && (line.charAt(at) == '#' || line.charAt(at) == ';');
    }

    /** Where the value of a name begins, with its quote; -1 if none is set. */
    private static int beginOfValue(String text, int behindName) {
        int at = behindName;
        if (at < text.length() && isQuote(text.charAt(at))) {
            at++;
        }
        at = behindBlanks(text, at);
        return at == text.length() || (text.charAt(at) != '=' && text.charAt(at) != ':')
                ? -1
                : behindBlanks(text, at + 1);
    }

    /** The value that begins there, without its quotes. */
    private static String value(String text, int from) {
        int start = from < text.length() && isQuote(text.charAt(from)) ? from + 1 : from;
        return text.substring(Math.min(start, text.length()), endOfValue(text, from));
    }

    private static int endOfValue(String text, int from) {
        if (from >= text.length()) {
            return text.length();
        }
        char quote = text.charAt(from);
        int start = isQuote(quote) ? from + 1 : from;
        int end = start;
        while (end < text.length()
                && end - start < VALUE
                && (start > from
                        ? text.charAt(end) != quote && text.charAt(end) != '\n'
                        : !endsValue(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    private static boolean endsValue(char c) {
        return c <= ' ' || isQuote(c) || c == ',';
    }

    private static int behindBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }

    /** A key in PEM with something in it, of PuTTY or of age. */
    static boolean isPrivateKey(String text) {
        if (text.startsWith("PuTTY-User-Key-File-")) {
            return text.contains("Private-Lines:");
        }
        int keys = 0;
        for (int at = text.indexOf("-----BEGIN "); at >= 0 && keys < VALUES; at = text.indexOf("-----BEGIN ", at + 1)) {
            int from = at + "-----BEGIN ".length();
            int to = text.indexOf("-----", from);
            if (to < 0) {
                return false;
            }
            String what = to - from < 60 ? text.substring(from, to) : "";
            if (what.endsWith("PRIVATE KEY") || what.endsWith("PRIVATE KEY BLOCK")) {
                keys++;
                if (hasBody(text, to + 5)) {
                    return true;
                }
            }
        }
        return text.lines().limit(20).anyMatch(line -> line.startsWith("AGE-SECRET-KEY-1") && line.length() > 60);
    }

    /** Whether anything stands between the marks that is neither a header such as DEK-Info nor what documentation puts there. */
    private static boolean hasBody(String text, int from) {
        boolean header = false;
        for (int at = from; at < text.length() && !text.startsWith("-----", at); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                header = false;
            } else if (!header && c > ' ') {
                int end = at;
                while (end < text.length() && end - at < VALUE && text.charAt(end) != '\n') {
                    end++;
                }
                String line = text.substring(at, end).strip();
                header = line.contains(": ");
                if (!header) {
                    return !line.startsWith(".") && !isPlaceholder(line);
                }
            }
        }
        return false;
    }

    /** A key of GnuPG's, new or old; one on a smart card is only called so ("shadowed-private-key"). */
    static boolean isGnupgKey(String text) {
        return text.startsWith("(11:private-key")
                || text.startsWith("(21:protected-private-key")
                || text.lines().limit(20).anyMatch(line -> line.startsWith("Key: (p") && line.contains("private-key"))
                || text.charAt(0) == 0x95; // a secret key packet (RFC 4880, 4.2)
    }

    /** A key store of Java with a key among its entries, or PKCS #12 with one; one that only holds what is trusted is public. */
    static boolean isKeyStore(String text) {
        if (text.startsWith("\u00fe\u00ed\u00fe\u00ed") || text.startsWith("\u00ce\u00ce\u00ce\u00ce")) {
            return hasKeyEntry(text);
        }
        // the types keyBag and pkcs8ShroudedKeyBag (RFC 7292, appendix D)
        String bag = "*\u0086H\u0086\u00f7\r\u0001\f\n\u0001";
        return text.startsWith("0") && (text.contains(bag + "\u0001") || text.contains(bag + "\u0002"));
    }

    private static boolean hasKeyEntry(String text) {
        int at = 12;
        while (at + 4 <= text.length()) {
            if (number(text, at, 4) != 2) {
                return number(text, at, 4) == 1 || number(text, at, 4) == 3;
            }
            at += 4;
            at += 2 + number(text, at, 2) + 8; // alias and date
            at += 2 + number(text, at, 2); // kind of the certificate
            int length = number(text, at, 4);
            if (length < 0) {
                return false;
            }
            at = (int) Math.min(text.length(), at + 4L + length);
        }
        return false;
    }

    private static int number(String text, int from, int bytes) {
        int number = 0;
        for (int i = from; i < from + bytes; i++) {
            number = number << 8 | (i < text.length() ? text.charAt(i) : 0);
        }
        return number;
    }

    static boolean isServiceAccount(String text) {
        return text.startsWith("{") && text.contains("\"service_account\"") && sets(text, "private_key");
    }

    /** A file that is nothing but a token with one of these beginnings. */
    static boolean isToken(String text, String... starts) {
        String word = text.strip();
        for (String start : starts) {
            if (word.startsWith(start) && isWord(word, 20)) {
                return SecretText.isToken(word, 0, word.length());
            }
        }
        return false;
    }

    /** A single word of some length, with nothing before and behind it. */
    static boolean isWord(String text, int atLeast) {
        String word = text.strip();
        return word.length() >= atLeast && word.length() < 4096 && word.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** An address with a password, or with a token for a user. */
    static boolean hasLogin(String text) {
        int values = 0;
        for (int at = text.indexOf("://"); at >= 0 && values < VALUES; at = text.indexOf("://", at + 3)) {
            int from = at + 3;
            int sign = -1;
            int colon = -1;
            for (int i = from;
                    i < text.length() && text.charAt(i) > ' ' && "/?#\"'`<>".indexOf(text.charAt(i)) < 0;
                    i++) {
                sign = text.charAt(i) == '@' ? i : sign;
                colon = text.charAt(i) == ':' && colon < 0 && sign < 0 ? i : colon;
            }
            if (sign < 0) {
                continue;
            }
            values++;
            if (colon < 0 || colon + 1 == sign) {
                if (SecretText.isToken(text, from, colon < 0 ? sign : colon)) {
                    return true;
                }
            } else {
                if (!isPlaceholder(text, colon + 1, Math.min(sign, colon + 1 + VALUE))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What actions/checkout writes into {@code .git/config}. */
    static boolean hasHeader(String text) {
        return text.lines()
                .limit(LINES)
                .map(line -> line.toLowerCase(Locale.ROOT))
                .anyMatch(line -> {
                    int at = line.indexOf("authorization:");
                    return at >= 0
                            && line.contains("extraheader")
                            && !isPlaceholder(line.substring(at + "authorization:".length())
                                    .replaceFirst("^ *(basic|bearer|token) *", "")
                                    .strip());
                });
    }

    /** Lines of {@code NAME=value}, where the name or the value is that of a secret. */
    static boolean isEnvironment(String text) {
        return text.lines().limit(LINES).map(String::strip).anyMatch(line -> {
            String pair = line.startsWith("export ")
                    ? line.substring("export ".length()).stripLeading()
                    : line;
            int equals = pair.indexOf('=');
            if (equals < 1 || equals > VALUE || isComment(line)) {
                return false;
            }
            String name = pair.substring(0, equals).strip();
            String value = value(pair, behindBlanks(pair, equals + 1));
            return name.chars().allMatch(c -> isNamePart((char) c) || c == '.')
                    && ((isSecret(name) && !isPlaceholder(value) && !SecretText.isFileName(value, 0, value.length()))
                            || hasLogin(value));
        });
    }

    private static boolean isSecret(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return SecretName.is(name, 0, name.length()) || small.endsWith("credential") || small.endsWith("credentials");
    }

    static boolean isMavenSettings(String text) {
        String left = withoutComments(text);
        return isElementSet(left, "<password>") || isElementSet(left, "<passphrase>");
    }

    private static String withoutComments(String text) {
        var left = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf("<!--"); at >= 0; at = text.indexOf("<!--", from)) {
            left.append(text, from, at);
            int end = text.indexOf("-->", at);
            from = end < 0 ? text.length() : end + 3;
        }
        return left.append(text.substring(from)).toString();
    }

    private static boolean isElementSet(String text, String element) {
        int values = 0;
        for (int at = text.indexOf(element); at >= 0 && values < VALUES; at = text.indexOf(element, at + 1)) {
            int from = at + element.length();
            int to = text.indexOf('<', from);
            if (to > from) {
                values++;
                if (!isPlaceholder(
                        text.substring(from, Math.min(to, from + VALUE)).strip())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A password in clear text; one that Windows encrypted is of no use elsewhere. */
    static boolean isNugetConfig(String text) {
        String left = withoutComments(text);
        for (int at = left.indexOf("\"ClearTextPassword\""); at >= 0; at = left.indexOf("\"ClearTextPassword\"", at)) {
            String rest = left.substring(at, Math.min(left.length(), at + 2 * VALUE));
            int end = rest.indexOf('>');
            String element = end < 0 ? rest : rest.substring(0, end);
            if (sets(element, "value")) {
                return true;
            }
            at += element.length();
        }
        return false;
    }

    static boolean isComposerAuth(String text) {
        boolean basic = text.contains("\"http-basic\"") && sets(text, "password");
        if (basic || (text.contains("\"bitbucket-oauth\"") && sets(text, "consumer-secret"))) {
            return true;
        }
        for (String kind : List.of("\"github-oauth\"", "\"gitlab-oauth\"", "\"gitlab-token\"", "\"bearer\"")) {
            int at = text.indexOf(kind);
            int open = at < 0 ? -1 : text.indexOf('{', at);
            int colon = open < 0 ? -1 : text.indexOf(':', open);
            int close = open < 0 ? -1 : text.indexOf('}', open);
            if (colon > 0 && colon < close) {
                String rest = text.substring(colon + 1, close).strip();
                if (!isPlaceholder(value(rest, 0))) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean isNetrc(String text) {
        boolean password = false;
        int values = 0;
        int end;
        for (int at = 0; at < text.length() && values < VALUES; at = end) {
            char c = text.charAt(at);
            end = at + 1;
            if (c <= ' ') {
                continue;
            }
            if ((c == '#' || c == ';') && isFirst(text, at)) {
                int line = text.indexOf('\n', at);
                end = line < 0 ? text.length() : line;
                continue;
            }
            while (end < text.length() && text.charAt(end) > ' ') {
                end++;
            }
            if (password) {
                values++;
                if (!isPlaceholder(text, at, Math.min(end, at + VALUE))) {
                    return true;
                }
            }
            password = end - at == "password".length() && text.startsWith("password", at);
        }
        return false;
    }

    /** Whether a line begins there, but for a few blanks. */
    private static boolean isFirst(String text, int at) {
        int from = at;
        while (from > 0 && at - from < VALUE && (text.charAt(from - 1) == ' ' || text.charAt(from - 1) == '\t')) {
            from--;
        }
        return from == 0 || text.charAt(from - 1) == '\n';
    }

    /** {@code host:port:database:user:password}. */
    static boolean isPgpass(String text) {
        return text.lines().limit(LINES).filter(line -> !isComment(line)).anyMatch(line -> {
            int fields = 0;
            for (int at = 0; at < line.length(); at++) {
                fields += isColon(line, at) ? 1 : 0;
                if (fields == 4) {
                    int end = at + 1;
                    while (end < line.length() && end - at < VALUE && !isColon(line, end)) {
                        end++;
                    }
                    return !isPlaceholder(line.substring(at + 1, end).strip());
                }
            }
            return false;
        });
    }

    private static boolean isColon(String line, int at) {
        return line.charAt(at) == ':' && (at == 0 || line.charAt(at - 1) != '\\');
    }

    static boolean isHtpasswd(String text) {
        return text.lines().limit(LINES).filter(line -> !isComment(line)).anyMatch(line -> {
            int colon = line.indexOf(':');
            String hash = colon < 1 ? "" : line.substring(colon + 1);
            return hash.startsWith("$apr1$")
                    || hash.startsWith("$2")
                    || hash.startsWith("$5$")
                    || hash.startsWith("$6$")
                    || hash.startsWith("{SHA}")
                    || (hash.length() == 13
                            && hash.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '/'));
        });
    }
}
