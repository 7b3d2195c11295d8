package dev.tare.source.registry.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One way to authenticate that a server offers with a 401 (RFC 9110, 11.6.1: {@code WWW-Authenticate = #challenge}). A header may
 * hold several, and commas stand both between challenges and between their parameters.
 *
 * @param scheme in lower case: {@code bearer}, {@code basic}
 * @param parameters names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    static List<Challenge> parse(List<String> headers) {
        var challenges = new ArrayList<Challenge>();
        for (String header : headers) {
            new Parser(header).into(challenges);
        }
        return challenges;
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** The same challenge without its scope. */
    Challenge withoutScope() {
        var others = new LinkedHashMap<>(parameters);
        others.remove("scope");
        return new Challenge(scheme, others);
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        void into(List<Challenge> challenges) {
            Map<String, String> open = new LinkedHashMap<>();
            while (skipSeparators()) {
                String word = token();
                if (word.isEmpty()) {
                    return; // the rest of the header cannot be parsed
                }
                int afterWord = at;
                skipSpaces();
                if (at < text.length() && text.charAt(at) == '=' && !challenges.isEmpty()) {
                    at++;
                    skipSpaces();
                    open.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
                    while (at < text.length() && text.charAt(at) == '=') {
                        at++; // the padding of a token68 (RFC 9110, 11.2), which is no parameter
                    }
                } else {
                    at = afterWord;
                    open = new LinkedHashMap<>();
                    challenges.add(new Challenge(word.toLowerCase(Locale.ROOT), open));
                }
            }
        }

        private boolean skipSeparators() {
            while (at < text.length() && (text.charAt(at) == ',' || Character.isWhitespace(text.charAt(at)))) {
                at++;
            }
            return at < text.length();
        }

        private void skipSpaces() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private String token() {
            int start = at;
            while (at < text.length() && ",=\" \t".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                return token();
            }
            var value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }
    }
}
