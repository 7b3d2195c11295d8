package dev.tare.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The form of a vendor's tokens: literal text, and between {@code <} and {@code >} parts of so many characters of a class, such
 * as {@code ghp_<36 alnum>}, {@code glpat-<20+ token>} or {@code xoxb-<8-14 digit>-<18+ alnum>}. A part takes as many characters as it may, and
 * gives none back, so a token is read once.
 */
final class TokenForm {

    /** Maximum length of a part without a bound of its own. */
    private static final int MAX_PART_CHARACTERS = 1_024;

    /** Minimum literal characters of a form that is not weak. */
    private static final int MIN_LITERAL_CHARACTERS = 3;

    private static final Pattern FIELD = Pattern.compile("(\\d+)(\\+|-(\\d+))? ([a-z0-9]+)(?:~(\\w+))?");

    private sealed interface Part {
        /** Minimum characters that it takes. */
        int least();
    }

    private record Literal(byte[] text) implements Part {
        @Override
        public int least() {
            return text.length;
        }
    }

    /** @param word a word that the field must contain; empty for none */
    private record Field(int least, int most, CharacterClass of, String word) implements Part {}

    private final String text;
    private final List<Part> parts;
    private final byte[] anchor;
    private final int anchorOffset;
    private final boolean weak;
    private final boolean address;

    private TokenForm(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
        var literals = parts.stream()
                .filter(Literal.class::isInstance)
                .map(part -> ((Literal) part).text())
                .toList();
        this.anchor = literals.isEmpty() ? new byte[0] : literals.getFirst();
        this.anchorOffset = parts.stream()
                .takeWhile(Field.class::isInstance)
                .mapToInt(Part::least)
                .sum();
        this.address = prefix().indexOf('/') > 0 && prefix().indexOf('.') > 0;
        this.weak = literals.stream().mapToInt(literal -> literal.length).sum() < MIN_LITERAL_CHARACTERS;
    }

    /** @throws IllegalArgumentException if the text is no form, or a part of it may end in more than one place */
    static TokenForm of(String text) {
        var parts = new ArrayList<Part>();
        int at = 0;
        while (at < text.length()) {
            boolean field = text.charAt(at) == '<';
            int end = text.indexOf(field ? '>' : '<', at);
            end = end < 0 ? text.length() : end;
            parts.add(field ? field(text, text.substring(at + 1, end)) : new Literal(ascii(text.substring(at, end))));
            at = field ? end + 1 : end;
        }
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (parts.get(i) instanceof Field field
                    && field.least() < field.most()
                    && !(parts.get(i + 1) instanceof Literal next && !field.of().has(next.text()[0]))) {
                throw new IllegalArgumentException("%s: it is open where part %d ends".formatted(text, i + 1));
            }
        }
        return new TokenForm(text, parts);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static Field field(String form, String text) {
        var field = FIELD.matcher(text);
        if (!field.matches()) {
            throw new IllegalArgumentException(form + ": no part of a token is <" + text + ">");
        }
        int least = Integer.parseInt(field.group(1));
        int most = field.group(2) == null
                ? least
                : field.group(3) == null ? MAX_PART_CHARACTERS : Integer.parseInt(field.group(3));
        String word = field.group(5) == null ? "" : field.group(5);
        return new Field(least, most, CharacterClass.valueOf(field.group(4).toUpperCase(Locale.ROOT)), word);
    }

    /** The text that all tokens begin with; empty if there is none. */
    String prefix() {
        return anchorOffset == 0 ? new String(anchor, US_ASCII) : "";
    }

    /** The first literal part. */
    byte[] anchor() {
        return anchor;
    }

    /** The place of the {@link #anchor} in a token. */
    int anchorOffset() {
        return anchorOffset;
    }

    /** Returns how many of such characters every token begins with at least. */
    int leastRun(Predicate<Byte> of) {
        int length = 0;
        for (Part part : parts) {
            if (part instanceof Literal(byte[] literal)) {
                for (byte character : literal) {
                    if (!of.test(character)) {
                        return length;
                    }
                    length++;
                }
            } else {
                length += part.least();
            }
        }
        return length;
    }

    /** Returns true if tokens begin with a host and a path. */
    boolean isAddress() {
        return address;
    }

    /** Returns true if the form has so few literal characters that other words may match by chance. */
    boolean isWeak() {
        return weak;
    }

    /** Returns where the token that begins at {@code from} ends, or -1 if none does. */
    int end(byte[] bytes, int from, int to) {
        int at = from;
        for (Part part : parts) {
            at = switch (part) {
                case Literal(byte[] literal) -> startsWith(bytes, at, to, literal) ? at + literal.length : -1;
                case Field field -> end(field, bytes, at, to);
            };
            if (at < 0) {
                return -1;
            }
        }
        boolean more = at < to
                && (CharacterClass.WORD.has(bytes[at])
                        || (parts.getLast() instanceof Field last && last.of().has(bytes[at])));
        return more ? -1 : at;
    }

    private static int end(Field field, byte[] bytes, int from, int to) {
        int most = Math.min(to - from, field.most());
        int length = 0;
        while (length < most && field.of().has(bytes[from + length])) {
            length++;
        }
        boolean whole = length >= field.least()
                && (field.word().isEmpty() || text(bytes, from, from + length).contains(field.word()));
        return whole ? from + length : -1;
    }

    static boolean startsWith(byte[] bytes, int from, int to, byte[] start) {
        if (start.length > to - from) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (bytes[from + i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the secret part of the token that begins at {@code from}: its fields, without those of digits. */
    String secret(byte[] bytes, int from) {
        var secret = new StringBuilder();
        int at = from;
        for (Part part : parts) {
            int start = at;
            at += switch (part) {
                case Literal(byte[] literal) -> literal.length;
                case Field field -> Math.max(0, end(field, bytes, at, bytes.length) - at);
            };
            if (part instanceof Field field && field.of() != CharacterClass.DIGIT) {
                secret.append(text(bytes, start, at));
            }
        }
        return secret.toString();
    }

    /** Returns true if a word begins as such a token does, whether or not it is long enough. */
    boolean begins(byte[] word, int atLeast) {
        int at = 0;
        for (Part part : parts) {
            int left = word.length - at;
            if (left <= 0) {
                break;
            }
            switch (part) {
                case Literal(byte[] literal) -> {
                    if (!startsWith(word, at, word.length, literal)) {
                        return false;
                    }
                    at += literal.length;
                }
                case Field field -> {
                    int length = 0;
                    while (length < Math.min(left, field.most()) && field.of().has(word[at + length])) {
                        length++;
                    }
                    if (length < field.least() && length < left) {
                        return false;
                    }
                    at += length;
                }
            }
        }
        return at == word.length && at >= atLeast;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, US_ASCII);
    }

    /** The form as it stands in the table. */
    @Override
    public String toString() {
        return text;
    }
}
