package dev.tare.analysis;

import dev.tare.image.ImageFault;
import dev.tare.image.Instruction;
import dev.tare.image.Limits;
import dev.tare.layer.Ancestry;
import dev.tare.layer.Growth;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Paths;
import dev.tare.secrets.SecretKind;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntBinaryOperator;

/**
 * The accounts of an image: what its layers ship, what of that a container can see, and what is wasted, by path, by shipping
 * and by hiding layer. All sizes are uncompressed bytes but for those called pulled. The three views sum to the same total.
 */
public final class Accounts {

    private final List<LayerIndex> layers;
    private final Tree tree;
    private final Copies copies;
    private final Ancestry ancestry;
    private final List<OfLayer> ofLayers = new ArrayList<>();
    private final long[] shipped;
    private final long[] wasted;
    private final long[] hides;
    private long entries;
    private long duplicatedBytes;
    private long removedBytes;
    private final long[] wastedPull;

    /** The copies by the path at which they were shipped: those of path p are in [from[p], from[p + 1]). */
    private final int[] byPath;

    private final int[] from;
    private final Exposures exposures;
    private final List<Finding> findings;
    private final List<Repeated> repeated;
    private long repeatedBytes;

    /**
     * @param entries tar members
     * @param shippedBytes of the copies in the layer
     * @param wastedBytes of the hidden copies that the layer ships
     * @param hidesBytes of the copies that the layer hides
     * @param wastedPullBytes the part of the compressed blob that its hidden copies account for: an estimate
     * @param added names that the layer adds to the tree, of any kind
     * @param changed names that the layer ships anew, directories only where their metadata differ
     * @param removed names that are gone after the layer
     * @param notes what is odd about it
     */
    public record OfLayer(
            int entries,
            long shippedBytes,
            long wastedBytes,
            long hidesBytes,
            long wastedPullBytes,
            int added,
            int changed,
            int removed,
            List<String> notes) {}

    /**
     * All copies that were shipped at a path of which at least one is hidden.
     *
     * @param exposed what credential a hidden copy is; {@link SecretKind#NONE} if none is
     */
    public record Finding(byte[] path, long wastedBytes, List<Copy> copies, SecretKind exposed) {}

    /**
     * One copy.
     *
     * @param layer that ships it
     * @param size in bytes
     * @param hiddenBy the layer that hides it, -1 if none does
     * @param change what differs from the copy that hides it, of a duplicated one; else {@link Change#NONE}
     * @param changed the metadata that differ, where nothing else does
     */
    public record Copy(int layer, long size, Fate fate, int hiddenBy, Change change, Set<Change.Aspect> changed) {}

    /** Content that is visible more than once without being a hard link. */
    public record Repeated(long size, long hashHigh, long hashLow, List<Name> names) {
        public long reclaimableBytes() {
            return (names.size() - 1) * size;
        }
    }

    /** Where a copy can be seen, and the layer that ships it. */
    public record Name(byte[] path, int layer) {}

    /** @throws ImageFault if the layers together go beyond a limit */
    public static Accounts of(List<LayerIndex> layers, Limits limits) throws ImageFault {
        return of(layers, limits, SecretPaths.NONE);
    }

    /**
     * @param secrets paths that are credentials too
     * @throws ImageFault if the layers together go beyond a limit
     */
    public static Accounts of(List<LayerIndex> layers, Limits limits, SecretPaths secrets) throws ImageFault {
        return new Accounts(layers, limits, secrets);
    }

    private Accounts(List<LayerIndex> layers, Limits limits, SecretPaths secrets) throws ImageFault {
        this.layers = List.copyOf(layers);
        this.tree = Tree.forLayers(this.layers);
        this.copies = new Copies(this.layers);
        this.shipped = new long[layers.size()];
        this.wasted = new long[layers.size()];
        this.wastedPull = new long[layers.size()];
        this.hides = new long[layers.size()];
        var effects = new ArrayList<LayerApplication.Effect>();
        long names = 0;
        for (int i = 0; i < layers.size(); i++) {
            entries += layers.get(i).size();
            // directories that are only implied count too, each time: a layer that a manifest lists often is work each
            // time
            names += Math.max(layers.get(i).size(), layers.get(i).paths().size() - 1);
            if (names > limits.entries()) {
                throw Limits.exceeded(
                        "an image of more than %,d files and directories up to layer %d".formatted(limits.entries(), i),
                        limits.entries(),
                        "max-entries");
            }
            effects.add(new LayerApplication(tree, copies, this.layers, limits, i).apply());
        }
        tree.freeze();
        ancestry = new Ancestry(tree.paths);
        for (int copy = 0; copy < copies.size(); copy++) {
            add(copy);
        }
        for (int i = 0; i < layers.size(); i++) {
            var effect = effects.get(i);
            ofLayers.add(new OfLayer(
                    layers.get(i).size(),
                    shipped[i],
                    wasted[i],
                    hides[i],
                    wastedPull[i],
                    effect.added(),
                    effect.changed(),
                    effect.removed(),
                    effect.notes()));
        }
        from = new int[tree.paths.size() + 1];
        byPath = new int[copies.size()];
        sortByPath();
        exposures = new Exposures(tree, copies, ancestry, secrets);
        findings = findPaths();
        repeated = findRepeated();
    }

