package dev.tare.leftovers;

import dev.tare.glob.Glob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Matches many patterns against all paths of a tree at once. What a directory matches so far is a {@link State}; the state of a path follows from that of
 * its directory and from the class of its last name. Both are found out once, so a path costs a look-up, however long it is and however many patterns
 * there are. To be used by one thread.
 */
public final class PathMatcher {

    private final PlacePatterns patterns;
    private final Map<BitSet, Integer> classes = new HashMap<>();
    private final List<BitSet> partsOfClass = new ArrayList<>();
    private final Map<BitSet, State> states = new HashMap<>();
    private final State root;

    /**
     * A pattern of a kind.
     *
     * @param number of the kind in its list
     * @param path the whole pattern
     * @param isException true if what matches is needed all the same, with all below it
     */
    public record Place(int number, Glob path, boolean isException) {

        /** Returns true if this whole path matches. Where parts between slashes decide, that is known already. */
        public boolean matches(byte[] whole) {
            return isOfParts(path) || (isException ? path.covers(whole) : path.matches(whole));
        }

        /** Whether each part of a pattern stands for one name or for any number of directories. */
        static boolean isOfParts(Glob pattern) {
            String text = pattern.toString();
            return !text.contains("\\/")
                    && Stream.of(text.split("/"))
                            .allMatch(name -> name.equals(PlacePatterns.ANY_DIRECTORIES)
                                    || !name.contains(PlacePatterns.ANY_DIRECTORIES));
        }
    }

    /** What a path matches, and what paths below it may. */
    public static final class State {
        private final BitSet positions;
        private final List<Place> matched;
        private final List<Place> exceptions;
        private State[] next = {};

        private State(BitSet positions, List<Place> matched, List<Place> exceptions) {
            this.positions = positions;
            this.matched = matched;
            this.exceptions = exceptions;
        }

        /** The places that the path is one of, exceptions left out. */
        public List<Place> matched() {
            return matched;
        }

        /** The exceptions that the path is, or is below. */
        public List<Place> exceptions() {
            return exceptions;
        }
    }

    PathMatcher(PlacePatterns patterns) {
        this.patterns = patterns;
        this.root = state(patterns.root());
    }

    /** The state of the root. */
    public State root() {
        return root;
    }

    /** The class of a last name. Names of one class match the same parts of patterns. */
    public int classOf(byte[] name) {
        return classes.computeIfAbsent(patterns.matching(name), it -> {
            partsOfClass.add(it);
            return partsOfClass.size() - 1;
        });
    }

    /** The state of a path from that of its directory and the class of its last name. */
    public State next(State directory, int nameClass) {
        if (nameClass >= directory.next.length) {
            directory.next = Arrays.copyOf(directory.next, nameClass + 8);
        }
        if (directory.next[nameClass] == null) {
            directory.next[nameClass] = state(patterns.step(directory.positions, partsOfClass.get(nameClass)));
        }
        return directory.next[nameClass];
    }

    private State state(BitSet positions) {
        return states.computeIfAbsent(positions, it -> {
            var matched = patterns.at(it);
            return new State(
                    it,
                    matched.stream().filter(place -> !place.isException()).toList(),
                    matched.stream().filter(Place::isException).toList());
        });
    }
}
