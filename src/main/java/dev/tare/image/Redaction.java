package dev.tare.image;

import java.util.List;
import java.util.Set;

/**
 * An instruction without the secrets that it holds: three asterisks stand for each. Names are read for what they end with, values as a shell
 * quotes them, once and from left to right; where it is unclear how far a value goes, too much is hidden rather than too little.
 */
final class Redaction {

    private static final String HIDDEN = "***";
    private static final String PEM = "-----BEGIN ";
    private static final String PRIVATE = "PRIVATE KEY";

    /** Options and fields whose value is the next word. */
    private static final Set<String> BEFORE_A_VALUE = Set.of(
            "--password",
            "--passwd",
            "--token",
            "--api-key",
            "--apikey",
            "--access-token",
            "--auth-token",
            "--client-secret",
            "--secret-key",
            "--passphrase",
            "aws_secret_access_key",
            "aws_session_token");

    /** Commands and words behind which some short options are passwords. */
    private static final Set<String> COMMANDS =
            Set.of("curl", "sshpass", "login", "mysql", "mysqladmin", "mysqldump", "redis-cli");

    /** Options that end as the name of a secret does, and take no value. */
    private static final List<String> FLAGS =
            List.of("--no-", "--disable", "--enable", "--with", "--ask", "--prompt", "--use-", "--require", "--allow");

    // no word that says something is shorter or longer
    private static final int SHORTEST_WORD = 4;
    private static final int LONGEST_WORD = 32;

    private final String text;
    private final int length;
    private final boolean variables;
    private final boolean passwords;
    private final StringBuilder out = new StringBuilder();
    private int copied;
    private int at;

    /** The quote that is open, or 0. */
    private char quote;

    private boolean comment;

    /** Which of {@link #COMMANDS} is being called. */
    private String command = "";

    private Redaction(String text) {
        this.text = text;
        this.length = text.length();
        this.variables = text.startsWith("ENV ") || text.startsWith("ARG ");
        this.passwords = text.contains("chpasswd");
    }

    static String of(String text) {
        return new Redaction(text).whole();
    }

    private String whole() {
        while (at < length) {
            char c = text.charAt(at);
            if (isNamePart(c)) {
                word();
            } else if (text.startsWith("://", at)) {
                userInfo();
            } else {
                mark(c);
            }
        }
        return copied == 0 ? text : out.append(text, copied, length).toString();
    }

    /** Keeps track of quotes, comments and commands. */
    private void mark(char c) {
        at++;
        switch (c) {
            case '\\' -> {
                char next = charAt(at);
                if ("ntr".indexOf(next) >= 0 || (quote != '\'' && !isNamePart(next))) {
                    at++; // \n-----BEGIN is no name
                }
            }
            case '\'', '"' -> {
                if (!comment && (quote == 0 || quote == c)) {
                    quote = quote == 0 ? c : 0;
                }
            }
            case '#' -> comment |= quote == 0 && (at == 1 || Character.isWhitespace(text.charAt(at - 2)));
            case '\n' -> {
                comment = false;
                command = "";
            }
            case ';', '&', '|' -> command = "";
            default -> {
                // it says nothing
            }
        }
    }

    private void hide(int start, int to) {
        int from = Math.max(start, copied);
        if (to > from) {
            out.append(text, copied, from).append(HIDDEN);
            copied = to;
        }
        at = Math.max(at, to);
    }

    private char charAt(int index) {
        return index >= 0 && index < length ? text.charAt(index) : 0;
    }

    private void word() {
        int from = at;
        if (text.startsWith(PEM, from)) {
            privateKey();
            return;
        }
        while (at < length && isNamePart(text.charAt(at))) {
            at++;
        }
        int to = at;
        if (to - from < SHORTEST_WORD && command.isEmpty() && !passwords) {
            return;
        }
        if (SecretText.isToken(text, from, to)) {
            hide(from, to);
            return;
        }
        String word = to - from <= LONGEST_WORD ? text.substring(from, to) : "";
        if (COMMANDS.contains(word)) {
            command = word;
        }
        if (isAuthorization(word)) {
            authorization(to);
        } else if (isAttached(from, to)) {
            hide(from + 2, end(from + 2));
        } else if (isSecret(from, to)) {
            secret(from, to, word);
        } else {
            option(from, to, word);
        }
    }

    /** A password that follows its option without a blank: {@code mysql -pabc}. */
    private boolean isAttached(int from, int to) {
        return to > from + 2
                && text.startsWith("-p", from)
                && (command.startsWith("mysql") || command.equals("sshpass"));
    }

    /** {@code --http-password abc}, and {@code config set npmAuthToken abc}; but not {@code adduser --disabled-password app}. */
    private boolean takesAnArgument(int from, String word) {
        return BEFORE_A_VALUE.contains(word)
                || text.startsWith("set ", from - 4)
                || (word.startsWith("--") && FLAGS.stream().noneMatch(word::startsWith));
    }