    private void add(int copy) {
        long bytes = copies.bytes(copy);
        Fate fate = copies.fate(copy);
        shipped[copies.layer(copy)] += bytes;
        if (fate == Fate.VISIBLE) {
            return;
        }
        wasted[copies.layer(copy)] += bytes;
        hides[copies.hiddenBy(copy)] += bytes;
        wastedPull[copies.layer(copy)] += copies.index(copy).pulledBytes(copies.entry(copy));
        if (fate.isRemoved()) {
            removedBytes += bytes;
        } else {
            duplicatedBytes += bytes;
        }
    }

    private void sortByPath() {
        for (int copy = 0; copy < copies.size(); copy++) {
            from[copies.path(copy) + 1]++;
        }
        for (int path = 0; path < tree.paths.size(); path++) {
            from[path + 1] += from[path];
        }
        int[] at = Arrays.copyOf(from, from.length);
        for (int copy = 0; copy < copies.size(); copy++) {
            byPath[at[copies.path(copy)]++] = copy;
        }
    }

    private List<Finding> findPaths() {
        long[] waste = new long[tree.paths.size()];
        var hidden = new BitSet();
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) != Fate.VISIBLE) {
                waste[copies.path(copy)] += copies.bytes(copy);
                hidden.set(copies.path(copy));
            }
        }
        int[] order = hidden.stream().toArray();
        Sorting.sort(order, order.length, (a, b) -> {
            int byWaste = Long.compare(waste[b], waste[a]);
            return byWaste != 0 ? byWaste : ancestry.compare(a, b);
        });
        return new Lazy<>(order.length) {
            @Override
            public Finding get(int i) {
                int path = order[i];
                var all = new ArrayList<Copy>();
                for (int k = from[path]; k < from[path + 1]; k++) {
                    all.add(copies.account(byPath[k]));
                }
                return new Finding(
                        tree.paths.bytes(path),
                        waste[path],
                        List.copyOf(all),
                        exposures.kind(path, byPath, from[path], from[path + 1]));
            }
        };
    }

    private List<Repeated> findRepeated() {
        int[] seenAt = new int[copies.size()];
        Arrays.fill(seenAt, Paths.NONE);
        for (int path = 0; path < tree.paths.size(); path++) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && (seenAt[copy] == Paths.NONE || copies.path(copy) == path)) {
                seenAt[copy] = path;
            }
        }
        int[] visible = new int[copies.size()];
        int count = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) == Fate.VISIBLE && copies.bytes(copy) > 0) {
                visible[count++] = copy;
            }
        }
        count = keepTwins(visible, count);
        Sorting.sort(visible, count, (a, b) -> {
            int byContent = compareContents(a, b);
            return byContent != 0 ? byContent : ancestry.compare(seenAt[a], seenAt[b]);
        });
        // runs of the same content, one behind another: that at runs[k] ends where the next one begins
        int[] runs = new int[16];
        int found = 0;
        int kept = 0;
        for (int i = 0, j; i < count; i = j) {
            for (j = i + 1; j < count && compareContents(visible[i], visible[j]) == 0; j++) {
                // as long as the content stays the same
            }
            if (j > i + 1) {
                runs = found + 1 == runs.length ? Arrays.copyOf(runs, Growth.to(found + 2)) : runs;
                runs[found++] = kept;
                System.arraycopy(visible, i, visible, kept, j - i);
                kept += j - i;
                runs[found] = kept;
                repeatedBytes += (j - i - 1) * copies.bytes(visible[runs[found - 1]]);
            }
        }
        int[] begin = Arrays.copyOf(runs, found + 1);
        int[] same = Arrays.copyOf(visible, kept);
        int[] order = new int[found];
        Arrays.setAll(order, k -> k);
        Sorting.sort(order, found, (a, b) -> {
            int byBytes = Long.compare(reclaimable(same, begin, b), reclaimable(same, begin, a));
            return byBytes != 0 ? byBytes : ancestry.compare(seenAt[same[begin[a]]], seenAt[same[begin[b]]]);
        });
        return new Lazy<>(found) {
            @Override
            public Repeated get(int i) {
                int run = order[i];
                var names = Arrays.stream(same, begin[run], begin[run + 1])
                        .mapToObj(c -> new Name(tree.paths.bytes(seenAt[c]), copies.layer(c)))
                        .toList();
                int one = same[begin[run]];
                return new Repeated(
                        copies.bytes(one),
                        copies.index(one).hashHigh(copies.entry(one)),
                        copies.index(one).hashLow(copies.entry(one)),
                        names);
            }
        };
    }

    /** Keeps those copies whose content may be that of another: hashes alone are sorted much faster than copies. */
    private int keepTwins(int[] some, int count) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(count);
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = copies.index(some[i]).hashHigh(copies.entry(some[i])) << bits | i;
        }
        Arrays.sort(keys);
        var twins = new BitSet(count);
        for (int i = 1; i < count; i++) {
            if (keys[i] >>> bits == keys[i - 1] >>> bits) {
                twins.set((int) (keys[i] & (1L << bits) - 1));
                twins.set((int) (keys[i - 1] & (1L << bits) - 1));
            }
        }
        int kept = 0;
        for (int i = twins.nextSetBit(0); i >= 0; i = twins.nextSetBit(i + 1)) {
            some[kept++] = some[i];
        }
        return kept;
    }

    private long reclaimable(int[] same, int[] begin, int run) {
        return (begin[run + 1] - begin[run] - 1) * copies.bytes(same[begin[run]]);
    }

    private int compareContents(int a, int b) {
        int bySize = Long.compare(copies.bytes(a), copies.bytes(b));
        if (bySize != 0) {
            return bySize;
        }
        int byHigh = Long.compare(
                copies.index(a).hashHigh(copies.entry(a)), copies.index(b).hashHigh(copies.entry(b)));
        return byHigh != 0
                ? byHigh
                : Long.compare(
                        copies.index(a).hashLow(copies.entry(a)),
                        copies.index(b).hashLow(copies.entry(b)));
    }

    /**
     * The {@code top} largest groups of hidden copies. Where a layer hides all that lower layers had in a directory, that
     * directory is one group, and so the highest one of which that is true.
     */
    public List<WasteGroup> wasteGroups(int top) {
        return wasteGroups(top, 0);
    }

    /** The same for what is hidden by the layers from {@code first} on. */
    public List<WasteGroup> wasteGroups(int top, int first) {
        int[] lowest = lowestVisibleLayer();
        int[] whole = new int[copies.size()];
        short[] story = new short[copies.size()];
        int[] hidden = new int[copies.size()];
        int count = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) != Fate.VISIBLE && copies.bytes(copy) > 0 && copies.hiddenBy(copy) >= first) {
                int by = copies.hiddenBy(copy);
                whole[copy] = ancestry.highest(copies.path(copy), above -> lowest[above] >= by);
                story[copy] = story(copy);
                hidden[count++] = copy;
            }
        }
        // there may be as many groups as copies, so they are found one after another and only the largest are kept
        IntBinaryOperator alike = (a, b) -> {
            int byPlace = Integer.compare(whole[a], whole[b]);
            int byLayer = byPlace != 0 ? byPlace : Integer.compare(copies.hiddenBy(a), copies.hiddenBy(b));
            return byLayer != 0 ? byLayer : Integer.compare(story[a], story[b]);
        };
        Sorting.sort(hidden, count, alike);
        var order = Comparator.<Group>comparingLong(group -> -group.bytes)
                .thenComparing((a, b) -> ancestry.compare(a.path, b.path))
                .thenComparingInt(group -> copies.hiddenBy(group.one))
                .thenComparing((a, b) -> alike.applyAsInt(a.one, b.one));
        var largest = new PriorityQueue<>(order.reversed());
        for (int i = 0, j; i < count; i = j) {
            var group = new Group(hidden[i]);
            for (j = i + 1; j < count && alike.applyAsInt(hidden[i], hidden[j]) == 0; j++) {
                group.add(hidden[j]);
            }
            if (largest.size() < top || (top > 0 && order.compare(group, largest.element()) < 0)) {
                largest.add(group);
            }
            if (largest.size() > top) {
                largest.remove();
            }
        }
        return largest.stream().sorted(order).map(Group::result).toList();
    }

    /** What became of a hidden copy and in what way, as a number. */
    private short story(int copy) {
        Copy account = copies.account(copy);
        int number = account.fate().ordinal() * Change.values().length
                + account.change().ordinal();
        for (var aspect : Change.Aspect.values()) {
            number = number * 2 + (account.changed().contains(aspect) ? 1 : 0);
        }
        return (short) number;
    }

    private final class Group {
        private final int one;
        private final BitSet layers = new BitSet();
        private int path;
        private boolean directory;
        private long files;
        private long bytes;

        Group(int first) {
            one = first;
            path = copies.path(first);
            add(first);
        }

        void add(int copy) {
            directory |= copies.path(copy) != path;
            path = ancestry.common(path, copies.path(copy));
            layers.set(copies.layer(copy));
            files++;
            bytes += copies.bytes(copy);
        }

        WasteGroup result() {
            Copy account = copies.account(one);
            return new WasteGroup(
                    tree.paths.bytes(path),
                    directory,
                    files,
                    bytes,
                    account.hiddenBy(),
                    account.fate(),
                    account.change(),
                    account.changed(),
                    layers);
        }
    }

    /** For every directory the lowest layer of which some content is visible below it; an empty lock file is none. */
    private int[] lowestVisibleLayer() {
        int[] lowest = new int[tree.paths.size()];
        Arrays.fill(lowest, Integer.MAX_VALUE);
        for (int path = tree.paths.size() - 1; path > 0; path--) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && copies.bytes(copy) > 0) {
                lowest[path] = copies.layer(copy);
            }
            int above = tree.paths.parent(path);
            lowest[above] = Math.min(lowest[above], lowest[path]);
        }
        return lowest;
    }

    /** A list whose elements are made when asked for, since there may be a million. */
    abstract static class Lazy<T> extends AbstractList<T> {
        private final int size;

        Lazy(int size) {
            this.size = size;
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** The accounts of each layer, the lowest first. */
    public List<OfLayer> layers() {
        return List.copyOf(ofLayers);
    }

    /** Every path with a hidden copy, the largest waste first, ties by path. */
    public List<Finding> findings() {
        return findings;
    }

    /** The credentials in hidden copies, those that the user named first, then the worst; the files of a {@code .git} folder are one. */
    public List<Exposed> exposed() {
        return exposures.all();
    }

    /** How many findings are exposed. */
    public int exposedFindings() {
        return exposures.findings();
    }

    /** Repeated content, what could be reclaimed most first. */
    public List<Repeated> repeated() {
        return repeated;
    }

    public long entries() {
        return entries;
    }

    public int copies() {
        return copies.size();
    }

    public long shippedBytes() {
        return Arrays.stream(shipped).sum();
    }

    public long visibleBytes() {
        return shippedBytes() - wastedBytes();
    }

    public long wastedBytes() {
        return Arrays.stream(wasted).sum();
    }

    /** Of the wasted bytes, those that the first {@code layers} layers waste among themselves: the part of a base image. */
    public long wastedBytesWithin(int layers) {
        long bytes = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) != Fate.VISIBLE && copies.hiddenBy(copy) < layers) {
                bytes += copies.bytes(copy);
            }
        }
        return bytes;
    }

    /** What would save wasted bytes, the most first: see {@link Advisor}. */
    public List<Advice> advice(List<Instruction> instructions, int baseLayers) {
        return new Advisor(copies, tree.paths, ancestry, instructions, baseLayers).advice();
    }

    public long duplicatedBytes() {
        return duplicatedBytes;
    }

    public long removedBytes() {
        return removedBytes;
    }

    /** The compressed bytes that hidden copies account for: an estimate. */
    public long wastedPullBytes() {
        return Arrays.stream(wastedPull).sum();
    }

    public long repeatedBytes() {
        return repeatedBytes;
    }

    /** The visible files of the final tree: what a container sees at every path that leads to a regular file. */
    public interface FileVisitor {
        void visit(byte[] path, int layer, long size);
    }

    /** Shows every name of the final tree that leads to a regular file. */
    public void visitFiles(FileVisitor visitor) {
        for (int path = 0; path < tree.paths.size(); path++) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE) {
                visitor.visit(tree.paths.bytes(path), copies.layer(copy), copies.bytes(copy));
            }
        }
    }
}
