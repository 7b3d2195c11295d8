package dev.tare.leftovers;

import dev.tare.glob.Glob;
import dev.tare.leftovers.PathMatcher.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Some kinds of leftovers, of which the first that fits a file counts. */
public final class LeftoverKinds {

    /** Maximum number of kinds: analysis numbers them in a byte, where 0 stands for none. */
    public static final int MAX_KINDS = 255;

    private static final String RESOURCE = "kinds.toml";

    private static final LeftoverTable.Table TABLE = read();

    static final Set<String> SEARCH_VARIABLES = TABLE.searchVariables();
    static final Set<String> OPTION_VARIABLES = TABLE.optionVariables();

    /** All kinds of the table, those that are not looked for by default too. */
    public static final LeftoverKinds ALL = new LeftoverKinds(TABLE.kinds());

    /** What is looked for if the user does not say otherwise. */
    public static final LeftoverKinds DEFAULT = new LeftoverKinds(
            ALL.kinds.stream().filter(kind -> !kind.isOptional()).toList());

    /** No kind. */
    public static final LeftoverKinds NONE = new LeftoverKinds(List.of());

    /** Words that stand for several kinds. */
    private static final Set<String> RESERVED = Set.of("default", "all", "none");

    private final List<LeftoverKind> kinds;
    private @Nullable PlacePatterns patterns;

    /**
     * @param kinds the first that fits a file counts
     * @throws IllegalArgumentException if they are more than {@link #MAX_KINDS}
     */
    public LeftoverKinds(List<LeftoverKind> kinds) {
        if (kinds.size() > MAX_KINDS) {
            throw new IllegalArgumentException("there are more than %d kinds of leftovers".formatted(MAX_KINDS));
        }
        this.kinds = List.copyOf(kinds);
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

    private static LeftoverTable.Table read() {
        try (var in = Objects.requireNonNull(LeftoverKinds.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return LeftoverTable.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kinds, in their order. */
    public List<LeftoverKind> kinds() {
        return kinds;
    }

    /** What finds the places of the kinds in a tree. */
    public PathMatcher matcher() {
        return new PathMatcher(patterns());
    }

    private synchronized PlacePatterns patterns() {
        patterns = patterns == null ? new PlacePatterns(places()) : patterns;
        return patterns;
    }

    private List<Place> places() {
        var places = new ArrayList<Place>();
        for (int number = 0; number < kinds.size(); number++) {
            for (Glob path : kinds.get(number).where().places()) {
                places.add(new Place(number, path, false));
            }
            for (Glob path : kinds.get(number).where().except()) {
                places.add(new Place(number, path, true));
            }
        }
        return places;
    }
}
