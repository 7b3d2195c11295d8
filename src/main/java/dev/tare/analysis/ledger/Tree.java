package dev.tare.analysis.ledger;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.analysis.node.Node;
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
 * a container would see. {@link TreeEditor} changes it. The other rooms of the analysis read it.
 */
public final class Tree {

    static final byte ABSENT = -1;
    static final byte DIRECTORY = (byte) EntryKind.DIRECTORY.ordinal();
    static final byte SYMLINK = (byte) EntryKind.SYMLINK.ordinal();
    static final byte FILE = (byte) EntryKind.FILE.ordinal();
    static final byte HARDLINK = (byte) EntryKind.HARDLINK.ordinal();

    private static final int INITIAL_CAPACITY = 1 << 17;

    final List<LayerIndex> layers;
    final Paths paths;

    // what holds each place
    byte[] kind = {};
    int[] layer = {};
    int[] entry = {};
    int[] copy = {};

    // From here on what only applying layers needs: the children of each place that are there, as a doubly linked list,
    // in which 0, the root,
    // is the end, since it is nobody's child.
    int[] firstChild = {};
    private int[] next = {};
    private int[] previous = {};

    // the last layer that touched each place, and what it did there
    int[] touchedBy = {};
    final BitSet wasThere = new BitSet();
    final BitSet shipped = new BitSet();
    final BitSet whitedOut = new BitSet();

    /** Length of each path in bytes. */
    int[] length = {};

    private int ready;

    /** Work that following symbolic links has cost so far, for all layers. */
    long steps;

    private Tree(List<LayerIndex> layers, Paths paths) {
        this.layers = layers;
        this.paths = paths;
    }

    /** An empty tree with room for the paths of the largest layer, and for those of all layers while that is little. */
    static Tree forLayers(List<LayerIndex> layers) {
        var largest = layers.stream()
                .map(LayerIndex::paths)
                .max(Comparator.comparingInt(Paths::size))
                .orElseGet(Paths::new);
        long all = layers.stream().mapToLong(layer -> layer.paths().size()).sum();
        var tree = new Tree(layers, Paths.withRoomFor(largest));
        tree.resize(Math.max(largest.size(), (int) Math.min(all, INITIAL_CAPACITY)) + 64);
        tree.grow();
        tree.kind[ROOT] = DIRECTORY;
        tree.layer[ROOT] = NONE;
        tree.length[ROOT] = 0;
        return tree;
    }

    /** Another tree with the same paths, in which places may be changed. */
    Tree copy() {
        var other = new Tree(layers, paths);
        other.kind = kind.clone();
        other.layer = layer.clone();
        other.entry = entry.clone();
        other.copy = copy.clone();
        return other;
    }

    public Paths paths() {
        return paths;
    }

    public List<LayerIndex> layers() {
        return layers;
    }

    /** The layer of the entry that holds a place, -1 for a directory that no layer ships. */
    public int layer(int path) {
        return layer[path];
    }

    /** The number in its layer of the entry that holds a place. */
    public int entry(int path) {
        return entry[path];
    }

    public boolean isThere(int path) {
        return kind[path] != ABSENT;
    }

    public boolean isDirectory(int path) {
        return kind[path] == DIRECTORY;
    }

    public boolean isFile(int path) {
        return kind[path] == FILE;
    }

    public boolean isSymlink(int path) {
        return kind[path] == SYMLINK;
    }

    /** The copy that the path leads to, or {@link Copies#NONE}. */
    public int copyAt(int path) {
        return kind[path] == FILE ? copy[path] : Copies.NONE;
    }

    public Node node(int path) {
        return Node.of(layers, kind[path], layer[path], entry[path]);
    }

    /** The highest place above an empty one that is empty too or no longer a directory; the place itself if its directory is still there. */
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

    /** Makes a place for every path. Returns true if a path had none. */
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
        firstChild = new int[0];
        next = new int[0];
        previous = new int[0];
        touchedBy = new int[0];
        length = new int[0];
    }

    /** Gives back all but which path leads to which copy. No path can be found by its name any more. */
    void freezeToCopies() {
        freeze();
        paths.freeze();
        layer = new int[0];
        entry = new int[0];
    }
}
