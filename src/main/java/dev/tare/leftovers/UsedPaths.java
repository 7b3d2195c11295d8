package dev.tare.leftovers;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the config of an image names: what lies there is needed, wherever it lies. Paths are whole, without a slash at the end; there may be ones that are none.
 *
 * @param named in a command, in a variable or as a volume. A directory that all programs share, such as /tmp, is not meant as a whole
 * @param searched with all that is in them: the working directory, and where programs and libraries are searched for
 */
public record UsedPaths(Set<String> named, Set<String> searched) {

    public static final UsedPaths NONE = new UsedPaths(Set.of(), Set.of());

    /** Maximum paths of either set. More are not taken: no command has as many. */
    private static final int MAX_PATHS = 10_000;

    /** What stands between the paths in a command or a variable. */
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\"'`=:;,&|<>(){}]+");

    /** A path in quotes, which may have blanks in it. */
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"|'([^']+)'");

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)\\}|([A-Za-z_]\\w*))");

    /** Where a container starts whose config names neither a user nor a home. */
    private static final String HOME = "/root";

    /** Maximum characters of a command with the values of its variables. A longer one is taken without. */
    private static final int MAX_EXPANDED_CHARACTERS = 64 << 10;

    /** A character that makes a name a pattern. */
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[$]");

    /**
     * @param environment {@code NAME=value}
     * @param words of the commands
     * @param workingDirectory may be empty
     */
    public static UsedPaths of(
            List<String> environment, List<String> words, String workingDirectory, List<String> volumes) {
        var named = new TreeSet<String>();
        var searched = new TreeSet<String>();
        String directory = normal("/", workingDirectory);
        if (!workingDirectory.isEmpty()) {
            searched.add(directory);
        }
        var values = values(environment);
        words.forEach(word -> addAllOfCommand(expanded(word, values), directory, named));
        volumes.forEach(volume -> addAll(volume, directory, named));
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0 && LeftoverKinds.SEARCH_VARIABLES.contains(variable.substring(0, equals))) {
                addAll(variable.substring(equals + 1), directory, searched);
            } else if (equals > 0 && LeftoverKinds.OPTION_VARIABLES.contains(variable.substring(0, equals))) {
                addAll(variable.substring(equals + 1), directory, named);
            }
        }
        return new UsedPaths(named, searched);
    }

    private static Map<String, String> values(List<String> environment) {
        var values = new HashMap<>(Map.of("HOME", HOME));
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                values.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return values;
    }

    /** A command with the values of its variables, as far as the config sets them. */
    private static String expanded(String command, Map<String, String> values) {
        var expanded = new StringBuilder();
        var variable = VARIABLE.matcher(command);
        int from = 0;
        while (variable.find() && expanded.length() <= MAX_EXPANDED_CHARACTERS) {
            String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
            expanded.append(command, from, variable.start()).append(values.getOrDefault(name, variable.group()));
            from = variable.end();
        }
        expanded.append(command, from, command.length());
        String text = expanded.length() > MAX_EXPANDED_CHARACTERS ? command : expanded.toString();
        return text.replace("~/", values.get("HOME") + "/");
    }

    /** A word of a command may be a path with blanks in it, and so may what stands in quotes in it. */
    private static void addAllOfCommand(String word, String directory, Collection<String> paths) {
        addAll(word, directory, paths);
        if (paths.size() < MAX_PATHS && word.startsWith("/")) {
            paths.add(normal(directory, word));
        }
        QUOTED.matcher(word)
                .results()
                .map(quoted -> quoted.group(1) == null ? quoted.group(2) : quoted.group(1))
                .takeWhile(_ -> paths.size() < MAX_PATHS)
                .forEach(path -> paths.add(normal(directory, path)));
    }

    private static void addAll(String text, String directory, Collection<String> paths) {
        SEPARATORS
                .splitAsStream(text)
                .filter(part -> !part.isEmpty() && paths.size() < MAX_PATHS)
                .forEach(part -> paths.add(normal(directory, part)));
    }

    /** The whole path that a path means in a directory, up to the first pattern in it. */
    private static String normal(String directory, String path) {
        var names = new ArrayDeque<String>();
        for (String name : (path.startsWith("/") ? path : directory + "/" + path).split("/", -1)) {
            if (WILDCARD.matcher(name).find()) {
                break;
            }
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}
