package dev.tare.secrets.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
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
final class Commands {

    private static final String RESOURCE = "commands.toml";

    /** The key of what any command takes. */
    private static final String ANY = "";

    /** Commands that print what stands behind them. */
    static final Set<String> PRINTERS = Set.of("echo", "printf");

    static final String HTPASSWD = "htpasswd";
    static final String CURL = "curl";

    /** The place of an option's password. */
    enum Place {
        NEXT("next"),
        ATTACHED("attached"),
        EITHER("either"),
        USER_AND_PASSWORD("user:password"),
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
            return this == USER_AND_PASSWORD || this == PROXY;
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

    private static final Map<String, List<Option>> OPTIONS = new HashMap<>();
    private static final List<Option> OF_ANY;
    private static final Map<String, List<String>> WORDS = new HashMap<>();
    private static final Set<String> NAMES = new HashSet<>(PRINTERS);

    /** Beginnings of options without a value, even if they end as the name of a secret does. */
    static final List<String> HARMLESS_OPTIONS;

    /** Beginnings of values that only tell where the secret is. */
    static final List<String> HARMLESS_VALUES;

    static {
        JsonNode table = read();
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
            commands(row)
                    .forEach(command -> WORDS.computeIfAbsent(command, _ -> new ArrayList<>())
                            .addAll(texts(row.path("words"))));
        }
        OF_ANY = List.copyOf(OPTIONS.getOrDefault(ANY, List.of()));
        OPTIONS.remove(ANY);
        OPTIONS.values().forEach(options -> options.addAll(OF_ANY));
        NAMES.addAll(OPTIONS.keySet());
        NAMES.addAll(WORDS.keySet());
        NAMES.add(HTPASSWD);
        NAMES.remove(ANY);
        HARMLESS_OPTIONS = texts(table.at("/harmless/options"));
        HARMLESS_VALUES = texts(table.at("/harmless/values"));
    }

    private Commands() {}

    private static JsonNode read() {
        try (var in = Objects.requireNonNull(Commands.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new TomlMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> commands(JsonNode row) {
        var names = texts(row.path("commands"));
        return names.isEmpty() ? List.of(ANY) : names;
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    /** Returns true if a command of that name takes passwords or prints them. */
    static boolean has(String name) {
        return NAMES.contains(name);
    }

    /** The options of a command, or of any command. */
    static List<Option> options(String command) {
        return OPTIONS.getOrDefault(command, OF_ANY);
    }

    /** Returns true if the password follows a word among the arguments of a command. */
    static boolean isBeforePassword(String command, String word) {
        return WORDS.getOrDefault(command, List.of()).contains(word)
                || WORDS.getOrDefault(ANY, List.of()).contains(word);
    }
}
