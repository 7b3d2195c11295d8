package dev.tare.analysis.ledger;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.image.Printable;
import dev.tare.image.Warnings;
import dev.tare.layer.EntryKind;
import dev.tare.layer.Growth;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Changes places of the tree for one layer. It tells {@link Copies} of each name that a copy gains or loses, and the {@link History} what was
 * there before, and counts what the layer added, changed and removed.
 */
final class TreeEditor {

    private static final int MIN_TOUCHED = 64;
    private static final int MAX_INITIAL_TOUCHED = 1 << 16;

    final Tree tree;
    final Copies copies;
    final Warnings notes = new Warnings();

    /** The layer. */
    final int layer;

    private final @Nullable History history;
    private int[] touched;
    private int touchedCount;
    private int emptied;

    TreeEditor(Tree tree, Copies copies, @Nullable History history, int layer) {
        this.tree = tree;
        this.copies = copies;
        this.layer = layer;
        this.history = history;
        this.touched = new int[Math.clamp(tree.layers.get(layer).size(), MIN_TOUCHED, MAX_INITIAL_TOUCHED)];
        if (history != null) {
            history.beginLayer();
        }
    }

    /** How often places have been emptied. As long as this number stays, a directory that was found is still there. */
    int emptied() {
        return emptied;
    }

    /**
     * Puts an entry in a place, instead of whatever holds it and is below it.
     *
     * @param fromLayer the layer of the entry; a lower one for a hard link to a file of that layer
     * @param itsCopy the copy that the place leads to, or {@link Copies#NONE}
     */
    void occupy(int at, byte kind, int fromLayer, int fromEntry, int itsCopy) {
        noteTwice(at);
        int before = tree.copyAt(at);
        boolean fileOverFile = kind == Tree.FILE && before != Copies.NONE;
        if (fileOverFile) {
            touch(at);
            copies.removeName(before, Fate.DUPLICATED, layer, itsCopy);
        } else {
            if (tree.isThere(at)) {
                vacate(at, Fate.REMOVED_BY_REPLACEMENT);
            }
            touch(at);
            tree.link(at);
        }
        tree.kind[at] = kind;
        tree.layer[at] = fromLayer;
        tree.entry[at] = fromEntry;
        tree.copy[at] = itsCopy;
        tree.shipped.set(at);
        tree.whitedOut.clear(at);
    }

    private void noteTwice(int at) {
        if (tree.isThere(at) && tree.touchedBy[at] == layer && tree.shipped.get(at)) {
            notes.add("a layer ships a name more than once", () -> Printable.of(tree.paths.bytes(at)));
        }
    }

    /** Gives a directory that stays the metadata of an entry. */
    void renew(int directory, int entry, boolean isChanged) {
        touch(directory);
        if (isChanged) {
            tree.shipped.set(directory);
        }
        tree.layer[directory] = layer;
        tree.entry[directory] = entry;
    }

    /** Makes a directory that no entry tells of, instead of whatever is there. */
    int makeDirectory(int at) {
        if (tree.isThere(at)) {
            notes.add(
                    "an entry lies below a path that is no directory, which it replaces",
                    () -> Printable.of(tree.paths.bytes(at)));
            vacate(at, Fate.REMOVED_BY_REPLACEMENT);
        }
        touch(at);
        tree.link(at);
        tree.kind[at] = Tree.DIRECTORY;
        tree.layer[at] = NONE;
        tree.copy[at] = Copies.NONE;
        tree.whitedOut.clear(at);
        return at;
    }

    /** Empties a place and all below it. Its entry is remembered until it is occupied again. */
    void vacate(int top, Fate why) {
        emptied++;
        tree.unlink(top);
        int at = top;
        while (true) {
            while (tree.isDirectory(at) && tree.firstChild[at] != 0) {
                at = tree.firstChild[at];
            }
            empty(at, why);
            if (at == top) {
                return;
            }
            int above = tree.paths.parent(at);
            tree.unlinkFirst(above);
            at = tree.firstChild[above] != 0 ? tree.firstChild[above] : above;
        }
    }

    private void empty(int at, Fate why) {
        touch(at);
        int held = tree.copyAt(at);
        tree.kind[at] = Tree.ABSENT;
        tree.whitedOut.set(at, why != Fate.REMOVED_BY_REPLACEMENT);
        if (held != Copies.NONE) {
            copies.removeName(held, why, layer, Copies.NONE);
        }
    }

    private void touch(int at) {
        if (tree.touchedBy[at] == layer) {
            return;
        }
        tree.touchedBy[at] = layer;
        if (history != null) {
            history.record(tree, at);
        }
        tree.wasThere.set(at, tree.isThere(at));
        tree.shipped.clear(at);
        tree.whitedOut.clear(at);
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, Growth.to(touchedCount + 1));
        }
        touched[touchedCount++] = at;
    }

    /** What the place held in the layers below, if a whiteout of this layer emptied it; else what it holds now. */
    byte kindBelow(int at) {
        if (tree.touchedBy[at] != layer || !tree.whitedOut.get(at)) {
            return tree.kind[at];
        }
        if (tree.layer[at] == NONE) {
            return Tree.DIRECTORY;
        }
        var kind = tree.layers.get(tree.layer[at]).kind(tree.entry[at]);
        return kind == EntryKind.PSEUDO_LINK ? Tree.FILE : (byte) kind.ordinal();
    }

    LayerEffect effect() {
        int added = 0;
        int changed = 0;
        int removed = 0;
        for (int i = 0; i < touchedCount; i++) {
            int at = touched[i];
            if (at == ROOT) {
                continue;
            }
            if (!tree.wasThere.get(at)) {
                added += tree.isThere(at) ? 1 : 0;
            } else if (!tree.isThere(at)) {
                removed++;
            } else if (tree.shipped.get(at)) {
                changed++;
            }
        }
        return new LayerEffect(added, changed, removed, notes.lines());
    }
}