    /** What only looks like the name of a secret: {@code $TOKEN}, or {@code adduser --disabled-password}. */
    private boolean isSecret(int from, int to) {
        return charAt(from - 1) != '$' && (SecretName.is(text, from, to) || isJsonAuth(from, to));
    }

    private boolean isJsonAuth(int from, int to) {
        return to - from == 4 && text.startsWith("auth", from) && charAt(from - 1) == '"';
    }

    private void secret(int from, int to, String word) {
        char before = charAt(from - 1);
        if (before == '{' && charAt(from - 2) == '$') {
            fallback(to);
            return;
        }
        if (before == '<' && charAt(to) == '>') {
            int end = text.indexOf('<', to);
            judge(to + 1, end < 0 ? length : end);
            return;
        }
        boolean quoted = isQuote(before) && (charAt(to) == before || (charAt(to) == '\\' && charAt(to + 1) == before));
        int behind = !quoted ? to : charAt(to) == '\\' ? to + 2 : to + 1;
        int separator = blanks(behind);
        char c = charAt(separator);
        char next = charAt(separator + 1);
        if (c == '=' && next != '=' && next != '~') {
            assigned(separator + 1);
        } else if ((c == ':' || c == '?') && next == '=') {
            assigned(separator + 2);
        } else if (c == ':' && separator == behind && (quoted || isQuote(before) || next == ' ' || next == '\t')) {
            value(separator + 1);
        } else if (variables && from == "ENV ".length() && separator > to) {
            judge(separator, length); // ENV NAME value
        } else if (takesAnArgument(from, word) || (before == ':' && word.startsWith("_")) || isOfNetrc(word)) {
            argument(to);
        }
    }

    private boolean isOfNetrc(String word) {
        return word.equals("password") && command.equals("login");
    }

    /** <code>${TOKEN:-abc}</code>: what stands where the variable is not set. */
    private void fallback(int to) {
        int from = charAt(to) == ':' ? to + 1 : to;
        char c = charAt(from);
        if ((c == '-' || c == '=' || c == '+') && !SecretText.isSubstitution(text, from + 1)) {
            int end = text.indexOf('}', from);
            judge(from + 1, end < 0 ? length : end);
        }
    }

    private void assigned(int from) {
        if (variables && !isQuote(charAt(from)) && charAt(from) != '\\') {
            int end = from; // an ENV's value may have spaces, and goes to the next name
            for (int next = from; next >= 0; next = text.indexOf(' ', next + 1)) {
                end = next;
                if (next > from && isAssignment(next + 1)) {
                    break;
                }
                end = length;
            }
            judge(from, end);
        } else {
            value(from);
        }
    }

    private boolean isAssignment(int from) {
        int end = from;
        while (end < length && isNamePart(text.charAt(end))) {
            end++;
        }
        return end > from && charAt(end) == '=';
    }

    /** A value that begins behind some blanks, quoted or not. */
    private void value(int from) {
        int start = blanks(from);
        int escapes = start;
        while (charAt(escapes) == '\\') {
            escapes++;
        }
        char c = charAt(escapes);
        int level = isQuote(c) ? escapes - start : 0;
        if (!isQuote(c) || (level == 0 && c == quote)) {
            judge(start, end(start));
            return;
        }
        int inner = escapes + 1;
        if (SecretText.isSubstitution(text, inner)) {
            at = start; // a command has words of its own
            return;
        }
        int close = closing(inner, c, level);
        boolean hidden = judge(inner, close);
        at = Math.min(length, close + level + 1);
        if (hidden && quote == 0 && level == 0 && (isNamePart(charAt(at)) || isQuote(charAt(at)))) {
            out.append(c); // a shell takes "a"b as one
            copied = end(at);
            at = copied;
        }
    }

    /** Hides what is no reference and no file name. */
    private boolean judge(int from, int to) {
        if (from >= to || SecretText.isReference(text, from, to) || SecretText.isFileName(text, from, to)) {
            at = Math.max(at, SecretText.isSubstitution(text, from) ? from : to);
            return false;
        }
        hide(from, to);
        return true;
    }

