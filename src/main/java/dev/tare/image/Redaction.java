package dev.tare.image;

import dev.tare.secrets.SecretName;
import dev.tare.secrets.SecretText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An instruction without the secrets that it holds: three asterisks stand for each. Names are read for what they end with, values as a shell
 * quotes them, once and from left to right; where it is unclear how far a value goes, too much is hidden rather than too little.
 */
final class Redaction {

    private static final String HIDDEN = "***";
    private static final String PEM = "-----BEGIN ";
    private static final String PRIVATE = "PRIVATE KEY";

    /** Names without a dash whose value is the next word. */
    private static final Set<String> BEFORE_A_VALUE = Set.of("aws_secret_access_key", "aws_session_token");

    /** Commands and words, and the short option behind them that takes a password. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("sshpass", "-p"),
            Map.entry("login", "-p"),
            Map.entry("useradd", "-p"),
            Map.entry("usermod", "-p"),
            Map.entry("mongo", "-p"),
            Map.entry("mongosh", "-p"),
            Map.entry("mongodump", "-p"),
            Map.entry("mongorestore", "-p"),
            Map.entry("mongoimport", "-p"),
            Map.entry("zip", "-P"),
            Map.entry("unzip", "-P"),
            Map.entry("ldapadd", "-w"),
            Map.entry("ldapmodify", "-w"),
            Map.entry("ldapsearch", "-w"),
            Map.entry("redis-cli", "-a"));

    /** Commands that take passwords in ways of their own, and two that print them. */
    private static final Set<String> COMMANDS = Set.of(
            "curl",
            "mysql",
            "mysqladmin",
            "mysqldump",
            "mysqlimport",
            "mariadb",
            "mariadb-admin",
            "mariadb-dump",
            "htpasswd",
            "vault",
            "echo",
            "printf");

    /** Short options of curl that take no value, so that others may follow behind the same dash. */
    private static final String CURL_FLAGS = "sSfLkvigGIjnNOJaRZ#0123456";

    /** How options begin that end as the name of a secret does, and take no value. */
    private static final List<String> FLAGS = List.of(
            "no-",
            "disable",
            "enable",
            "with",
            "ask",
            "prompt",
            "use-",
            "require",
            "allow",
            "skip",
            "show",
            "generate");

    /** What follows such an option and only tells where the secret is. */
    private static final List<String> PLACES = List.of("id=", "type=", "pass:", "file:", "env:", "fd:", "stdin");

    // no word that says something is shorter or longer
    private static final int MIN_WORD_CHARACTERS = 3;
    private static final int MAX_WORD_CHARACTERS = 64;

    /** Maximum lookahead in characters where the same text may be examined repeatedly. It keeps the time linear in the length of the text. */
    private static final int MAX_LOOKAHEAD = 100;

    /** Maximum depth of commands in commands. */
    private static final int MAX_NESTING = 32;

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

    /** Which of {@link #COMMANDS} or {@link #OPTIONS} is being called. */
    private String command = "";

    /** What was called where the open quote began. */
    private String outside = "";

    /** What was called in front of each open parenthesis. */
    private final String[] outer = new String[MAX_NESTING];

    private int depth;
    private boolean ticks;

    /** The depth at which a value begins with what a command prints, or -1. */
    private int printed = -1;

