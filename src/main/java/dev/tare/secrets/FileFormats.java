package dev.tare.secrets;

import java.util.List;
import java.util.Locale;

/** Credentials in the files of programs that have a format of their own. */
final class FileFormats {

    /** Beginnings of names in the configuration of Bundler that hold no host. */
    private static final List<String> BUNDLER_SETTINGS =
            List.of("BUNDLE_BUILD__", "BUNDLE_LOCAL__", "BUNDLE_MIRROR__", "BUNDLE_PLUGINS__", "BUNDLE_GEM__");

    private FileFormats() {}

    /** Returns true if the text is a single word of at least so many characters. */
    static boolean isWord(String text, int atLeast) {
        String word = text.strip();
        return word.length() >= atLeast && word.length() < 4096 && word.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** Returns true if an address has a password, or a token in place of the user. */
    static boolean hasLogin(String text) {
        int values = 0;
        for (int at = text.indexOf("://");
                at >= 0 && values < Assignments.MAX_VALUES;
                at = text.indexOf("://", at + 3)) {
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
                if (!Placeholder.is(text, colon + 1, Math.min(sign, colon + 1 + Assignments.MAX_VALUE_CHARACTERS))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns true if a header with credentials is set, as actions/checkout does in {@code .git/config}. */
    static boolean hasHeader(String text) {
        return text.lines()
                .limit(Assignments.MAX_LINES)
                .map(line -> line.toLowerCase(Locale.ROOT))
                .anyMatch(line -> {
                    int at = line.indexOf("authorization:");
                    return at >= 0
                            && line.contains("extraheader")
                            && !Placeholder.is(line.substring(at + "authorization:".length())
                                    .replaceFirst("^ *(basic|bearer|token) *", "")
                                    .strip());
                });
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

    /** Returns true if an element of XML holds a secret: {@code <NAME>value</NAME>}. */
    static boolean setsElement(String text, List<String> names) {
        String left = withoutComments(text);
        return names.stream().anyMatch(name -> setsElement(left, "<" + name));
    }

    private static boolean setsElement(String text, String start) {
        int values = 0;
        for (int at = text.indexOf(start);
                at >= 0 && values < Assignments.MAX_VALUES;
                at = text.indexOf(start, at + 1)) {
            int behind = at + start.length();
            boolean whole = behind < text.length() && " \t>".indexOf(text.charAt(behind)) >= 0;
            int from = whole ? text.indexOf('>', behind) + 1 : 0;
            int to = from > 0 ? text.indexOf('<', from) : -1;
            if (to > from) {
                values++;
                if (!Placeholder.is(text.substring(from, Math.min(to, from + Assignments.MAX_VALUE_CHARACTERS))
                        .strip())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns true if an attribute of XML holds a secret: {@code NAME="value"}. */
    static boolean setsAttribute(String text, List<String> names) {
        return Assignments.setsQuoted(withoutComments(text), names);
    }

    /** Returns true if a password stands in clear text. One that Windows encrypted is of no use elsewhere. */
    static boolean isNugetConfig(String text) {
        String left = withoutComments(text);
        for (int at = left.indexOf("\"ClearTextPassword\""); at >= 0; at = left.indexOf("\"ClearTextPassword\"", at)) {
            String rest = left.substring(at, Math.min(left.length(), at + 2 * Assignments.MAX_VALUE_CHARACTERS));
            int end = rest.indexOf('>');
            String element = end < 0 ? rest : rest.substring(0, end);
            if (Assignments.sets(element, List.of("value"))) {
                return true;
            }
            at += element.length();
        }
        return false;
    }

    static boolean isComposerAuth(String text) {
        boolean basic = text.contains("\"http-basic\"") && Assignments.sets(text, List.of("password"));
        if (basic || (text.contains("\"bitbucket-oauth\"") && Assignments.sets(text, List.of("consumer-secret")))) {
            return true;
        }
        for (String kind : List.of("\"github-oauth\"", "\"gitlab-oauth\"", "\"gitlab-token\"", "\"bearer\"")) {
            int at = text.indexOf(kind);
            int open = at < 0 ? -1 : text.indexOf('{', at);
            int colon = open < 0 ? -1 : text.indexOf(':', open);
            int close = open < 0 ? -1 : text.indexOf('}', open);
            if (colon > 0 && colon < close) {
                String rest = text.substring(colon + 1, close).strip();
                if (!Placeholder.is(Assignments.value(rest, 0))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns true if a line is {@code host:port:database:user:password} (PostgreSQL, "The Password File"). */
    static boolean isPgpass(String text) {
        return text.lines()
                .limit(Assignments.MAX_LINES)
                .filter(line -> !Assignments.isComment(line))
                .anyMatch(line -> {
                    int fields = 0;
                    for (int at = 0; at < line.length(); at++) {
                        fields += isColon(line, at) ? 1 : 0;
                        if (fields == 4) {
                            int end = at + 1;
                            while (end < line.length()
                                    && end - at < Assignments.MAX_VALUE_CHARACTERS
                                    && !isColon(line, end)) {
                                end++;
                            }
                            return !Placeholder.is(line.substring(at + 1, end).strip());
                        }
                    }
                    return false;
                });
    }

    private static boolean isColon(String line, int at) {
        return line.charAt(at) == ':' && (at == 0 || line.charAt(at - 1) != '\\');
    }

    static boolean isHtpasswd(String text) {
        return text.lines()
                .limit(Assignments.MAX_LINES)
                .filter(line -> !Assignments.isComment(line))
                .anyMatch(line -> {
                    int colon = line.indexOf(':');
                    String hash = colon < 1 ? "" : line.substring(colon + 1);
                    return hash.startsWith("$apr1$")
                            || hash.startsWith("$2")
                            || hash.startsWith("$5$")
                            || hash.startsWith("$6$")
                            || hash.startsWith("{SHA}")
                            || (hash.length() == 13
                                    && hash.chars()
                                            .allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '/'));
                });
    }

    /**
     * Returns true if a host has credentials: {@code BUNDLE_GEMS__EXAMPLE__COM: "user:password"}, where two underscores stand for a dot (bundle config,
     * "Credentials for gem sources").
     */
    static boolean isBundlerConfig(String text) {
        return hasLogin(text)
                || text.lines().limit(Assignments.MAX_LINES).anyMatch(line -> {
                    int colon = line.indexOf(": ");
                    String name = colon < 0 ? "" : line.substring(0, colon);
                    boolean host = name.startsWith("BUNDLE_")
                            && name.contains("__")
                            && BUNDLER_SETTINGS.stream().noneMatch(name::startsWith);
                    String value = host ? Assignments.value(line, colon + 2) : "";
                    return !Placeholder.is(value) && !SecretText.isAnswer(value, 0, value.length());
                });
    }
}
