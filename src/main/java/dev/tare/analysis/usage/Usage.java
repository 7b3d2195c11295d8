package dev.tare.analysis.usage;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.ComputedList;
import dev.tare.analysis.list.Sorting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The visible copies at and below a path, and how they divide into groups. Each copy counts once: at its first name there, in the order of paths.
 * So every division sums to {@link #all}. Groups without a copy are left out, and the largest come first. To be used by one thread at a time.
 */
public final class Usage {

    /** A directory with more than all bytes divided by this is told apart by what is in it. */
    private static final int MIN_PART_TOLD_APART = 3;

    /** A directory is scattered where the largest thing in it has less than its bytes divided by this. */
    private static final int MAX_PARTS_WITHIN = 5;

    private final Ledger ledger;
    private final Tree tree;
    private final Copies copies;
    private final int top;

    /** For each copy the place at which it counts, or {@link dev.tare.layer.Paths#NONE}. */
    private final int[] places;

    private final Sum all;

    /**
     * Some copies together.
     *
     * @param copies how many
     */
    public record Sum(long bytes, int copies) {

        Sum plus(long more) {
            return new Sum(bytes + more, copies + 1);
        }
    }

    /**
     * A file, or a directory with all that is below it.
     *
     * @param path whole, with its slash
     */
    public record Place(byte[] path, boolean isDirectory, Sum sum) {}

    /**
     * The copies that have a key in common.
     *
     * @param key such as an extension
     */
    public record Group<K>(K key, Sum sum) {}

    /** All visible copies. */
    public static Usage of(Ledger ledger) {
        return new Usage(ledger, ROOT);
    }

    /**
     * The visible copies at and below a path, its symbolic links followed; empty where it leads nowhere.
     *
     * @param ledger that keeps its tree
     */
    public static Optional<Usage> of(Ledger ledger, byte[] path) {
        int place = ledger.tree().resolvedPlace(path, true);
        return place == NONE ? Optional.empty() : Optional.of(new Usage(ledger, place));
    }

    private Usage(Ledger ledger, int top) {
        this.ledger = ledger;
        this.tree = ledger.places();
        this.copies = ledger.copies();
        this.top = top;
        this.places = places();
        this.all = sums(1, _ -> 0).of(0);
    }

    private int[] places() {
        int[] first = new int[copies.size()];
        Arrays.fill(first, NONE);
        var isBelow = new boolean[tree.paths().size()];
        for (int path = 0; path < isBelow.length; path++) {
            isBelow[path] = path == top || (path != ROOT && isBelow[tree.paths().parent(path)]);
            int copy = isBelow[path] ? tree.copyAt(path) : Copies.NONE;
            if (copy != Copies.NONE && (first[copy] == NONE || ledger.ancestry().compare(path, first[copy]) < 0)) {
                first[copy] = path;
            }
        }
        return first;
    }

    /** The path, whole and without symbolic links. */
    public byte[] path() {
        return tree.paths().bytes(top);
    }

    /** All copies at and below the path. */
    public Sum all() {
        return all;
    }

    /**
     * The files and directories that lie so many levels below the path, and the files on the way there.
     *
     * @param depth from 0, for the path itself, on
     */
    public List<Place> byPlace(int depth) {
        int[] levels = new int[tree.paths().size()];
        int[] places = new int[tree.paths().size()];
        for (int path = 0; path < places.length; path++) {
            int parent = path == ROOT ? ROOT : tree.paths().parent(path); // smaller, so that it has its place already
            levels[path] = path == top ? 0 : levels[parent] + 1;
            places[path] = path == top || levels[path] <= depth ? path : places[parent];
        }
        var sums = sums(places.length, copy -> places[this.places[copy]]);
        return largestFirst(sums.present(), sums);
    }

    /**
     * The files and directories that hold most, none of which lies in another, and none of which is empty. A directory with more than a third of all bytes is told apart by what is
     * in it, unless these are scattered: the largest thing in it has less than a fifth of them.
     */
    public List<Place> largest(int count) {
        var sums = sums(tree.paths().size(), copy -> places[copy]);
        long[] largestWithin = new long[tree.paths().size()];
        for (int path = tree.paths().size() - 1; path > ROOT; path--) { // a parent has the smaller number
            int parent = tree.paths().parent(path);
            sums.join(parent, path);
            largestWithin[parent] = Math.max(largestWithin[parent], sums.bytes[path]);
        }
        var isApart = new BitSet();
        var found = IntStream.builder();
        for (int path = 0; path < largestWithin.length; path++) {
            boolean isReached =
                    path == top || (path != ROOT && isApart.get(tree.paths().parent(path)));
            if (isReached && sums.bytes[path] > 0) {
                boolean isLarge = path == top || sums.bytes[path] > all.bytes() / MIN_PART_TOLD_APART;
                boolean isScattered = path != top && largestWithin[path] < sums.bytes[path] / MAX_PARTS_WITHIN;
                if (tree.isDirectory(path) && isLarge && !isScattered) {
                    isApart.set(path);
                } else {
                    found.add(path);
                }
            }
        }
        var places = largestFirst(found.build().toArray(), sums);
        return places.subList(0, Math.min(count, places.size()));
    }

    /** @param order what is found, which is sorted */
    private List<Place> largestFirst(int[] order, Sums sums) {
        Sorting.sort(order, order.length, (a, b) -> {
            int largerFirst = Long.compare(sums.bytes[b], sums.bytes[a]);
            return largerFirst != 0 ? largerFirst : ledger.ancestry().compare(a, b);
        });
        return new ComputedList<>(
                order.length,
                i -> new Place(tree.paths().bytes(order[i]), tree.isDirectory(order[i]), sums.of(order[i])));
    }

    /** By the layer that ships a copy, as its number. */
    public List<Group<Integer>> byLayer() {
        var sums = sums(ledger.layers().size(), copies::layer);
        return largestFirst(Arrays.stream(sums.present())
                .mapToObj(layer -> new Group<>(layer, sums.of(layer)))
                .toList());
    }

    /** By their owners. Groups of one size are in the natural order of these. */
    public <K extends Comparable<K>> List<Group<K>> by(Owners<K> owners) {
        return byCopy(owners::of);
    }

    /** What copies have in common. */
    public interface Key<K> {

        /**
         * The key of a copy.
         *
         * @param path at which it counts, whole, with its slash
         * @param mode permission bits, with set-uid, set-gid and sticky
         */
        K of(byte[] path, int mode);
    }

    /** By what a key tells. Groups of one size are in the natural order of their keys. */
    public <K extends Comparable<K>> List<Group<K>> by(Key<K> keyOf) {
        return byCopy(copy ->
                keyOf.of(tree.paths().bytes(places[copy]), copies.index(copy).mode(copies.entry(copy))));
    }

    private <K extends Comparable<K>> List<Group<K>> byCopy(IntFunction<K> keyOf) {
        var sums = new HashMap<K, Sum>();
        for (int copy = 0; copy < places.length; copy++) {
            if (places[copy] != NONE) {
                var key = keyOf.apply(copy);
                sums.put(key, sums.getOrDefault(key, new Sum(0, 0)).plus(copies.bytes(copy)));
            }
        }
        var groups = new ArrayList<Group<K>>();
        sums.forEach((key, sum) -> groups.add(new Group<>(key, sum)));
        return largestFirst(groups);
    }

    private static <K extends Comparable<K>> List<Group<K>> largestFirst(List<Group<K>> groups) {
        return groups.stream()
                .sorted(Comparator.<Group<K>>comparingLong(group -> -group.sum().bytes())
                        .thenComparing(Group::key))
                .toList();
    }

    private Sums sums(int groups, IntUnaryOperator groupOfCopy) {
        var sums = new Sums(groups);
        for (int copy = 0; copy < places.length; copy++) {
            if (places[copy] != NONE) {
                sums.add(groupOfCopy.applyAsInt(copy), copies.bytes(copy));
            }
        }
        return sums;
    }

    /** The sums of numbered groups. */
    private static final class Sums {
        private final long[] bytes;
        private final int[] copies;

        Sums(int groups) {
            bytes = new long[groups];
            copies = new int[groups];
        }

        void add(int group, long more) {
            bytes[group] += more;
            copies[group]++;
        }

        /** Adds one group to another. */
        void join(int to, int group) {
            bytes[to] += bytes[group];
            copies[to] += copies[group];
        }

        Sum of(int group) {
            return new Sum(bytes[group], copies[group]);
        }

        /** The groups with a copy, in the order of their numbers. */
        int[] present() {
            return IntStream.range(0, copies.length)
                    .filter(group -> copies[group] > 0)
                    .toArray();
        }
    }
}
