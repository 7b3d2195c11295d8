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
        if (value.isEmpty()
                || value.chars().allMatch(c -> c == value.charAt(0))
                || SecretText.isReference(value, 0, value.length())) {
            return true;
        }
        String small = value.toLowerCase(Locale.ROOT);
        char first = small.charAt(0);
        char last = small.charAt(small.length() - 1);
        return first == '<'
                || small.startsWith("${")
                || (first == '{' && last == '}')
                || (first == '[' && last == ']')
                || (first == '@' && last == '@')
                || NOTHING.contains(small)
                || STAND_INS.stream().anyMatch(small::startsWith);
    }

    private static boolean isComment(String line) {
        return line.startsWith("#") || line.startsWith(";");
    }

    /**
     * Whether one of these names is set to what is no placeholder: {@code NAME=value}, {@code NAME: value}, {@code "NAME": "value"}, on a
     * line that is no comment.
     */
    static boolean sets(String text, String... names) {
        return text.lines().map(String::strip).filter(line -> !isComment(line)).anyMatch(line -> {
            for (String name : names) {
                for (int at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + name.length())) {
                    if ((at == 0 || !isNamePart(line.charAt(at - 1))) && isSet(line, at + name.length())) {
                        return true;
                    }
                }
            }
            return false;
        });
    }

    private static boolean isSet(String line, int behindName) {
        int at = behindName;
        if (at < line.length() && isQuote(line.charAt(at))) {
            at++;
        }
        at = behindBlanks(line, at);
        if (at == line.length() || (line.charAt(at) != '=' && line.charAt(at) != ':')) {
            return false;
        }
        return !isPlaceholder(value(line, behindBlanks(line, at + 1)));
    }

    /** The value that begins there, without its quotes. */
    private static String value(String line, int from) {
        if (from >= line.length()) {
            return "";
        }
        char quote = line.charAt(from);
        int start = isQuote(quote) ? from + 1 : from;
        int end = start;
        while (end < line.length()
                && end - start < VALUE
                && (start > from ? line.charAt(end) != quote : !endsValue(line.charAt(end)))) {
            end++;
        }
        return line.substring(start, end);
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
        for (int at = text.indexOf("-----BEGIN "); at >= 0; at = text.indexOf("-----BEGIN ", at + 1)) {
            int from = at + "-----BEGIN ".length();
            int to = text.indexOf("-----", from);
            if (to < 0) {
                return false;
            }
            String what = to - from < 60 ? text.substring(from, to) : "";
            if ((what.endsWith("PRIVATE KEY") || what.endsWith("PRIVATE KEY BLOCK")) && hasBody(text, to + 5)) {
                return true;
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
                int end = text.indexOf('\n', at);
                String line = text.substring(at, end < 0 ? text.length() : end).strip();
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
        for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
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
            if (colon < 0 || colon + 1 == sign) {
                if (SecretText.isToken(text, from, colon < 0 ? sign : colon)) {
                    return true;
                }
            } else {
                String password = text.substring(colon + 1, Math.min(sign, colon + 1 + VALUE));
                if (!isPlaceholder(password)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What actions/checkout writes into {@code .git/config}. */
    static boolean hasHeader(String text) {
        return text.lines().map(line -> line.toLowerCase(Locale.ROOT)).anyMatch(line -> {
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
        return text.lines().map(String::strip).anyMatch(line -> {
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
        for (int at = text.indexOf(element); at >= 0; at = text.indexOf(element, at + 1)) {
            int from = at + element.length();
            int to = text.indexOf('<', from);
            if (to > from
                    && !isPlaceholder(
                            text.substring(from, Math.min(to, from + VALUE)).strip())) {
                return true;
            }
        }
        return false;
    }

    /** A password in clear text; one that Windows encrypted is of no use elsewhere. */
    static boolean isNugetConfig(String text) {
        String left = withoutComments(text);
        for (int at = left.indexOf("\"ClearTextPassword\"");
                at >= 0;
                at = left.indexOf("\"ClearTextPassword\"", at + 1)) {
            String rest = left.substring(at, Math.min(left.length(), at + 2 * VALUE));
            int end = rest.indexOf('>');
            if (sets(end < 0 ? rest : rest.substring(0, end), "value")) {
                return true;
            }
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
        String before = "";
        for (String line : text.split("\n", -1)) {
            if (isComment(line.strip())) {
                continue;
            }
            for (String word : line.strip().split("[ \t\r]+", -1)) {
                if (before.equals("password")
                        && !isPlaceholder(word.length() > VALUE ? word.substring(0, VALUE) : word)) {
                    return true;
                }
                before = word;
            }
        }
        return false;
    }

    /** {@code host:port:database:user:password}. */
    static boolean isPgpass(String text) {
        return text.lines().filter(line -> !isComment(line)).anyMatch(line -> {
            String[] fields = line.split("(?<!\\\\):", 6);
            return fields.length >= 5 && !isPlaceholder(fields[4].strip());
        });
    }

    static boolean isHtpasswd(String text) {
        return text.lines().limit(1000).filter(line -> !isComment(line)).anyMatch(line -> {
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
