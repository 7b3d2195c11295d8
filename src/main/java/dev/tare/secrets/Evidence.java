package dev.tare.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * A rule that tells a file with a secret from one that only looks alike. The table of kinds names rules. Each reads the first bytes of a file once, as
 * characters of ISO 8859-1, and keeps nothing of them.
 */
@FunctionalInterface
interface Evidence {

    /** Returns true if the text holds a secret of that kind. */
    boolean isIn(String text);

    /**
     * The rules by their names. Those of the first map take no words, those of the second take the words behind their name, and those of the
     * third all that stands behind it.
     */
    Map<String, Predicate<String>> PLAIN = Map.ofEntries(
            Map.entry("private-key", KeyFormats::isPrivateKey),
            Map.entry("gnupg-key", KeyFormats::isGnupgKey),
            Map.entry("key-store", KeyFormats::isKeyStore),
            Map.entry("service-account", KeyFormats::isServiceAccount),
            Map.entry("login", FileFormats::hasLogin),
            Map.entry("git-header", FileFormats::hasHeader),
            Map.entry("nuget-config", FileFormats::isNugetConfig),
            Map.entry("composer-auth", FileFormats::isComposerAuth),
            Map.entry("bundler", FileFormats::isBundlerConfig),
            Map.entry("secret-manifest", SecretManifest::isIn),
            Map.entry("pgpass", FileFormats::isPgpass),
            Map.entry("htpasswd", FileFormats::isHtpasswd),
            Map.entry("assigns", Assignments::assigns),
            Map.entry("fields", Assignments::hasSecretField),
            Map.entry("pair", Assignments::hasPair));

    Map<String, BiPredicate<String, List<String>>> OF_WORDS = Map.of(
            "sets", Assignments::sets,
            "quotes", Assignments::setsQuoted,
            "php", Assignments::setsInPhp,
            "follows", Assignments::hasWordBehind,
            "user-password", Assignments::hasUserAndPassword,
            "element", FileFormats::setsElement,
            "attribute", FileFormats::setsAttribute,
            "column", (text, words) -> Assignments.hasColumn(text, number(words)),
            "word", (text, words) -> FileFormats.isWord(text, number(words)),
            "length", (text, words) -> words.contains(String.valueOf(text.length())));

    Map<String, BiPredicate<String, String>> OF_TEXT = Map.of("has", String::contains, "starts", String::startsWith);

    /**
     * The rule that is written so: its name, a blank, and what it takes.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static Evidence of(String rule) {
        int blank = rule.indexOf(' ');
        String name = blank < 0 ? rule : rule.substring(0, blank);
        String rest = blank < 0 ? "" : rule.substring(blank + 1);
        if (PLAIN.containsKey(name) && rest.isEmpty()) {
            return PLAIN.get(name)::test;
        }
        if (OF_WORDS.containsKey(name) && !rest.isEmpty()) {
            var words = List.of(rest.split(" ", -1));
            return text -> OF_WORDS.get(name).test(text, words);
        }
        if (OF_TEXT.containsKey(name) && !rest.isEmpty()) {
            return text -> OF_TEXT.get(name).test(text, rest);
        }
        throw new IllegalArgumentException("no evidence is called '" + rule + "'");
    }

    /** The rule that applies if any of these does. */
    static Evidence anyOf(List<String> rules) {
        var all = new ArrayList<Evidence>();
        rules.forEach(rule -> all.add(of(rule)));
        return text -> all.stream().anyMatch(evidence -> evidence.isIn(text));
    }

    private static int number(List<String> words) {
        return Integer.parseInt(words.getFirst());
    }
}
