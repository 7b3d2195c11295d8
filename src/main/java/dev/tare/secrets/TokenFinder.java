package dev.tare.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tare.secrets.KindTable.Token;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds tokens in texts. A token is a run of letters, digits and a few signs that is longer than nearly all words, so not every byte is read: eight
 * bytes are probed, and if there is a delimiter among them, the next probe is so far on that it still lies in the next run that is long enough. Each
 * byte is read a bounded number of times, whatever the text.
 */
final class TokenFinder {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A file with a NUL among so many first bytes is no text. */
    private static final int TEXT_CHECK_BYTES = 512;

    /** Maximum words of a text that are tried as a token. */
    private static final int MAX_ATTEMPTS = 200;

    /** The characters of tokens. Each entry is true for one of them. */
    private static final boolean[] OF_TOKENS = ofTokens();

    /** The characters that may precede a token within a run. A dot may precede an address only. */
    private static final boolean[] BEFORE_TOKENS = beforeTokens();

    /** Minimum share of changes between kinds of characters in a token: see {@link Placeholder#isInToken}. */
    private static final double MIN_CHANGES = 0.1;

    private static final double MIN_CHANGES_OF_WEAK = 0.4;

    /** The lowest character of a token. Any lower one ends a run. */
    private static final int MIN_TOKEN_CHARACTER = '%';

    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long EACH_SIGN = 0x8080808080808080L;

    private static final long COMMAS = ',' * EACH_BYTE;

    /** Round brackets differ in the last bit. */
    private static final long BRACKETS = '(' * EACH_BYTE;

    private static final long EVEN = 0xfefefefefefefefeL;

    /** Forms whose tokens begin with the same text, by its first character. */
    private final Token[][] byFirst = new Token[128][0];

    /** True for each pair of characters that a form in {@link #byFirst} begins with. */
    private final boolean[] pairs = new boolean[128 * 128];

    /** True for each pair of characters that an address begins with. */
    private final boolean[] pairsBehindDots = new boolean[128 * 128];

    /** The other forms, ordered by the place of their first literal part. */
    private final Token[] others;

    /** For each of {@link #others}, the place of its first literal part in a token. */
    private final int[] anchorOffsets;

    /** For each of {@link #others}, the first character of that part. */
    private final byte[] anchors;

    /** Minimum length of the run of {@link #OF_TOKENS} that a token begins with. */
    private final int shortest;

    private final int stride;

    TokenFinder(List<Token> tokens) {
        for (Token token : tokens) {
            String prefix = token.form().prefix();
            if (!prefix.isEmpty()) {
                int first = prefix.charAt(0);
                byFirst[first] = Arrays.copyOf(byFirst[first], byFirst[first].length + 1);
                byFirst[first][byFirst[first].length - 1] = token;
                int pair = first << 7 | prefix.charAt(1);
                pairs[pair] = true;
                pairsBehindDots[pair] |= token.form().isAddress();
            }
        }
        others = tokens.stream()
                .filter(token -> token.form().prefix().isEmpty())
                .sorted(Comparator.comparingInt(token -> token.form().anchorOffset()))
                .toArray(Token[]::new);
        anchorOffsets = new int[others.length];
        anchors = new byte[others.length];
        for (int i = 0; i < others.length; i++) {
            anchorOffsets[i] = others[i].form().anchorOffset();
            anchors[i] = others[i].form().anchor()[0];
        }
        shortest = tokens.stream()
                .mapToInt(token -> token.form().leastRun(TokenFinder::isOfToken))
                .min()
                .orElse(Integer.MAX_VALUE);
        stride = shortest - (Long.BYTES - 1);
    }

    private static boolean[] ofTokens() {
        boolean[] characters = new boolean[256];
        for (int c = 0; c < characters.length; c++) {
            byte character = (byte) c;
            characters[c] = CharacterClass.ALNUM.has(character) || "_-.~/+=:%".indexOf(c) >= 0;
        }
        return characters;
    }

    private static boolean isOfToken(byte character) {
        return OF_TOKENS[character & 0xff];
    }

    private static boolean[] beforeTokens() {
        boolean[] characters = new boolean[256];
        "=:/".chars().forEach(c -> characters[c] = true);
        return characters;
    }

    /** Returns the worst kind of which a token is in {@code text[from, to)}; {@link SecretKind#NONE} if none is, or it is no text. */
    SecretKind find(byte[] text, int from, int to) {
        if (hasNul(text, from, Math.min(to, from + TEXT_CHECK_BYTES))) {
            return SecretKind.NONE;
        }
        return new Search(text, from, to).kind();
    }

