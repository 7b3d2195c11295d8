package dev.tare.analysis.ledger;

import dev.tare.analysis.node.Change;
import dev.tare.analysis.node.Sameness;
import dev.tare.layer.EntryKind;
import dev.tare.layer.Growth;
import dev.tare.layer.LayerIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Every copy: how many names lead to it and, once none does, why and because of which layer. A few numbers for each, in arrays.
 */
public final class Copies {

    public static final int NONE = -1;

    private static final int INITIAL_CAPACITY = 1 << 20;

    private final List<LayerIndex> layers;
    private int size;
    private int[] layer = {};
    private int[] entry = {};
    private int[] path = {};
    private int[] names = {};
    private byte[] fate = {};
    private int[] hiddenBy = {};
    private int[] successor = {};

    /** Sizes. They are read so often that looking them up in the index takes measurable time. */
    private long[] bytes = {};

    Copies(List<LayerIndex> layers) {
        this.layers = layers;
        resize(Math.max(64, files(layers)));
    }

    /** The number of regular files, at most {@link #INITIAL_CAPACITY}: a hostile image may list one layer very often. */
    private static int files(List<LayerIndex> layers) {
        int files = 0;
        for (LayerIndex index : layers) {
            for (int e = 0; e < index.size() && files < INITIAL_CAPACITY; e++) {
                files += index.kind(e) == EntryKind.FILE ? 1 : 0;
            }
        }
        return files;
    }

    /** A new copy with no name yet, shipped at {@code path} of the tree. */
    int add(int shippedBy, int itsEntry, int itsPath) {
        if (size == layer.length) {
            resize(Growth.to(size + 1));
        }
        layer[size] = shippedBy;
        entry[size] = itsEntry;
        path[size] = itsPath;
        bytes[size] = layers.get(shippedBy).fileSize(itsEntry);
        return size++;
    }

    private void resize(int capacity) {
        layer = Arrays.copyOf(layer, capacity);
        entry = Arrays.copyOf(entry, capacity);
        path = Arrays.copyOf(path, capacity);
        names = Arrays.copyOf(names, capacity);
        fate = Arrays.copyOf(fate, capacity);
        hiddenBy = Arrays.copyOf(hiddenBy, capacity);
        successor = Arrays.copyOf(successor, capacity);
        bytes = Arrays.copyOf(bytes, capacity);
    }

    void addName(int copy) {
        names[copy]++;
        fate[copy] = (byte) Fate.VISIBLE.ordinal();
    }

    /** @param next the copy that is at the name now, for {@link Fate#DUPLICATED}; else {@link #NONE} */
    void removeName(int copy, Fate why, int by, int next) {
        if (--names[copy] == 0) {
            hide(copy, why, by, next);
        }
    }

    void hide(int copy, Fate why, int by, int next) {
        fate[copy] = (byte) why.ordinal();
        hiddenBy[copy] = by;
        successor[copy] = next;
    }

    public int size() {
        return size;
    }

    public int layer(int copy) {
        return layer[copy];
    }

    public int entry(int copy) {
        return entry[copy];
    }

    public int path(int copy) {
        return path[copy];
    }

    public Fate fate(int copy) {
        return Fate.at(fate[copy]);
    }

    public int hiddenBy(int copy) {
        return hiddenBy[copy];
    }

    /** The copy that duplicated this one. */
    public int successor(int copy) {
        return successor[copy];
    }

    public Sameness samenessWithSuccessor(int copy) {
        int next = successor[copy];
        return Sameness.of(index(copy), entry[copy], index(next), entry[next]);
    }

    public LayerIndex index(int copy) {
        return layers.get(layer[copy]);
    }

    public long bytes(int copy) {
        return bytes[copy];
    }

    /** The copy as a record. */
    public Ledger.Copy account(int copy) {
        Fate why = fate(copy);
        int by = why == Fate.VISIBLE ? -1 : hiddenBy(copy);
        Change change = Change.NONE;
        Set<Change.Aspect> changed = Set.of();
        if (why == Fate.DUPLICATED) {
            int next = successor(copy);
            var same = samenessWithSuccessor(copy);
            if (same == Sameness.SAME) {
                changed = Change.metadata(index(copy), entry(copy), index(next), entry(next));
            }
            change = switch (same) {
                case DIFFERENT -> Change.CONTENT;
                case UNKNOWN -> Change.UNKNOWN;
                case SAME -> changed.isEmpty() ? Change.NONE : Change.METADATA;
            };
        }
        return new Ledger.Copy(layer(copy), bytes(copy), why, by, change, changed);
    }
}
