package dev.tare.secrets.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.tare.secrets.SecretName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The table of commands that take passwords, {@code commands.toml}. */
final class PasswordCommands {

    private static final String RESOURCE = "commands.toml";

    /** The key of what any command takes. */
    private static final String ANY = "";

    /** Commands that print what stands behind them. */
    static final Set<String> PRINTERS = Set.of("echo", "printf");

    /** Commands that take a file, a user and a password behind {@code -b}. */
    static final Set<String> HTPASSWD = Set.of("htpasswd", "mosquitto_passwd");

    /** Reads a user and a password in each line. */
    static final String READS_PASSWORDS = "chpasswd";

    static final String CURL = "curl";

    /** The place of an option's password. */
    enum Place {
        NEXT("next"),
        ATTACHED("attached"),
        EITHER("either"),
        USER_AND_PASSWORD("user:password"),
        USER_COMMA_PASSWORD("user,password"),
        USER_PERCENT_PASSWORD("user%password"),
        NAME_AND_VALUE("name=value"),
        COOKIE("cookie"),
        PROXY("proxy");

        private final String id;

        Place(String id) {
            this.id = id;
        }

        /** Returns true if the option and the password may be one word. */
        boolean mayBeAttached() {
            return this == ATTACHED || this == EITHER;
        }

        /** Returns true if the option's value is more than the password. */
        boolean isPartOfValue() {
            return !mayBeAttached() && this != NEXT;
        }

        /** Returns true if the password may be the next word. */
        boolean isWord() {
            return this == NEXT || this == EITHER;
        }

        /** The sign between user and password. */
        char separator() {
            return switch (this) {
                case USER_COMMA_PASSWORD -> ',';
                case USER_PERCENT_PASSWORD -> '%';
                case NAME_AND_VALUE -> '=';
                default -> ':';
            };
        }

        static Place of(String id) {
            return Arrays.stream(values())
                    .filter(place -> place.id.equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no place of a password is called '" + id + "'"));
        }
    }

    /**
     * An option that takes a password, under each of its names.
     *
     * @param flags letters of options without a value that may stand between the dash and the letter of this one
     */
    record Option(List<String> names, Place place, String flags) {}

    /**
     * The place of a password behind a word.
     *
     * @param words that it may be behind; an asterisk stands for any text
     * @param except words that it is not behind even so
     * @param named true if it may be behind each word that ends as the name of a secret does
     * @param skip words between that word and the password
     * @param takes options that have a value
     * @param sign between a user and the password; empty if there is no user
     * @param isOptional true if the user may be missing
     */
    record Position(
            List<Pattern> words,
            List<Pattern> except,
            boolean named,
            int skip,
            List<String> takes,
            String sign,
            boolean isOptional) {

        boolean isAt(String word) {
            return (isLike(words, word) && !isLike(except, word))
                    || (named && !word.startsWith("-") && SecretName.is(word, 0, word.length()));
        }

        private static boolean isLike(List<Pattern> patterns, String word) {
            return patterns.stream().anyMatch(it -> it.isLike(word));
        }
    }

    /** A word, or with asterisks such as {@code begin*} and {@code *middle*}. */
    record Pattern(String bare, boolean isOpenBefore, boolean isOpenBehind) {

        static Pattern of(String pattern) {
            return new Pattern(pattern.replace("*", ""), pattern.startsWith("*"), pattern.endsWith("*"));
        }

        boolean isLike(String word) {
            if (isOpenBefore) {
                return isOpenBehind ? word.contains(bare) : word.endsWith(bare);
            }
            return isOpenBehind ? word.startsWith(bare) : word.equals(bare);
        }
    }

    private static final Map<String, List<Option>> OPTIONS = new HashMap<>();
    private static final List<Option> OF_ANY;
    private static final Map<String, List<Position>> POSITIONS = new HashMap<>();
    private static final List<Position> POSITIONS_OF_ANY;
    private static final Map<String, List<String>> FLAGS = new HashMap<>();
    private static final Set<String> NAMES = new HashSet<>(PRINTERS);

