package dev.tare.analysis.leftovers;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.ComputedList;
import dev.tare.analysis.list.Sorting;
import dev.tare.layer.Ancestry;
import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.UsedPaths;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The visible copies that a container does not need (accounting.md, "Leftovers"). Each is of one kind at most: the first one that fits. A copy with
 * several names is one only if all of them are. To be used by one thread at a time.
 */
public final class Leftovers {

    /** What a directory holds if it is nothing, or files of several kinds, or of none. */
    private static final int NOTHING = 0;

    private static final int SEVERAL = -1;

    private final Ledger ledger;
    private final Tree tree;
    private final Copies copies;
    private final LeftoverKinds kinds;

    // by copy
    private final byte[] kind;
    private final int[] seenAt;

    /** The highest directory above the file that is of its kind, or the file itself. */
    private int[] placeOf = {};

    /** The places with something in them that is of another kind, or of none. */
    private final BitSet mixed = new BitSet();

    private int[] directory = {};

    /** The copies, those of one group one behind another. Group g is in [begin[order[g]], begin[order[g] + 1]). */
    private final int[] found;

    private int[] begin = {};
    private int[] order = {};

    /** @param used paths that a container uses by its config */
    public Leftovers(Ledger ledger, LeftoverKinds kinds, UsedPaths used) {
        this.ledger = ledger;
        this.tree = ledger.places();
        this.copies = ledger.copies();
        this.kinds = kinds;
        kind = new byte[copies.size()];
        seenAt = new int[copies.size()];
        found = kinds.kinds().isEmpty() ? new int[0] : find(used);
        if (found.length > 0) {
            group();
        }
    }

