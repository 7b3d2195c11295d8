package dev.tare.leftovers;

import dev.tare.glob.Glob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Some kinds of leftovers, of which the first that fits a file counts. A path is looked up by its last name, since most names are in no pattern.
 */
public final class LeftoverKinds {

    /** Maximum number of kinds: analysis numbers them in a byte, where 0 stands for none. */
    public static final int MAX_KINDS = 255;

    private static final String RESOURCE = "kinds.toml";

    /** All kinds of the table, those that are not looked for by default too. */
    public static final LeftoverKinds ALL = new LeftoverKinds(read());

    /** What is looked for if the user does not say otherwise. */
    public static final LeftoverKinds DEFAULT = new LeftoverKinds(
            ALL.kinds.stream().filter(kind -> !kind.isOptional()).toList());

    /** No kind. */
    public static final LeftoverKinds NONE = new LeftoverKinds(List.of());

    /** Words that stand for several kinds. */
    private static final Set<String> RESERVED = Set.of("default", "all", "none");

    private static final Place[] NOWHERE = {};

    private final List<LeftoverKind> kinds;

    /** Places whose last name is literal, by it. */
    private final Map<String, Place[]> literal = new HashMap<>();

    private final List<Pattern> patterns = new ArrayList<>();

    /**
     * A pattern of a kind.
     *
     * @param number of the kind in its list
     * @param path the whole pattern
     * @param isException true if what matches is needed all the same
     */
    public record Place(int number, Glob path, boolean isException) {

        /** Returns true if this whole path matches. */
        public boolean matches(byte[] whole) {
            return path.matches(whole);
        }
    }

    /**
     * A place whose last name is no literal.
     *
     * @param begin how such names begin
     * @param end how they end
     */
    private record Pattern(byte[] begin, byte[] end, Place place) {

        boolean mayMatch(byte[] name) {
            return name.length >= Math.max(begin.length, end.length)
                    && Arrays.equals(name, 0, begin.length, begin, 0, begin.length)
                    && Arrays.equals(name, name.length - end.length, name.length, end, 0, end.length);
        }
    }

    /**
     * @param kinds the first that fits a file counts
     * @throws IllegalArgumentException if they are more than {@link #MAX_KINDS}
     */
    public LeftoverKinds(List<LeftoverKind> kinds) {
        if (kinds.size() > MAX_KINDS) {
            throw new IllegalArgumentException("there are more than %d kinds of leftovers".formatted(MAX_KINDS));
        }
        this.kinds = List.copyOf(kinds);
        for (int number = 0; number < kinds.size(); number++) {
            for (Glob path : kinds.get(number).where().places()) {
                add(new Place(number, path, false));
            }
            for (Glob path : kinds.get(number).where().except()) {
                add(new Place(number, path, true));
            }
        }
    }

    /**
     * Checks a name for a kind that a user adds.
     *
     * @throws IllegalArgumentException if it has other characters than small letters, digits and hyphens, or is taken
     */
    public static String newId(String id) {
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*") || id.startsWith("no-")) {
            throw new IllegalArgumentException(
                    "'%s' is no name for a kind: write small letters, digits and hyphens, without no- in front"
                            .formatted(id));
        }
        if (RESERVED.contains(id)
                || ALL.kinds.stream().anyMatch(kind -> kind.id().equals(id))) {
            throw new IllegalArgumentException("there is a kind '%s' already".formatted(id));
        }
        return id;
    }

    private static List<LeftoverKind> read() {
        try (var in = Objects.requireNonNull(LeftoverKinds.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return KindTable.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Place place) {
        String pattern = place.path().toString().replaceAll("(?<=.)/+$", "");
        String name = pattern.substring(pattern.lastIndexOf('/') + 1);
        int special = indexOfSpecial(name);
        if (special < 0) {
            literal.merge(name, new Place[] {place}, LeftoverKinds::concat);
            return;
        }
        // a name matches an ending that follows the last asterisk, if nothing in it is special
        String tail = name.substring(name.lastIndexOf('*') + 1);
        boolean hasTail = name.indexOf('*') >= 0 && indexOfSpecial(tail) < 0;
        patterns.add(new Pattern(
                name.substring(0, special).getBytes(StandardCharsets.UTF_8),
                (hasTail ? tail : "").getBytes(StandardCharsets.UTF_8),
                place));
    }

    private static int indexOfSpecial(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("*?[\\".indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static Place[] concat(Place[] some, Place[] more) {
        var all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /** The kinds, in their order. */
    public List<LeftoverKind> kinds() {
        return kinds;
    }

    /** The places that a path with this last name may be. The array is shared, and mostly empty. */
    public Place[] named(byte[] name) {
        var found =
                literal.isEmpty() ? NOWHERE : literal.getOrDefault(new String(name, StandardCharsets.UTF_8), NOWHERE);
        for (Pattern pattern : patterns) {
            if (pattern.mayMatch(name)) {
                found = concat(found, new Place[] {pattern.place()});
            }
        }
        return found;
    }

    /** The package cache that a directory is, or is below; {@link LeftoverKind#NONE} for most. */
    public LeftoverKind packageCacheOf(byte[] directory) {
        int from = 1;
        for (int end = 1; end <= directory.length; end++) {
            if (end < directory.length && directory[end] != '/') {
                continue;
            }
            for (Place place : named(Arrays.copyOfRange(directory, from, end))) {
                var kind = kinds.get(place.number());
                if (kind.isPackageCache()
                        && !place.isException()
                        && place.path().matches(Arrays.copyOf(directory, end))) {
                    return kind;
                }
            }
            from = end + 1;
        }
        return LeftoverKind.NONE;
    }
}