    private static boolean hasNul(byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text[at] == 0) {
                return true;
            }
        }
        return false;
    }

    /** One text. */
    private final class Search {

        private final byte[] text;
        private final int from;
        private final int to;
        private SecretKind found = SecretKind.NONE;
        private int attempts;

        /** For each token that was found, true if the text has what it needs beside. */
        private final Map<Token, Boolean> needs = new HashMap<>();

        Search(byte[] text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
        }

        SecretKind kind() {
            int last = to - Long.BYTES;
            for (int at = from; at <= last; ) {
                long eight = (long) LONG.get(text, at);
                if (hasLess(eight, MIN_TOKEN_CHARACTER)
                        || hasLess(eight ^ COMMAS, 1)
                        || hasLess((eight & EVEN) ^ BRACKETS, 1)) {
                    at += stride;
                    continue;
                }
                int start = at;
                while (start > from && OF_TOKENS[text[start - 1] & 0xff]) {
                    start--;
                }
                int end = at;
                while (end < to && OF_TOKENS[text[end] & 0xff]) {
                    end++;
                }
                if (end - start >= shortest) {
                    tokens(start, end);
                }
                at = end + stride; // what begins behind the end is not passed over
            }
            return found;
        }

        /** Returns true if any of eight bytes is less than a character. */
        private static boolean hasLess(long eight, int character) {
            return ((eight - character * EACH_BYTE) & ~eight & EACH_SIGN) != 0;
        }

        /** Looks for tokens that begin in {@code text[start, end)}: at its start, or behind a sign that stands between a name and a value. */
        private void tokens(int start, int end) {
            boolean escaped = start > from && text[start - 1] == '\\' && "nrt".indexOf(text[start]) >= 0;
            tokensAt(escaped ? start + 1 : start, end); // the n of a line's end in JSON is no part of what follows
            int last = end - shortest; // what begins further on is too short
            for (int at = start + 1; at <= last && attempts < MAX_ATTEMPTS; at++) {
                if (text[at - 1] == '.') {
                    if (pairsBehindDots[text[at] << 7 | text[at + 1]]) {
                        prefixesAt(at, TokenForm::isAddress);
                    }
                } else if (BEFORE_TOKENS[text[at - 1]] && CharacterClass.WORD.has(text[at])) {
                    tokensAt(at, end);
                }
            }
        }

        private void prefixesAt(int at, Predicate<TokenForm> which) {
            for (Token token : byFirst[text[at]]) {
                if (TokenForm.startsWith(text, at, to, token.form().anchor()) && which.test(token.form())) {
                    tokenAt(token, at);
                }
            }
        }

        private void tokensAt(int at, int end) {
            if (pairs[text[at] << 7 | text[at + 1]]) {
                prefixesAt(at, _ -> true);
            }
            for (int i = 0; i < others.length && at + anchorOffsets[i] < end; i++) {
                if (text[at + anchorOffsets[i]] == anchors[i]) {
                    tokenAt(others[i], at);
                }
            }
        }

        private void tokenAt(Token token, int at) {
            attempts++;
            int end = token.kind().isWorseThan(found) ? token.form().end(text, at, to) : -1;
            if (end >= 0
                    && !Placeholder.isInToken(token.form().secret(text, at), leastChanges(token, at, end))
                    && needs.computeIfAbsent(token, this::hasWhatItNeeds)) {
                found = token.kind();
            }
        }

        /** A text that is nothing but a token may look like words. A weak form must look random. */
        private double leastChanges(Token token, int start, int end) {
            if (isBlank(from, start) && isBlank(end, to)) {
                return 0;
            }
            return token.form().isWeak() && token.requires().isEmpty() ? MIN_CHANGES_OF_WEAK : MIN_CHANGES;
        }

        private boolean isBlank(int start, int end) {
            for (int at = start; at < end; at++) {
                if (text[at] > ' ' || text[at] < 0) {
                    return false;
                }
            }
            return true;
        }

        private boolean hasWhatItNeeds(Token token) {
            return (token.requires().isEmpty() || hasWord(token.requires()))
                    && token.beside().stream().allMatch(this::has);
        }

        /** Returns true if the text has the word, as in {@code mailgun_key}, {@code MAILGUN_KEY} or {@code myMailgunKey}. */
        private boolean hasWord(String word) {
            String whole = new String(text, from, to - from, ISO_8859_1);
            String small = whole.toLowerCase(Locale.ROOT);
            for (int at = small.indexOf(word); at >= 0; at = small.indexOf(word, at + 1)) {
                char before = at == 0 ? ' ' : whole.charAt(at - 1);
                if (!Character.isLetter(before)
                        || (Character.isLowerCase(before) && Character.isUpperCase(whole.charAt(at)))) {
                    return true;
                }
            }
            return false;
        }

        /** Returns true if the text has a word of that form with letters of both cases and digits, as machines choose it. */
        private boolean has(TokenForm form) {
            boolean inWord = false;
            for (int at = from; at < to; at++) {
                boolean word = CharacterClass.BASE64.has(text[at]);
                if (word && !inWord && form.end(text, at, to) >= 0) {
                    String secret = form.secret(text, at);
                    if (secret.chars().anyMatch(Character::isLowerCase)
                            && secret.chars().anyMatch(Character::isUpperCase)
                            && secret.chars().anyMatch(Character::isDigit)) {
                        return true;
                    }
                }
                inWord = word;
            }
            return false;
        }
    }
}