    private int[] find(UsedPaths used) {
        var places = new LeftoverPlaces(ledger, kinds, used);
        // a name behind the first that is of no kind, or of an earlier one
        boolean[] isNeeded = new boolean[copies.size()];
        for (int path = 1; path < tree.paths().size(); path++) {
            int copy = tree.copyAt(path);
            if (copy == Copies.NONE) {
                continue;
            }
            int number = places.kind(path);
            isNeeded[copy] |= number == LeftoverPlaces.NONE;
            if (kind[copy] == LeftoverPlaces.NONE || number < number(copy)) {
                kind[copy] = (byte) number;
                seenAt[copy] = path;
            }
        }
        int[] some = new int[copies.size()];
        int count = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (isNeeded[copy] || copies.bytes(copy) == 0) {
                kind[copy] = LeftoverPlaces.NONE;
            }
            if (kind[copy] != LeftoverPlaces.NONE) {
                some[count++] = copy;
            }
        }
        if (count > 0) {
            findPlaces(places, some, count);
        }
        return Arrays.copyOf(some, count);
    }

    private void findPlaces(LeftoverPlaces places, int[] some, int count) {
        placeOf = new int[copies.size()];
        for (int i = 0; i < count; i++) {
            placeOf[some[i]] = place(places, seenAt[some[i]]);
        }
        for (int path = 1; path < tree.paths().size(); path++) {
            int above = tree.paths().parent(path);
            if (tree.isThere(path)
                    && places.kind(above) != LeftoverPlaces.NONE
                    && places.kind(path) != places.kind(above)) {
                mixed.set(place(places, above));
            }
        }
    }

    private int place(LeftoverPlaces places, int path) {
        int number = places.kind(path);
        return ledger.ancestry().highest(path, above -> places.kind(above) == number);
    }

    private void group() {
        var ancestry = ledger.ancestry();
        int[] content = contents();
        directory = new int[copies.size()];
        for (int copy : found) {
            int number = number(copy);
            directory[copy] = ancestry.highest(seenAt[copy], above -> content[above] == number);
        }
        Sorting.sort(found, found.length, this::compareGroups);
        int[] runs = new int[found.length + 1];
        int groups = 0;
        for (int i = 0; i < found.length; i++) {
            if (i == 0 || compareGroups(found[i - 1], found[i]) != 0) {
                runs[groups++] = i;
            }
        }
        runs[groups] = found.length;
        begin = Arrays.copyOf(runs, groups + 1);
        order = largestFirst(ancestry);
    }

    /** For every path the kind of all content that is visible at it or below it, {@link #NOTHING} or {@link #SEVERAL}. */
    private int[] contents() {
        int[] content = new int[tree.paths().size()];
        for (int path = tree.paths().size() - 1; path > 0; path--) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && copies.bytes(copy) > 0) {
                content[path] = kind[copy] == LeftoverPlaces.NONE ? SEVERAL : number(copy);
            }
            int above = tree.paths().parent(path);
            if (content[path] != NOTHING && content[above] != content[path]) {
                content[above] = content[above] == NOTHING ? content[path] : SEVERAL;
            }
        }
        return content;
    }

    private int compareGroups(int a, int b) {
        int byDirectory = Integer.compare(directory[a], directory[b]);
        int byKind = byDirectory != 0 ? byDirectory : Integer.compare(number(a), number(b));
        return byKind != 0 ? byKind : Integer.compare(copies.layer(a), copies.layer(b));
    }

    private int[] largestFirst(Ancestry ancestry) {
        long[] bytes = new long[begin.length - 1];
        int[] groups = new int[bytes.length];
        for (int group = 0; group < bytes.length; group++) {
            groups[group] = group;
            for (int i = begin[group]; i < begin[group + 1]; i++) {
                bytes[group] += copies.bytes(found[i]);
            }
        }
        Sorting.sort(groups, groups.length, (a, b) -> {
            int byBytes = Long.compare(bytes[b], bytes[a]);
            int one = found[begin[a]];
            int other = found[begin[b]];
            int byPath = byBytes != 0 ? byBytes : ancestry.compare(seenAt[one], seenAt[other]);
            return byPath != 0 ? byPath : Integer.compare(copies.layer(one), copies.layer(other));
        });
        return groups;
    }

    private int number(int copy) {
        return Byte.toUnsignedInt(kind[copy]);
    }

    /** The copies that are leftovers. */
    public int[] copies() {
        return found;
    }

    /** The kind of one of the {@link #copies}. */
    public LeftoverKind kind(int copy) {
        return kinds.kinds().get(number(copy) - 1);
    }

    /** The path at which one of the {@link #copies} is told. */
    public int path(int copy) {
        return seenAt[copy];
    }

    /** The highest directory above one of the {@link #copies} that is of its kind, or its own path. */
    public int placeOf(int copy) {
        return placeOf[copy];
    }

    /** Returns true if all that is at and below a {@link #placeOf place} is of its kind. */
    public boolean isUniform(int place) {
        return !mixed.get(place);
    }

    /** The sizes of those that count. */
    public long bytes(IntPredicate copiesThatCount) {
        long bytes = 0;
        for (int copy : found) {
            bytes += copiesThatCount.test(copy) ? copies.bytes(copy) : 0;
        }
        return bytes;
    }

    public long bytes() {
        return bytes(_ -> true);
    }

    /** Of the bytes, those that the first {@code layers} layers ship: the part of a base image. */
    public long bytesWithin(int layers) {
        return bytes(copy -> copies.layer(copy) < layers);
    }

    /** The compressed bytes that they account for: an estimate. */
    public long pulledBytes() {
        long bytes = 0;
        for (int copy : found) {
            bytes += copies.index(copy).pulledBytes(copies.entry(copy));
        }
        return bytes;
    }

    /** Files and directories, the largest first. */
    public List<LeftoverGroup> groups() {
        return new ComputedList<>(order.length, i -> group(begin[order[i]], begin[order[i] + 1]));
    }

    private LeftoverGroup group(int from, int to) {
        int one = found[from];
        int path = seenAt[one];
        long bytes = 0;
        for (int i = from; i < to; i++) {
            path = ledger.ancestry().common(path, seenAt[found[i]]);
            bytes += copies.bytes(found[i]);
        }
        return new LeftoverGroup(
                kind(one), tree.paths().bytes(path), to - from > 1, bytes, to - from, copies.layer(one));
    }
}
