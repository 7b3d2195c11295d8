package dev.tare.secrets.redaction;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Secrets of one image that were found by their names, and hides them wherever else they stand. */
public final class KnownSecrets {

    public static final KnownSecrets NONE = new KnownSecrets(List.of());

    /** Minimum length of a secret that is looked for. Shorter ones may be words or numbers that mean something else elsewhere. */
    static final int MIN_CHARACTERS = 7;

    /** Minimum length of a secret without letters and digits side by side: {@code postgres} is a password of some, and a word of all. */
    static final int MIN_CHARACTERS_OF_WORDS = 16;

    /** Minimum length of a secret that is hidden within a longer word too. */
    private static final int MIN_CHARACTERS_IN_WORDS = 12;

    /** Maximum characters of a secret that are compared at each place of a text. What follows is compared where these are found. */
    private static final int MAX_COMPARED_CHARACTERS = 64;

    /** Maximum secrets with one beginning. Of more, the beginning is looked for, and all of the word is hidden. */
    private static final int MAX_ALIKE = 4;

    private static final int FILTER_BITS = 1 << 16;

    private static final String HIDDEN = "***";

    private final Map<String, List<String>> byBeginning = new HashMap<>();

    /** A bit for the hash of each beginning. */
    private final BitSet filter = new BitSet();

    private KnownSecrets(Collection<String> secrets) {
        for (String secret : secrets) {
            if (isTelling(secret)) {
                String beginning = secret.substring(0, MIN_CHARACTERS);
                var alike = byBeginning.computeIfAbsent(beginning, _ -> new ArrayList<>());
                if (alike.size() <= MAX_ALIKE && !alike.contains(secret)) {
                    alike.add(secret);
                }
                filter.set(hash(beginning, 0));
            }
        }
        byBeginning.values().forEach(alike -> alike.sort((a, b) -> Integer.compare(b.length(), a.length())));
    }

    public static KnownSecrets of(Collection<String> secrets) {
        return secrets.isEmpty() ? NONE : new KnownSecrets(secrets);
    }

    /** Returns true if a secret is hardly anything else where it stands again. */
    static boolean isTelling(String secret) {
        boolean isMixed =
                secret.chars().anyMatch(Character::isLetter) && secret.chars().anyMatch(Character::isDigit);
        return secret.length() >= (isMixed ? MIN_CHARACTERS : MIN_CHARACTERS_OF_WORDS)
                && secret.chars().distinct().limit(3).count() == 3;
    }

    /** Returns a text with three asterisks for each secret in it. Takes time in proportion to its length. */
    public String hide(String text) {
        if (byBeginning.isEmpty()) {
            return text;
        }
        var hidden = new StringBuilder();
        int copied = 0;
        for (int at = 0; at + MIN_CHARACTERS <= text.length(); at++) {
            int end = filter.get(hash(text, at)) ? end(text, at) : -1;
            if (end >= 0) {
                hidden.append(text, copied, at).append(HIDDEN);
                copied = end;
                at = end - 1;
            }
        }
        return copied == 0 ? text : hidden.append(text, copied, text.length()).toString();
    }

    private static int hash(String text, int from) {
        int hash = 0;
        for (int at = from; at < from + MIN_CHARACTERS; at++) {
            hash = hash * 31 + text.charAt(at);
        }
        return (hash ^ hash >>> 16) & (FILTER_BITS - 1);
    }

    /** Returns where the secret ends that begins at {@code from}; -1 if none does. */
    private int end(String text, int from) {
        var alike = byBeginning.getOrDefault(text.substring(from, from + MIN_CHARACTERS), List.of());
        if (alike.size() > MAX_ALIKE) {
            int end = from;
            while (end < text.length() && !isEndOfWord(text.charAt(end))) {
                end++;
            }
            return end;
        }
        for (String secret : alike) {
            int compared = Math.min(secret.length(), MAX_COMPARED_CHARACTERS);
            if (text.startsWith(secret.substring(0, compared), from) && isApart(text, from, secret)) {
                int end = compared;
                while (end < secret.length()
                        && from + end < text.length()
                        && text.charAt(from + end) == secret.charAt(end)) {
                    end++;
                }
                return from + end;
            }
        }
        return -1;
    }

    private static boolean isEndOfWord(char c) {
        return Character.isWhitespace(c) || ShellLexer.isQuote(c) || ";&|,".indexOf(c) >= 0;
    }

    /** A short secret may be part of a longer word by chance. */
    private static boolean isApart(String text, int from, String secret) {
        int to = from + secret.length();
        return secret.length() >= MIN_CHARACTERS_IN_WORDS
                || ((from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                        && (to >= text.length() || !Character.isLetterOrDigit(text.charAt(to))));
    }
}
