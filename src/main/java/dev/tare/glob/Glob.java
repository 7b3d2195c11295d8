package dev.tare.glob;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A pattern for absolute paths. What each character of it means:
 *
 * <table>
 * <caption>Syntax</caption>
 * <tr><td>{@code ?}</td><td>one character of a name</td></tr>
 * <tr><td>{@code *}</td><td>any characters of a name, or none</td></tr>
 * <tr><td>{@code **}</td><td>any characters, slashes too, or none. In place of a directory: any number of directories, or none</td></tr>
 * <tr><td>{@code [a-z_]}</td><td>one of these characters; with {@code !} or {@code ^} in front of them one of all others</td></tr>
 * <tr><td>{@code \x}</td><td>the character x itself</td></tr>
 * </table>
 *
 * <p>A pattern matches a whole path. One without a slash matches the last name of a path, wherever it is. One with a slash begins at the
 * root, whether or not it begins with the slash. A slash at the end is ignored. A dot at the beginning of a name is matched as any other
 * character, and letters match in their own case only.
 *
 * <p>All ways in which a pattern may match are followed at once, as a set of positions in it with one bit for each (Baeza-Yates and Gonnet, A
 * New Approach to Text Searching, 1992). So a match takes time in proportion to the length of the pattern times that of the path at most.
 */
public final class Glob {

    private static final int ASCII = 128;

    private final String text;
    private final List<Token> tokens;

    /** Positions in front of a token of some kind; a position is the number of tokens in front of it. */
    private final long[] runs;

    private final long[] runsAcrossNames;
    private final long[] optionals;

    /** The positions in front of a token that takes a character, for each kind of characters that the pattern tells apart. */
    private final long[][] takers;

    private final byte[] kinds = new byte[ASCII];

    private Glob(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = List.copyOf(tokens);
        this.runs = positions(Token.Run.class::isInstance);
        this.runsAcrossNames = positions(Token.Run.ACROSS_NAMES::equals);
        this.optionals = positions(Token.Optional.class::isInstance);
        var distinct = new ArrayList<long[]>();
        for (int character = 0; character < ASCII; character++) {
            long[] positions = takers(character);
            int kind = 0;
            while (kind < distinct.size() && !Arrays.equals(distinct.get(kind), positions)) {
                kind++;
            }
            if (kind == distinct.size()) {
                distinct.add(positions);
            }
            kinds[character] = (byte) kind;
        }
        this.takers = distinct.toArray(long[][]::new);
    }

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException if it is not of the syntax; the message quotes it, and says why and how to write it
     */
    public static Glob of(String text) {
        return new Glob(text, new Compiler(text).tokens());
    }

    private long[] takers(int character) {
        return positions(token -> token instanceof Token.One one && one.takes(character));
    }

    private long[] positions(Predicate<Token> inFront) {
        long[] positions = new long[tokens.size() / Long.SIZE + 1];
        for (int at = 0; at < tokens.size(); at++) {
            if (inFront.test(tokens.get(at))) {
                positions[at / Long.SIZE] |= 1L << at;
            }
        }
        return positions;
    }

    /** Returns true if this absolute path matches. Bytes that are not UTF-8 match wildcards only. */
    public boolean matches(byte[] path) {
        return matches(new String(path, StandardCharsets.UTF_8));
    }

    /** Returns true if this absolute path matches. */
    public boolean matches(String path) {
        return new Matching().matches(path);
    }

    /** Returns true if this absolute path matches, or a directory above it. */
    public boolean covers(byte[] path) {
        return coveredLength(path) >= 0;
    }

    /** Returns the length of the shortest part of this absolute path that matches and ends with one of its names; -1 if none does. */
    public int coveredLength(byte[] path) {
        for (int end = 1; end <= path.length; end++) {
            if ((end == path.length || path[end] == '/') && matches(Arrays.copyOf(path, end))) {
                return end;
            }
        }
        return -1;
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }

    /** One match. */
    final class Matching {

        /** The number of words of bits that were read: the cost of the match. */
        long steps;

        private final long[] positions = new long[runs.length];

        boolean matches(String path) {
            positions[0] = 1;
            leaveOut();
            int character;
            boolean any = true;
            for (int at = 0; at < path.length() && any; at += Character.charCount(character)) {
                character = path.codePointAt(at);
                take(character);
                any = leaveOut();
            }
            return ((positions[tokens.size() / Long.SIZE] >>> tokens.size()) & 1) != 0;
        }

        /** Moves to the positions behind a character. */
        private void take(int character) {
            long[] takers = character < ASCII ? Glob.this.takers[kinds[character]] : takers(character);
            long[] stay = character == '/' ? runsAcrossNames : runs;
            long carry = 0;
            for (int word = 0; word < positions.length; word++) {
                long taken = positions[word] & takers[word];
                positions[word] = (taken << 1) | carry | (positions[word] & stay[word]);
                carry = taken >>> (Long.SIZE - 1);
            }
            steps += positions.length;
        }

        /** Adds the positions that are reached without a character, all of them further on. Returns false if there are none at all. */
        private boolean leaveOut() {
            long any = 0;
            long carry = 0;
            for (int word = 0; word < positions.length; word++) {
                long known;
                long now = positions[word] | carry;
                carry = 0;
                do {
                    known = now;
                    long next = now & (runs[word] | optionals[word]);
                    long behind = now & optionals[word];
                    now |= (next << 1) | (behind << Token.Optional.LENGTH);
                    carry |= (next >>> (Long.SIZE - 1)) | (behind >>> (Long.SIZE - Token.Optional.LENGTH));
                    steps++;
                } while (now != known);
                positions[word] = now;
                any |= now;
            }
            return any != 0;
        }
    }
}