    /** Where a value that begins without a quote ends. */
    private int end(int from) {
        int i = from;
        while (i < length) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || ";&|()<>`".indexOf(c) >= 0) {
                return i;
            }
            if (c == '\\') {
                if (charAt(i + 1) == '\n' || (quote != 0 && isQuote(charAt(i + 1)))) {
                    return i;
                }
                i++;
            } else if (isQuote(c)) {
                if (quote != 0) {
                    return i;
                }
                i = closing(i + 1, c, 0);
            }
            i++;
        }
        return length;
    }

    /** Where a quote ends that was opened with so many backslashes. */
    private int closing(int from, char c, int level) {
        if (level > 0) {
            int end = text.indexOf("\\".repeat(Math.min(level, LONGEST_WORD)) + c, from);
            return end < 0 ? length : end;
        }
        int i = from;
        while (i < length && text.charAt(i) != c) {
            i += text.charAt(i) == '\\' && c == '"' ? 2 : 1;
        }
        return Math.min(i, length);
    }

    /** {@code Authorization: Bearer abc}: all of it but the scheme. */
    private void authorization(int to) {
        int separator = blanks(isQuote(charAt(to)) ? to + 1 : to);
        if (charAt(separator) != ':' && charAt(separator) != '=') {
            return;
        }
        int start = blanks(separator + 1);
        if (isQuote(charAt(start)) && charAt(start) != quote) {
            start++;
        }
        int scheme = start;
        while (Character.isLetter(charAt(scheme))) {
            scheme++;
        }
        if (scheme > start && charAt(scheme) == ' ') {
            start = scheme + 1;
        }
        if (SecretText.isSubstitution(text, start)) {
            return;
        }
        int end = start;
        boolean open = isQuote(charAt(start - 1)) || quote != 0;
        while (end < length
                && text.charAt(end) != '\n'
                && !isQuote(text.charAt(end))
                && (open || !Character.isWhitespace(text.charAt(end)) || charAt(end - 1) == '\\')) {
            end++;
        }
        while (end > start && charAt(end - 1) == '\\') {
            end--; // it escapes the quote
        }
        judge(start, end);
    }

    /** Short options that take a password, and lines for chpasswd. */
    private void option(int from, int to, String word) {
        switch (command) {
            case "curl" -> {
                if (word.equals("-u") || word.equals("-U") || word.equals("--user") || word.equals("--proxy-user")) {
                    password(charAt(to) == '=' ? to + 1 : next(to));
                } else if (word.startsWith("-u") && charAt(to) == ':') {
                    password(from);
                }
            }
            case "sshpass", "login" -> {
                if (word.equals("-p")) {
                    argument(to);
                }
            }
            case "redis-cli" -> {
                if (word.equals("-a")) {
                    argument(to);
                }
            }
            default -> {
                char before = charAt(from - 1);
                if (passwords && charAt(to) == ':' && (isQuote(before) || before == ' ')) {
                    judge(to + 1, end(to + 1));
                }
            }
        }
    }

    /** The next word, if it is no option and nothing of the shell's. */
    private void argument(int to) {
        int start = next(to);
        if (start > to && "-&|;><\\#\n".indexOf(charAt(start)) < 0) {
            value(start);
        }
    }

    /** Where the next word begins, or the next text of a list in JSON. */
    private int next(int to) {
        int blanks = blanks(to);
        if (charAt(to) == '"' && charAt(blanks(to + 1)) == ',') {
            int following = blanks(blanks(to + 1) + 1);
            if (charAt(following) == '"') {
                quote = 0;
                return following;
            }
        }
        return blanks;
    }

    /** {@code user:password}, of which the user stays. */
    private void password(int from) {
        int start = blanks(from);
        start = isQuote(charAt(start)) ? start + 1 : start;
        boolean open = isQuote(charAt(start - 1));
        int end = open ? closing(start, charAt(start - 1), 0) : end(start);
        int colon = start;
        while (colon < end && text.charAt(colon) != ':') {
            colon++;
        }
        judge(colon + 1, end);
    }

    /** What stands before the host of a URL: all of it, since some put a token where the user's name should be. */
    private void userInfo() {
        int start = at + 3;
        int sign = -1;
        int colon = -1;
        int end = start;
        for (; end < length && !isEndOfHost(text.charAt(end)); end++) {
            char c = text.charAt(end);
            sign = c == '@' ? end : sign;
            colon = c == ':' && colon < 0 && sign < 0 && !text.startsWith(":-", end) ? end : colon;
        }
        boolean web = text.regionMatches(true, at - 4, "http", 0, 4) || text.regionMatches(true, at - 5, "https", 0, 5);
        at = start;
        if (sign < 0) {
            return;
        }
        if (colon > 0 ? !SecretText.isReference(text, colon + 1, sign) && colon + 1 < sign : web) {
            judge(start, sign);
        }
        at = sign;
    }

    private static boolean isEndOfHost(char c) {
        return Character.isWhitespace(c) || "/?#\"'`<>|;,\\".indexOf(c) >= 0;
    }

    private void privateKey() {
        int from = at;
        int head = text.indexOf("-----", from + PEM.length());
        boolean secret =
                head >= 0 && head - from < 100 && text.substring(from, head).contains(PRIVATE);
        if (!secret) {
            at = from + PEM.length();
            return;
        }
        int foot = text.indexOf("-----END ", head);
        int end = foot < 0 ? -1 : text.indexOf("-----", foot + "-----END ".length());
        hide(from, end < 0 ? length : end + "-----".length());
    }

    private int blanks(int from) {
        int i = from;
        while (charAt(i) == ' ' || charAt(i) == '\t') {
            i++;
        }
        return i;
    }

    private static boolean isAuthorization(String word) {
        String bare = word.startsWith("--") ? word.substring(2) : word;
        return bare.equalsIgnoreCase("authorization") || bare.equalsIgnoreCase("proxy-authorization");
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.';
    }
}
