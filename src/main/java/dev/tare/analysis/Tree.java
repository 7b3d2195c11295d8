package dev.tare.analysis;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.layer.EntryKind;
import dev.tare.layer.Growth;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Paths;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The filesystem as the layers build it up. Every path that was ever there has a place in it, which is empty or held by what
 * a container would see; {@link LayerApplication} is what changes it.
 */
final class Tree {

    static final byte ABSENT = -1;
    static final byte DIRECTORY = (byte) EntryKind.DIRECTORY.ordinal();
    static final byte SYMLINK = (byte) EntryKind.SYMLINK.ordinal();
    static final byte FILE = (byte) EntryKind.FILE.ordinal();
    static final byte HARDLINK = (byte) EntryKind.HARDLINK.ordinal();

    private static final int INITIAL_CAPACITY = 1 << 17;

    final Paths paths;

    // what holds each path
    byte[] kind = {};
    int[] layer = {};
    int[] entry = {};
    int[] copy = {};
    // those of its children that are there, as a doubly linked list; 0, the root, is nobody's child
    int[] firstChild = {};
    int[] next = {};
    private int[] previous = {};
    // which layer changed it last, whether it was there before that layer, whether that layer shipped it anew, and
    // whether
    // a whiteout of that layer emptied it
    int[] touchedBy = {};
    final BitSet wasThere = new BitSet();
    final BitSet shipped = new BitSet();
    final BitSet whitedOut = new BitSet();
    // how long a path is, in bytes
    int[] length = {};
    private int ready;

    /** What following symbolic links has cost so far. */
    long steps;

    private Tree(Paths likely, int room) {
        paths = Paths.withRoomFor(likely);
        resize(room + 64);
        grow();
        kind[ROOT] = DIRECTORY;
        layer[ROOT] = NONE;
        length[ROOT] = 0;
    }

    /** With room for the paths of the largest layer, and for those of all while that is little. */
    static Tree forLayers(List<LayerIndex> layers) {
        var largest = layers.stream()
                .map(LayerIndex::paths)
                .max(Comparator.comparingInt(Paths::size))
                .orElseGet(Paths::new);
        long all = layers.stream().mapToLong(layer -> layer.paths().size()).sum();
        return new Tree(largest, Math.max(largest.size(), (int) Math.min(all, INITIAL_CAPACITY)));
    }

    boolean isThere(int path) {
        return kind[path] != ABSENT;
    }

    boolean isDirectory(int path) {
        return kind[path] == DIRECTORY;
    }

    /** The copy that the path leads to, or {@link Copies#NONE}. */
    int copyAt(int path) {
        return kind[path] == FILE ? copy[path] : Copies.NONE;
    }

    Node node(int path, List<LayerIndex> layers) {
        return Node.of(layers, kind[path], layer[path], entry[path]);
    }

    /** The highest place above that is empty now, or is no directory any more, as far as that is why this one is empty. */
    int topmostGone(int path) {
        int top = path;
        for (int above = paths.parent(path); above != ROOT && !isDirectory(above); above = paths.parent(above)) {
            top = above;
        }
        return top;
    }

    void link(int at) {
        int above = paths.parent(at);
        next[at] = firstChild[above];
        previous[at] = 0;
        if (next[at] != 0) {
            previous[next[at]] = at;
        }
        firstChild[above] = at;
    }

    void unlink(int at) {
        if (previous[at] != 0) {
            next[previous[at]] = next[at];
        } else {
            firstChild[paths.parent(at)] = next[at];
        }
        if (next[at] != 0) {
            previous[next[at]] = previous[at];
        }
    }

    /** Takes the first child of a directory off its list. */
    void unlinkFirst(int directory) {
        int first = firstChild[directory];
        firstChild[directory] = next[first];
        if (next[first] != 0) {
            previous[next[first]] = 0;
        }
    }

    /** Makes room for every path that there is; whether there was none for some. */
    boolean grow() {
        int size = paths.size();
        if (ready == size) {
            return false;
        }
        if (size > kind.length) {
            resize(Growth.to(size));
        }
        for (; ready < size; ready++) {
            kind[ready] = ABSENT;
            touchedBy[ready] = NONE;
            copy[ready] = Copies.NONE;
            length[ready] = length[paths.parent(ready)] + 1 + paths.nameLength(ready);
        }
        return true;
    }

    private void resize(int capacity) {
        kind = Arrays.copyOf(kind, capacity);
        layer = Arrays.copyOf(layer, capacity);
        entry = Arrays.copyOf(entry, capacity);
        copy = Arrays.copyOf(copy, capacity);
        firstChild = Arrays.copyOf(firstChild, capacity);
        next = Arrays.copyOf(next, capacity);
        previous = Arrays.copyOf(previous, capacity);
        touchedBy = Arrays.copyOf(touchedBy, capacity);
        length = Arrays.copyOf(length, capacity);
    }

    /** Gives back what only applying layers needs. */
    void freeze() {
        paths.freeze();
        layer = new int[0];
        entry = new int[0];
        firstChild = new int[0];
        next = new int[0];
        previous = new int[0];
        touchedBy = new int[0];
        length = new int[0];
    }
}
