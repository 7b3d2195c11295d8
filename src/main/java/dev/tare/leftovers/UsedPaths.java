package dev.tare.leftovers;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
        Stream.concat(words.stream(), volumes.stream()).forEach(text -> addAll(text, directory, named));
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
