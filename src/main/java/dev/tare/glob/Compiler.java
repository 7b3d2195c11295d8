package dev.tare.glob;

import dev.tare.glob.Token.OneOf.Range;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of a {@link Glob} once, from left to right. */
final class Compiler {

    private final String text;
    private final int end;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    Compiler(String text) {
        this.text = text;
        int length = text.length();
        while (length > 1 && text.charAt(length - 1) == '/') {
            length--;
        }
        this.end = length;
    }

    List<Token> tokens() {
        if (end == 0) {
            throw new IllegalArgumentException("the pattern is empty");
        }
        int slash = text.indexOf('/');
        tokens.add(new Token.Literal('/'));
        if (slash < 0 || slash >= end) {
            directories();
        } else if (slash == 0) {
            at = 1;
        }
        while (at < end) {
            token();
        }
        return tokens;
    }

    private void token() {
        int character = next();
        switch (character) {
            case '*' -> asterisks();
            case '?' -> tokens.add(Token.OneOf.ANY);
            case '[' -> brackets();
            case '/' -> slash();
            case '\\' -> tokens.add(new Token.Literal(escaped()));
            default -> tokens.add(new Token.Literal(character));
        }
    }

    private int next() {
        int character = text.codePointAt(at);
        at += Character.charCount(character);
        return character;
    }

    private int escaped() {
        if (at >= end) {
            throw wrong("ends in a backslash; write \\\\ for the character itself");
        }
        return next();
    }

    /** Several slashes are one, as in any path. */
    private void slash() {
        if (!isAtName()) {
            tokens.add(new Token.Literal('/'));
        }
    }

    /** Returns true if a name begins here. */
    private boolean isAtName() {
        return tokens.getLast().equals(new Token.Literal('/'));
    }

    private void asterisks() {
        int from = at - 1;
        while (at < end && text.charAt(at) == '*') {
            at++;
        }
        if (at - from == 1) {
            tokens.add(Token.Run.WITHIN_NAME);
        } else if (isAtName() && at < end && text.charAt(at) == '/') {
            at++;
            if (tokens.size() < Token.Optional.LENGTH
                    || !(tokens.get(tokens.size() - Token.Optional.LENGTH) instanceof Token.Optional)) {
                directories(); // several in a row are one
            }
        } else {
            tokens.add(Token.Run.ACROSS_NAMES);
        }
    }

    private void directories() {
        tokens.add(Token.Optional.DIRECTORIES);
        tokens.add(Token.Run.ACROSS_NAMES);
        tokens.add(new Token.Literal('/'));
    }

    private void brackets() {
        boolean inverted = at < end && (text.charAt(at) == '!' || text.charAt(at) == '^');
        at += inverted ? 1 : 0;
        var ranges = new ArrayList<Range>();
        // a bracket that comes first is one of the characters (POSIX 2.14.1)
        while (at < end && (text.charAt(at) != ']' || ranges.isEmpty())) {
            int first = bracketed();
            boolean range = at + 1 < end && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
            at += range ? 1 : 0;
            int last = range ? bracketed() : first;
            if (last < first) {
                throw wrong("has a range that runs backwards, from '%s' to '%s'"
                        .formatted(Character.toString(first), Character.toString(last)));
            }
            ranges.add(new Range(first, last));
        }
        if (at >= end) {
            throw wrong("has a '[' that is never closed; write \\[ for the character itself");
        }
        at++;
        tokens.add(new Token.OneOf(List.copyOf(ranges), inverted));
    }

    private int bracketed() {
        int character = next();
        if (character == '/') {
            throw wrong("has a slash between brackets, which stand for one character of a name");
        }
        return character == '\\' ? escaped() : character;
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("the pattern '%s' %s".formatted(text, why));
    }
}
