package dev.tare.secrets.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.secrets.SecretName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The table of what reads secrets that a shell passes on, {@code readers.toml}: commands and files. */
final class Readers {

    private static final String RESOURCE = "readers.toml";

    /** The key of options of any command. */
    private static final String ANY = "";

    /** Maximum length of a path that is looked at. */
    private static final int MAX_PATH_CHARACTERS = 4096;

    /** Commands that print what stands behind them. */
    static final Set<String> PRINTERS;

    /** Words in front of a command that is called. */
    static final Set<String> WRAPPERS;

    /** Those of them that read a secret themselves. */
    static final Set<String> READING_WRAPPERS;

    /** Names that end as those of secrets do, and are none. */
    static final Set<String> HARMLESS_NAMES;

    private static final Map<String, List<String>> OPTIONS = new HashMap<>();
    private static final Set<String> NAMES;
    private static final Set<String> HEADERS;
    private static final List<PasswordCommands.Pattern> FILES;
    private static final List<String> FOLDERS;
    private static final Set<String> HARMLESS_FILES;
    private static final List<String> EXTENSIONS;

    static {
        JsonNode table = PasswordCommands.read(RESOURCE);
        PRINTERS = Set.copyOf(PasswordCommands.texts(table.path("printers")));
        WRAPPERS = Set.copyOf(PasswordCommands.texts(table.path("wrappers")));
        READING_WRAPPERS = Set.copyOf(PasswordCommands.texts(table.path("reading_wrappers")));
        for (JsonNode row : table.path("reader")) {
            var commands = PasswordCommands.texts(row.path("commands"));
            var options = PasswordCommands.texts(row.path("options"));
            for (String command : commands.isEmpty() ? List.of(ANY) : commands) {
                OPTIONS.computeIfAbsent(command, _ -> new ArrayList<>())
                        .addAll(options.isEmpty() ? List.of("") : options);
            }
        }
        NAMES = Set.copyOf(PasswordCommands.texts(table.at("/names/more")));
        HEADERS = Set.copyOf(PasswordCommands.texts(table.at("/names/headers")));
        HARMLESS_NAMES = Set.copyOf(PasswordCommands.texts(table.at("/names/harmless")));
        FILES = PasswordCommands.patterns(table.at("/files/names"));
        FOLDERS = PasswordCommands.texts(table.at("/files/folders"));
        HARMLESS_FILES = Set.copyOf(PasswordCommands.texts(table.at("/files/harmless")));
        EXTENSIONS = PasswordCommands.texts(table.at("/files/extensions"));
    }

    private Readers() {}

    /**
     * Returns true if a command reads a secret.
     *
     * @param word one of its arguments; empty to ask whether it reads one whatever its arguments are
     */
    static boolean reads(String command, String word) {
        return OPTIONS.getOrDefault(command, List.of()).contains(word)
                || OPTIONS.getOrDefault(ANY, List.of()).contains(word);
    }

    /** Returns true if the value of a header of HTTP is a secret, though its name does not end so. */
    static boolean isHeader(String name) {
        return HEADERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns true if a value is a secret that is assigned to a name which does not end so. */
    static boolean isOtherName(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns true if a line {@code NAME value} tells a secret. */
    static boolean isSecretName(String text, int from, int to) {
        return SecretName.is(text, from, to)
                || (to - from < ShellLexer.MAX_WORD_CHARACTERS && NAMES.contains(text.substring(from, to)));
    }

    /** Returns true if the file of that path holds nothing but a secret. */
    static boolean isSecretFile(String text, int from, int to) {
        if (to - from > MAX_PATH_CHARACTERS) {
            return false;
        }
        String path = text.substring(from, to).toLowerCase(Locale.ROOT);
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (HARMLESS_FILES.contains(name)) {
            return false;
        }
        int dot = name.lastIndexOf('.');
        String bare = dot > 0 && EXTENSIONS.contains(name.substring(dot + 1)) ? name.substring(0, dot) : name;
        return SecretName.is(bare, 0, bare.length())
                || FILES.stream().anyMatch(pattern -> pattern.isLike(name))
                || FOLDERS.stream().anyMatch(path::contains);
    }
}