    /** Where the word "password" of a .netrc stands, or -1. */
    private int netrc = -1;

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
                if (!comment && quote == 0) {
                    open(at - 1);
                } else if (!comment && quote == c) {
                    quote = 0;
                    command = outside.isEmpty() ? command : outside;
                }
            }
            case '#' -> comment |= quote == 0 && (at == 1 || Character.isWhitespace(text.charAt(at - 2)));
            case '\n' -> {
                comment = false;
                command = "";
            }
            case ';', '&', '|' -> command = ""; // until the quote ends, if this is in one
            case '(' -> deeper();
            case ')' -> shallower();
            case '`' -> {
                ticks = !ticks;
                if (ticks) {
                    deeper();
                } else {
                    shallower();
                }
            }
            default -> {
                // it says nothing
            }
        }
    }

    private void open(int index) {
        if (quote == 0) {
            quote = text.charAt(index);
            outside = command;
        }
    }

    private void deeper() {
        if (depth < MAX_NESTING) {
            outer[depth] = command;
        }
        depth++;
    }

    private void shallower() {
        if (depth == 0) {
            return;
        }
        depth--;
        command = depth < MAX_NESTING ? outer[depth] : command;
        if (depth == printed) {
            printed = -1;
            behindPrinted();
        }
    }

    /** The rest of a value that begins with what a command prints. */
    private void behindPrinted() {
        int to = end(at);
        boolean more = charAt(to - 1) == '$' && charAt(to) == '(';
        to -= more ? 1 : 0;
        if (to - at > 1) {
            judge(at, to);
        }
        if (more || charAt(to) == '`') {
            printed = depth;
        }
    }

    /** Whether a command prints what begins here; an ENV has it as it is. */
    private boolean isPrinted(int from) {
        return !variables && SecretText.isSubstitution(text, from);
    }

    /** Goes on with such a command, which has words of its own. */
    private void print(int from) {
        at = Math.max(at, from);
        printed = printed < 0 ? depth : printed;
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
        if (to - from < MIN_WORD_CHARACTERS && command.isEmpty() && !passwords) {
            return;
        }
        if (SecretText.isToken(text, from, to)) {
            hide(from, to);
            return;
        }
        String word = to - from <= MAX_WORD_CHARACTERS ? text.substring(from, to) : "";
        if (OPTIONS.containsKey(word) || COMMANDS.contains(word)) {
            call(to, word);
        }
        if (isAuthorization(word)) {
            authorization(to);
        } else if (text.startsWith("-p", from) && (isMysql() || command.equals("sshpass"))) {
            attached(from + 2, to);
        } else if (word.equals("pass") && charAt(to) == ':' && isNamePart(charAt(to + 1))) {
            judge(to + 1, end(to + 1)); // openssl -passin pass:abc
        } else if (word.equalsIgnoreCase("identified")) {
            identified(to);
        } else if (isSecret(from, to)) {
            secret(from, to, word);
        } else {
            option(from, to, word);
        }
    }

    private void call(int to, String word) {
        boolean vault = command.equals("vault");
        command = word;
        if (word.equals("login")) {
            netrc = netrc(to);
            if (vault) {
                argument(to);
            }
        }
    }

    private boolean isMysql() {
        return command.startsWith("mysql") || command.startsWith("mariadb");
    }

    /** A password that follows its option without a blank: {@code mysql -pabc}; or in a list as in JSON, where it is no database. */
    private void attached(int from, int to) {
        char c = charAt(from);
        if (from == to && c == '"' && c == quote && charAt(blanks(to + 1)) == ',') {
            argument(to);
        } else if (from == to && isQuote(c)) {
            value(from);
        } else if (c == ' ' && command.equals("sshpass")) {
            argument(to);
        } else if (c != ' ' && c != '\t' && !isPrinted(from)) {
            judge(from, end(from));
        }
    }

    /** Where {@code password} stands behind {@code login me}, perhaps on the next line; -1 if it does not. */
    private int netrc(int from) {
        int user = behindSpace(from);
        int end = user;
        while (end - user < MAX_LOOKAHEAD && charAt(end) > ' ' && charAt(end) != '\\') {
            end++;
        }
        int password = behindSpace(end);
        return end > user && password > end && text.startsWith("password", password) ? password : -1;
    }

    private int behindSpace(int from) {
        int i = from;
        while (i - from < MAX_LOOKAHEAD && (charAt(i) == '\\' || (i < length && Character.isWhitespace(charAt(i))))) {
            i += charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** {@code IDENTIFIED BY 'abc'}, {@code IDENTIFIED WITH plugin BY 'abc'}. */
    private void identified(int to) {
        int from = blanks(to);
        if (text.regionMatches(true, from, "with ", 0, 5)) {
            from = blanks(from + 5);
            for (int limit = from + MAX_LOOKAHEAD; from < limit && charAt(from) > ' '; ) {
                from++;
            }
            from = blanks(from);
        }
        if (text.regionMatches(true, from, "by ", 0, 3) && opensQuote(blanks(from + 3))) {
            value(from + 3);
        }
    }

    /** {@code --http-password abc}, and {@code config set npmAuthToken abc}; but not {@code adduser --disabled-password app}. */
    private boolean takesAnArgument(int from, String word) {
        if (BEFORE_A_VALUE.contains(word) || text.startsWith("set ", from - 4)) {
            return true;
        }
        String name = word.substring(word.startsWith("--") ? 2 : word.startsWith("-") ? 1 : 0)
                .toLowerCase(Locale.ROOT);
        return word.startsWith("-") && FLAGS.stream().noneMatch(name::startsWith);
    }

    /** What only looks like the name of a secret: {@code $TOKEN}, or {@code adduser --disabled-password}. */
    private boolean isSecret(int from, int to) {
        return charAt(from - 1) != '$' && (SecretName.is(text, from, to) || isJsonAuth(from, to) || isShort(from, to));
    }

    /** Names that are words too, or the working directory, where nothing is set to a value. */
    private boolean isShort(int from, int to) {
        boolean name = text.regionMatches(true, from, "pass", 0, to - from)
                ? to - from == 4
                : to - from == 3
                        && (text.startsWith("pwd", from)
                                || text.startsWith("Pwd", from)
                                || (text.startsWith("PWD", from) && charAt(from - 1) == ';'));
        char c = charAt(to);
        return name
                && (c == '='
                        || isQuote(c)
                        || c == '\\'
                        || (c == ':' && opensQuote(blanks(to + 1)))
                        || charAt(from - 1) == '{');
    }

    /** Whether a quote begins here that is not the end of the open one. */
    private boolean opensQuote(int from) {
        int i = from;
        while (charAt(i) == '\\') {
            i++;
        }
        return isQuote(charAt(i)) && (i > from || charAt(i) != quote);
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
            if (isPrinted(to + 1)) {
                print(to + 1);
            } else {
                int end = text.indexOf('<', to);
                judge(to + 1, end < 0 ? length : end);
            }
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
        } else if (c == ':'
                && separator == behind
                && (quoted
                        || isQuote(before)
                        || next == ' '
                        || next == '\t'
                        || opensQuote(separator + 1)
                        || isHeader(from))) {
            value(separator + 1);
        } else if (variables && from == "ENV ".length() && separator > to) {
            judge(separator, length); // ENV NAME value
        } else if (c == '(' && separator == to && opensQuote(to + 1)) {
            value(to + 1); // PASSWORD('abc')
        } else if (separator > to
                && opensQuote(separator)
                && (word.equals("PASSWORD") || (quote != 0 && word.equalsIgnoreCase("password")))) {
            value(separator);
        } else if (takesAnArgument(from, word)
                || (before == ':' && word.startsWith("_"))
                || isBeforePassword(from, word)) {
            argument(to);
        }
    }

    /** {@code curl -H X-Api-Key:abc}. */
    private boolean isHeader(int from) {
        return text.startsWith("-H", from)
                || text.startsWith("-H ", from - 3)
                || text.startsWith("--header ", from - 9)
                || text.startsWith("--header=", from - 9);
    }

    /** Whether this is the word of a .netrc or of mysqladmin. */
    private boolean isBeforePassword(int from, String word) {
        return from == netrc || (word.equals("password") && (command.equals("login") || command.equals("mysqladmin")));
    }

    /** <code>${TOKEN:-abc}</code>: what stands where the variable is not set. */
    private void fallback(int to) {
        int from = charAt(to) == ':' ? to + 1 : to;
        char c = charAt(from);
        if ((c == '-' || c == '=' || c == '+') && !isPrinted(from + 1)) {
            int end = text.indexOf('}', from);
            judge(from + 1, end < 0 ? length : end);
        }
    }

    private void assigned(int from) {
        if (variables && !opensQuote(from)) {
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
            int end = isPrinted(start) ? start : end(start);
            if (charAt(end) == '(' && end - start < MAX_WORD_CHARACTERS && opensQuote(end + 1)) {
                at = start; // PASSWORD = PASSWORD('abc')
                return;
            }
            judge(start, end);
            return;
        }
        int inner = escapes + 1;
        if (isPrinted(inner)) {
            print(start);
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

    /** Hides what is no reference and no file name, and goes on behind it. */
    private boolean judge(int from, int to) {
        if (from <= to && isPrinted(from)) {
            print(from);
            return false;
        }
        if (from >= to || isHarmless(from, to)) {
            at = Math.max(at, to);
            return false;
        }
        hide(from, to);
        return true;
    }

    private boolean isHarmless(int from, int to) {
        boolean asItIs = variables && !text.startsWith("{{", from);
        boolean reference = asItIs ? SecretText.isVariable(text, from, to) : SecretText.isReference(text, from, to);
        return reference || SecretText.isFileName(text, from, to) || SecretText.isAnswer(text, from, to);
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
            int end = text.indexOf("\\".repeat(Math.min(level, MAX_WORD_CHARACTERS)) + c, from);
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
        quote = charAt(to) == quote ? 0 : quote;
        int start = blanks(separator + 1);
        if (isQuote(charAt(start)) && charAt(start) != quote) {
            open(start);
            start++;
        }
        int scheme = start;
        while (Character.isLetter(charAt(scheme))) {
            scheme++;
        }
        if (scheme > start && charAt(scheme) == ' ') {
            start = scheme + 1;
        }
        if (isPrinted(start)) {
            print(start);
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
        char before = charAt(from - 1);
        if (word.equals("--proxy")) {
            proxy(charAt(to) == '=' ? to + 1 : next(to));
        } else if (command.equals("curl")) {
            curl(from, to, word);
        } else if (command.equals("htpasswd") && before != '-' && word.matches("-[a-zA-Z]*b[a-zA-Z]*")) {
            htpasswd(word.indexOf('n') < 0 ? 3 : 2);
        } else if (word.equals(OPTIONS.get(command))) {
            argument(to);
        } else if (charAt(to) == ':'
                && charAt(to + 1) != '/'
                && (isQuote(before) || before == ' ')
                && (passwords || (printed >= 0 && (command.equals("echo") || command.equals("printf"))))) {
            judge(to + 1, end(to + 1));
        }
    }

    /** {@code curl -u me:abc}, also behind other options: {@code -sSu me:abc}. */
    private void curl(int from, int to, String word) {
        int at = from + 1;
        while (at < to && CURL_FLAGS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        char c = at < to && charAt(from) == '-' ? text.charAt(at) : 0;
        int value = at + 1 < to ? at + 1 : next(to);
        if (word.equals("--user") || word.equals("--proxy-user")) {
            password(charAt(to) == '=' ? to + 1 : next(to));
        } else if (c == 'u' || c == 'U') {
            password(value);
        } else if (c == 'x') {
            proxy(value);
        }
    }

    /** {@code htpasswd -b file me abc}: the last of so many words. */
    private void htpasswd(int words) {
        for (int word = 1; word < words; word++) {
            int start = next(at);
            boolean quoted = isQuote(charAt(start));
            int end = quoted ? closing(start + 1, charAt(start), 0) : end(start);
            at = Math.max(at, quoted && charAt(blanks(end + 1)) != ',' ? Math.min(length, end + 1) : end);
        }
        argument(at);
    }

    /** The next word, if it is no option and nothing of the shell's. */
    private void argument(int to) {
        int start = next(to);
        int inner = isQuote(charAt(start)) ? start + 1 : start;
        if (start > to
                && "&|;><\\#\n".indexOf(charAt(start)) < 0
                && charAt(inner) != '-'
                && PLACES.stream().noneMatch(place -> text.startsWith(place, inner))) {
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
        boolean open = isQuote(charAt(start)) && charAt(start) != quote;
        if (open) {
            open(start);
            start++;
        }
        int end = open ? closing(start, charAt(start - 1), 0) : end(start);
        int colon = start;
        while (colon < end && text.charAt(colon) != ':') {
            colon++;
        }
        judge(colon + 1, end);
    }

    /** {@code me:abc@host}, of which only the password goes. */
    private void proxy(int from) {
        int start = blanks(from);
        boolean open = isQuote(charAt(start)) && charAt(start) != quote;
        int colon = -1;
        int sign = -1;
        int end = open ? start + 1 : start;
        for (int limit = end + MAX_LOOKAHEAD; end < limit && end < length && !isEndOfHost(text.charAt(end)); end++) {
            colon = colon < 0 && text.charAt(end) == ':' ? end : colon;
            sign = text.charAt(end) == '@' ? end : sign;
        }
        if (colon > 0 && sign > colon) {
            if (open) {
                open(start);
            }
            judge(colon + 1, sign);
        }
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
        if (sign < 0 && colon > 0 && "/?#".indexOf(charAt(end)) >= 0 && !isPort(start, colon + 1, end)) {
            for (int limit = end + MAX_LOOKAHEAD; end < limit && sign < 0 && !isEndOfUrl(charAt(end)); end++) {
                sign = charAt(end) == '@' ? end : sign; // some passwords have what ends a host
            }
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

    private boolean isPort(int host, int from, int to) {
        int end = from;
        while (end < to && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end == to || text.charAt(host) == '[' || "$%{".indexOf(text.charAt(from)) >= 0;
    }

    private static boolean isEndOfHost(char c) {
        return isEndOfUrl(c) || "/?#".indexOf(c) >= 0;
    }

    private static boolean isEndOfUrl(char c) {
        return c == 0 || Character.isWhitespace(c) || "\"'`<>|;,\\".indexOf(c) >= 0;
    }

    private void privateKey() {
        int from = at;
        int head = text.substring(from, Math.min(length, from + MAX_LOOKAHEAD)).indexOf("-----", PEM.length());
        head = head < 0 ? head : from + head;
        boolean secret = head >= 0 && text.substring(from, head).contains(PRIVATE);
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
