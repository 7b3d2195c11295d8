package dev.tare.analysis.waste;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.ComputedList;
import dev.tare.analysis.list.Sorting;
import dev.tare.layer.HashAlgorithm;
import dev.tare.layer.Paths;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** Content that is visible more than once without being a hard link, what could be reclaimed most first. */
public final class Repeats {

    /** Content that is visible more than once without being a hard link. */
    public record Repeated(long size, HashAlgorithm hashAlgorithm, long hashHigh, long hashLow, List<Name> names) {
        public long reclaimableBytes() {
            return (names.size() - 1) * size;
        }
    }

    /** Where a copy can be seen, and the layer that ships it. */
    public record Name(byte[] path, int layer) {}

    private final Ledger ledger;
    private final Tree tree;
    private final Copies copies;

    /** For each copy a path at which it is visible: the one at which it was shipped, if it is. */
    private final int[] seenAt;

    /** Copies whose content is repeated, those of the same content one behind another. */
    private final int[] repeated;

    /** Where in {@link #repeated} the copies of each content begin; they end where the next ones begin. */
    private final int[] begins;

    private final int[] order;
    private long bytes;

    public Repeats(Ledger ledger) {
        this.ledger = ledger;
        this.tree = ledger.places();
        this.copies = ledger.copies();
        this.seenAt = seenAt();
        repeated = alike(visible());
        Sorting.sort(repeated, repeated.length, (a, b) -> {
            int byContent = compareContents(a, b);
            return byContent != 0 ? byContent : comparePaths(a, b);
        });
        begins = group();
        order = new int[begins.length - 1];
        Arrays.setAll(order, group -> group);
        Sorting.sort(order, order.length, (a, b) -> {
            int byBytes = Long.compare(reclaimable(b), reclaimable(a));
            return byBytes != 0 ? byBytes : comparePaths(repeated[begins[a]], repeated[begins[b]]);
        });
    }

    private int[] seenAt() {
        int[] seen = new int[copies.size()];
        Arrays.fill(seen, Paths.NONE);
        for (int path = 0; path < tree.paths().size(); path++) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && (seen[copy] == Paths.NONE || copies.path(copy) == path)) {
                seen[copy] = path;
            }
        }
        return seen;
    }

    /** The visible copies that have any content, and a hash of it. */
    private int[] visible() {
        int[] visible = new int[copies.size()];
        int count = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) == Fate.VISIBLE
                    && copies.bytes(copy) > 0
                    && copies.index(copy).hashAlgorithm() != HashAlgorithm.NONE) {
                visible[count++] = copy;
            }
        }
        return Arrays.copyOf(visible, count);
    }

    /** Those copies whose content may be that of another one. To sort parts of their hashes is much faster than to sort the copies. */
    private int[] alike(int[] some) {
        int numberBits = Integer.SIZE - Integer.numberOfLeadingZeros(some.length);
        long[] keys = new long[some.length];
        for (int i = 0; i < some.length; i++) {
            keys[i] = copies.index(some[i]).hashHigh(copies.entry(some[i])) << numberBits | i;
        }
        Arrays.sort(keys);
        var alike = new BitSet(some.length);
        for (int i = 1; i < keys.length; i++) {
            if (keys[i] >>> numberBits == keys[i - 1] >>> numberBits) {
                alike.set((int) (keys[i] & (1L << numberBits) - 1));
                alike.set((int) (keys[i - 1] & (1L << numberBits) - 1));
            }
        }
        return alike.stream().map(i -> some[i]).toArray();
    }

    private int compareContents(int a, int b) {
        int bySize = Long.compare(copies.bytes(a), copies.bytes(b));
        if (bySize != 0) {
            return bySize;
        }
        var of = copies.index(a);
        var other = copies.index(b);
        int byAlgorithm = of.hashAlgorithm().compareTo(other.hashAlgorithm());
        if (byAlgorithm != 0) {
            return byAlgorithm;
        }
        int byHigh = Long.compare(of.hashHigh(copies.entry(a)), other.hashHigh(copies.entry(b)));
        return byHigh != 0 ? byHigh : Long.compare(of.hashLow(copies.entry(a)), other.hashLow(copies.entry(b)));
    }

    private int comparePaths(int a, int b) {
        return ledger.ancestry().compare(seenAt[a], seenAt[b]);
    }

    /** Moves the copies whose content is repeated to the front, and adds up what could be reclaimed. Returns where each content begins. */
    private int[] group() {
        int[] found = new int[repeated.length / 2 + 1];
        int groups = 0;
        int kept = 0;
        for (int i = 0, end; i < repeated.length; i = end) {
            end = i + 1;
            while (end < repeated.length && compareContents(repeated[i], repeated[end]) == 0) {
                end++;
            }
            if (end > i + 1) {
                found[groups++] = kept;
                bytes += (end - i - 1) * copies.bytes(repeated[i]);
                System.arraycopy(repeated, i, repeated, kept, end - i);
                kept += end - i;
            }
        }
        found[groups] = kept;
        return Arrays.copyOf(found, groups + 1);
    }

    private long reclaimable(int group) {
        return (begins[group + 1] - begins[group] - 1) * copies.bytes(repeated[begins[group]]);
    }

    public long bytes() {
        return bytes;
    }

    /** What could be reclaimed by leaving out some of the copies that count. One copy of each content must stay. */
    public long bytes(IntPredicate copiesThatCount) {
        long reclaimable = 0;
        for (int group = 0; group < begins.length - 1; group++) {
            int counted = 0;
            for (int i = begins[group]; i < begins[group + 1]; i++) {
                counted += copiesThatCount.test(repeated[i]) ? 1 : 0;
            }
            int others = begins[group + 1] - begins[group] - 1;
            reclaimable += Math.min(others, counted) * copies.bytes(repeated[begins[group]]);
        }
        return reclaimable;
    }

    public List<Repeated> all() {
        return new ComputedList<>(order.length, i -> repeated(order[i]));
    }

    private Repeated repeated(int group) {
        int one = repeated[begins[group]];
        var names = Arrays.stream(repeated, begins[group], begins[group + 1])
                .mapToObj(copy -> new Name(tree.paths().bytes(seenAt[copy]), copies.layer(copy)))
                .toList();
        return new Repeated(
                copies.bytes(one),
                copies.index(one).hashAlgorithm(),
                copies.index(one).hashHigh(copies.entry(one)),
                copies.index(one).hashLow(copies.entry(one)),
                names);
    }
}
