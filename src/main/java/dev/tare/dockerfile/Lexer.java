package dev.tare.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The small grammar that Dockerfiles and histories share: words, quotes, flags and variables. */
final class Lexer {

    /** Stands for the unknown value of a variable. */
    static final char ANYTHING = '\0';

    /** Maximum length of a value after variables are replaced. */
    private static final int MAX_EXPANDED_CHARACTERS = 4_096;

    /** Maximum length of a variable reference. It bounds the search for the closing brace, which would otherwise cost quadratic time. */
    private static final int MAX_VARIABLE_CHARACTERS = 256;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Lexer() {}

    static int endOfWord(String text, int from) {
        int end = from;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Replaces each run of white space by one space, and drops it at the ends. */
    static String squeeze(String text) {
        var squeezed = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c)) {
                squeezed.append(c);
            } else if (!squeezed.isEmpty() && squeezed.charAt(squeezed.length() - 1) != ' ') {
                squeezed.append(' ');
            }
        }
        int end = squeezed.length();
        return squeezed.substring(0, end > 0 && squeezed.charAt(end - 1) == ' ' ? end - 1 : end);
    }

    /** Drops quotes, brackets and commas, which builders write in different ways: {@code ["a", "b"]}, {@code ["a" "b"]} and {@code [a b]} are {@code a b}. */
    static String loose(String text) {
        var loose = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\'', '\\', '`', '[', ']', '{', '}' -> {}
                case ',' -> loose.append(' ');
                default -> loose.append(c);
            }
        }
        return squeeze(loose.toString());
    }

    /** Writes {@code a b} of an old {@code ENV} as {@code a=b}. */
    static String assigned(String loose) {
        int end = endOfWord(loose, 0);
        return end == loose.length() || loose.substring(0, end).contains("=")
                ? loose
                : loose.substring(0, end) + "=" + loose.substring(end + 1);
    }

    /** Drops the {@code --flags} that a text begins with. */
    static String withoutFlags(String text) {
        int at = 0;
        while (text.startsWith("--", at) && endOfWord(text, at) > at + 2) {
            at = endOfWord(text, at);
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        return text.substring(at);
    }

    /** Splits a line of a shell into words, with their quotes. Returns none if a quote is not closed. */
    static List<String> words(String text) {
        var words = new ArrayList<String>();
        int start = -1;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (start >= 0) {
                    words.add(text.substring(start, i));
                }
                start = -1;
                continue;
            }
            start = start < 0 ? i : start;
            if (c == '\\' && quote != '\'') {
                i++;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote == c) {
                quote = 0;
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return quote == 0 ? words : List.of();
    }

    static String unquoted(String word) {
        var text = new StringBuilder(word.length());
        char quote = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < word.length()) {
                text.append(word.charAt(++i));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && quote == c) {
                quote = 0;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Reads an exec form, such as {@code ["a", "b"]}. Returns nothing if the text is none. */
    static Optional<List<String>> array(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            var array = JSON.readTree(text);
            return array.isArray() && array.valueStream().allMatch(JsonNode::isTextual)
                    ? Optional.of(array.valueStream().map(JsonNode::asText).toList())
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // a shell takes it, as [ a = b ]
        }
    }

    /** Returns the ports in a text: the first of each range, and of {@code host:container} the port of the container. */
    static Set<String> ports(String text) {
        return Stream.of(loose(withoutVariables(text)).split(" ", 1_000))
                .map(word -> word.startsWith("map") ? word.substring("map".length()) : word)
                .map(word -> word.endsWith(":") ? word.substring(0, word.length() - 1) : word)
                .map(word -> word.substring(word.lastIndexOf(':') + 1))
                .map(word -> word.substring(
                        0, (int) word.chars().takeWhile(Character::isDigit).count()))
                .filter(number -> !number.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Returns where the name of a here-document begins, or the dash before it, in a word such as {@code <<EOF}, {@code <<-"EOF"} and {@code 3<<EOF}; -1 in any other. */
    static int behindDocumentMark(String word) {
        int at = 0;
        while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
            at++;
        }
        int start = at + 2;
        return word.startsWith("<<", at) && start < word.length() && word.indexOf('<', start) < 0 ? start : -1;
    }

    /** Replaces {@code $A}, {@code ${A}} and {@code ${A:-x}} by the values that are known. */
    static String expand(String text, Map<String, String> values) {
        var expanded = new StringBuilder();
        for (int i = 0; i < text.length() && expanded.length() < MAX_EXPANDED_CHARACTERS; i++) {
            int end = text.charAt(i) == '$' ? endOfVariable(text, i) : i;
            if (end <= i + 1) {
                expanded.append(text.charAt(i));
                continue;
            }
            boolean braces = text.charAt(i + 1) == '{';
            String inner = braces ? text.substring(i + 2, end - 1) : text.substring(i + 1, end);
            int nameEnd = endOfName(inner, 0);
            String otherwise = inner.startsWith(":-", nameEnd) ? inner.substring(nameEnd + 2) : "";
            expanded.append(values.getOrDefault(inner.substring(0, nameEnd), otherwise));
            i = end - 1;
        }
        return expanded.toString();
    }

    /** Replaces each variable by {@link #ANYTHING}. */
    static String withoutVariables(String text) {
        var masked = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int end = c == '$' ? endOfVariable(text, i) : i;
            if (end > i + 1) {
                masked.append(ANYTHING);
                i = end - 1;
            } else if (c == '\\' && i + 1 < text.length()) {
                masked.append(c).append(text.charAt(++i));
            } else {
                masked.append(c);
            }
        }
        return masked.toString();
    }

    /** Returns where the variable ends that begins with the dollar sign at {@code at}; at most {@code at + 1} if none does. */
    private static int endOfVariable(String text, int at) {
        if (!text.startsWith("{", at + 1)) {
            return endOfName(text, at + 1);
        }
        int depth = 0;
        for (int i = at + 1; i < Math.min(text.length(), at + MAX_VARIABLE_CHARACTERS); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        return at;
    }

    private static int endOfName(String text, int from) {
        int end = from;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return end;
    }
}