    /** Commands of which the arguments are names of commands that are not called. */
    static final Set<String> INSTALLERS;

    /** Beginnings of options without a value, even if they end as the name of a secret does. */
    static final List<String> HARMLESS_OPTIONS;

    /** Beginnings of values that only tell where the secret is. */
    static final List<String> HARMLESS_VALUES;

    /** Beginnings of cookies that everybody may know. */
    static final List<String> HARMLESS_COOKIES;

    static {
        JsonNode table = read(RESOURCE);
        for (JsonNode row : table.path("option")) {
            var option = new Option(
                    texts(row.path("options")),
                    Place.of(row.path("value").asText()),
                    row.path("flags").asText());
            commands(row)
                    .forEach(command -> OPTIONS.computeIfAbsent(command, _ -> new ArrayList<>())
                            .add(option));
        }
        for (JsonNode row : table.path("word")) {
            var position = new Position(
                    patterns(row.path("words")),
                    patterns(row.path("except")),
                    row.path("named").asBoolean(),
                    row.path("skip").asInt(),
                    texts(row.path("takes")),
                    row.path("sign").asText(),
                    row.path("optional").asBoolean());
            commands(row)
                    .forEach(command -> POSITIONS
                            .computeIfAbsent(command, _ -> new ArrayList<>())
                            .add(position));
        }
        for (JsonNode row : table.path("flag")) {
            commands(row).forEach(command -> FLAGS.put(command, texts(row.path("options"))));
        }
        OF_ANY = List.copyOf(OPTIONS.getOrDefault(ANY, List.of()));
        OPTIONS.remove(ANY);
        OPTIONS.values().forEach(options -> options.addAll(OF_ANY));
        NAMES.addAll(OPTIONS.keySet());
        POSITIONS_OF_ANY = List.copyOf(POSITIONS.getOrDefault(ANY, List.of()));
        POSITIONS.remove(ANY);
        POSITIONS.values().forEach(positions -> positions.addAll(POSITIONS_OF_ANY));
        NAMES.addAll(POSITIONS.keySet());
        NAMES.addAll(HTPASSWD);
        NAMES.remove(ANY);
        INSTALLERS = Set.copyOf(texts(table.at("/harmless/installers")));
        NAMES.addAll(INSTALLERS);
        HARMLESS_OPTIONS = texts(table.at("/harmless/options"));
        HARMLESS_VALUES = texts(table.at("/harmless/values"));
        HARMLESS_COOKIES = texts(table.at("/harmless/cookies"));
    }

    private PasswordCommands() {}

    static JsonNode read(String resource) {
        try (var in = Objects.requireNonNull(PasswordCommands.class.getResourceAsStream(resource), resource)) {
            return new TomlMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> commands(JsonNode row) {
        var names = texts(row.path("commands"));
        return names.isEmpty() ? List.of(ANY) : names;
    }

    static List<Pattern> patterns(JsonNode array) {
        return texts(array).stream().map(Pattern::of).toList();
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    /** The place of a password behind so many words. */
    static Position behindWords(int words) {
        return new Position(List.of(), List.of(), false, words, List.of(), "", false);
    }

    /** Returns true if an option of a command has no value, though its name ends as that of a secret. */
    static boolean isFlag(String command, String option) {
        return FLAGS.getOrDefault(command, List.of()).contains(option);
    }

    /** Returns true for {@code BUNDLE_GEMS__EXAMPLE__COM}: a host, for which Bundler has user and password. */
    static boolean isBundlerName(String variable) {
        return variable.startsWith("BUNDLE_")
                && positions("bundle").stream().anyMatch(position -> position.isOptional() && position.isAt(variable));
    }

    /** Returns true if a command of that name takes passwords or prints them. */
    static boolean has(String name) {
        return NAMES.contains(name);
    }

    /** The options of a command, or of any command. */
    static List<Option> options(String command) {
        return OPTIONS.getOrDefault(command, OF_ANY);
    }

    /** The places of passwords among the arguments of a command, or of any command. */
    static List<Position> positions(String command) {
        return POSITIONS.getOrDefault(command, POSITIONS_OF_ANY);
    }
}
