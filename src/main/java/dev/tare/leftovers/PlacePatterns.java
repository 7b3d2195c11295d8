package dev.tare.leftovers;

import dev.tare.glob.Glob;
import dev.tare.leftovers.PathMatcher.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The patterns of some places, taken apart at their slashes. A position is a place and how many of its parts are matched; a set of positions is what a
 * path matches so far. Immutable, since to take hundreds of patterns apart takes longer than to account for a small image.
 */
final class PlacePatterns {

    static final String ANY_DIRECTORIES = "**";

    private final List<Place> places;

    /** The parts of each place between slashes. */
    private final List<List<Part>> parts = new ArrayList<>();

    /** The number of the first position of each place. The position behind its last part is the last one. */
    private final int[] first;

    private final Map<String, Part> known = new HashMap<>();

    // parts that are no literals: by the last byte of names, by the first one, and those that neither tells
    private final Part[][] byEnd = new Part[1 << Byte.SIZE][0];
    private final Part[][] byBegin = new Part[1 << Byte.SIZE][0];
    private Part[] others = {};

    PlacePatterns(List<Place> places) {
        this.places = List.copyOf(places);
        this.first = new int[places.size() + 1];
        for (int place = 0; place < places.size(); place++) {
            parts.add(parts(places.get(place).path()));
            first[place + 1] = first[place] + parts.get(place).size() + 1;
        }
    }

    /**
     * A part of a pattern that stands for one name, or for any number of directories.
     *
     * @param number among the parts; -1 for any number of directories
     * @param begin how names begin that match
     * @param end how they end
     * @param isAnyName true if nothing else is asked of a name
     */
    private record Part(int number, Glob glob, byte[] begin, byte[] end, boolean isAnyName) {

        boolean matches(byte[] name) {
            return name.length >= Math.max(begin.length, end.length)
                    && Arrays.equals(name, 0, begin.length, begin, 0, begin.length)
                    && Arrays.equals(name, name.length - end.length, name.length, end, 0, end.length)
                    && (isAnyName || glob.matches("/" + new String(name, StandardCharsets.UTF_8)));
        }

        boolean isAnyDirectories() {
            return number < 0;
        }
    }

    /** The positions of the root. */
    BitSet root() {
        var start = new BitSet();
        for (int place = 0; place < places.size(); place++) {
            enter(start, place, 0);
        }
        return start;
    }

    /** The places that are wholly matched at some positions. */
    List<Place> at(BitSet positions) {
        var matched = new ArrayList<Place>();
        for (int place = 0; place < places.size(); place++) {
            if (positions.get(first[place + 1] - 1)) {
                matched.add(places.get(place));
            }
        }
        return matched;
    }

    private List<Part> parts(Glob pattern) {
        String text = pattern.toString();
        var names = Stream.of(text.split("/")).filter(name -> !name.isEmpty()).toList();
        if (names.isEmpty() || !Place.isOfParts(pattern)) {
            return List.of(part(ANY_DIRECTORIES), part("*")); // the whole pattern decides
        }
        var all = new ArrayList<Part>();
        if (names.size() == 1 && text.charAt(0) != '/' && !names.getFirst().equals(ANY_DIRECTORIES)) {
            all.add(part(ANY_DIRECTORIES));
        }
        names.forEach(name -> all.add(part(name)));
        if (all.getLast().isAnyDirectories()) {
            all.add(part("*"));
        }
        return all;
    }

    private Part part(String name) {
        var part = known.get(name);
        if (part == null) {
            part = newPart(name);
            known.put(name, part);
        }
        return part;
    }

    private Part newPart(String name) {
        if (name.equals(ANY_DIRECTORIES)) {
            return new Part(-1, Glob.of("*"), new byte[0], new byte[0], true);
        }
        int special = indexOfSpecial(name);
        String tail = name.substring(name.lastIndexOf('*') + 1);
        boolean hasTail = name.indexOf('*') >= 0 && indexOfSpecial(tail) == tail.length();
        var part = new Part(
                known.size(),
                Glob.of(name),
                name.substring(0, special).getBytes(StandardCharsets.UTF_8),
                (hasTail ? tail : "").getBytes(StandardCharsets.UTF_8),
                name.equals("*"));
        if (special < name.length()) {
            addPattern(part);
        }
        return part;
    }

    private void addPattern(Part part) {
        if (part.end().length > 0) {
            int last = Byte.toUnsignedInt(part.end()[part.end().length - 1]);
            byEnd[last] = with(byEnd[last], part);
        } else if (part.begin().length > 0) {
            int initial = Byte.toUnsignedInt(part.begin()[0]);
            byBegin[initial] = with(byBegin[initial], part);
        } else {
            others = with(others, part);
        }
    }

    private static Part[] with(Part[] parts, Part more) {
        var all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = more;
        return all;
    }

    private static int indexOfSpecial(String text) {
        int at = 0;
        while (at < text.length() && "*?[\\".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** The parts that a name matches, by their numbers. */
    BitSet matching(byte[] name) {
        var matching = new BitSet();
        var literal = known.get(new String(name, StandardCharsets.UTF_8));
        if (literal != null && !literal.isAnyDirectories() && literal.matches(name)) {
            matching.set(literal.number());
        }
        if (name.length > 0) {
            addMatching(byEnd[Byte.toUnsignedInt(name[name.length - 1])], name, matching);
            addMatching(byBegin[Byte.toUnsignedInt(name[0])], name, matching);
        }
        addMatching(others, name, matching);
        return matching;
    }

    private static void addMatching(Part[] parts, byte[] name, BitSet matching) {
        for (Part part : parts) {
            if (part.matches(name)) {
                matching.set(part.number());
            }
        }
    }

    /** The positions of a path, from those of its directory and the parts that its last name matches. */
    BitSet step(BitSet from, BitSet matching) {
        var to = new BitSet();
        int place = 0;
        for (int position = from.nextSetBit(0); position >= 0; position = from.nextSetBit(position + 1)) {
            while (position >= first[place + 1]) {
                place++;
            }
            int at = position - first[place];
            if (at == parts.get(place).size()) {
                if (places.get(place).isException()) {
                    to.set(position); // what is below it is needed too
                }
                continue;
            }
            var part = parts.get(place).get(at);
            if (part.isAnyDirectories()) {
                enter(to, place, at);
            } else if (matching.get(part.number())) {
                enter(to, place, at + 1);
            }
        }
        return to;
    }

    /** Adds a position of a place, and those behind any number of directories, which may be none. */
    private void enter(BitSet positions, int place, int at) {
        int position = at;
        positions.set(first[place] + position);
        while (position < parts.get(place).size()
                && parts.get(place).get(position).isAnyDirectories()) {
            positions.set(first[place] + ++position);
        }
    }
}
