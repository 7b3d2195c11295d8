package dev.tare.analysis.ledger;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.layer.EntryKind;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Paths;
import java.util.BitSet;

/**
 * Finds the places in the tree that the paths of one layer mean. A parent directory that is a symbolic link is followed, inside the root
 * (accounting.md, "Applying a layer", rule 2).
 */
final class PlaceFinder {

    /** Maximum symbolic links in the resolution of a path, as on Linux (path_resolution(7), ELOOP). */
    private static final int MAX_SYMLINKS_FOLLOWED = 40;

    /** Maximum length of a symbolic link on Linux (PATH_MAX). */
    private static final int MAX_SYMLINK_BYTES = 4096;

    /** Maximum steps of all symbolic link resolutions of an image. It bounds the time for hostile images. */
    private static final long MAX_SYMLINK_STEPS = 20_000_000;

    /** Bytes of a symbolic link that are as much work as a step: they are copied and hashed. */
    private static final int LINK_BYTES_PER_STEP = 64;

    private final TreeEditor editor;
    private final Tree tree;
    private final Paths own;
    private final Limits limits;
    private final BitSet ownDirectories = new BitSet();

    // which directory of the tree a path of this layer means, known until a place is emptied
    private final int[] directoryOf;
    private final int[] knownAt;

    /** Symbolic links that were followed for the part of the path at hand. */
    private int links;

    /** What to do where the way to a path ends. */
    private enum Mode {
        /** Make the directories that are missing. */
        MAKE,
        /** Find nothing. */
        FIND,
        /** Go on with what the layers below had there, if a whiteout of this layer took it. */
        FIND_BELOW
    }

    PlaceFinder(TreeEditor editor, LayerIndex index, Limits limits) {
        this.editor = editor;
        this.tree = editor.tree;
        this.own = index.paths();
        this.limits = limits;
        this.directoryOf = new int[own.size()];
        this.knownAt = new int[own.size()];
        for (int e = 0; e < index.size(); e++) {
            if (index.kind(e) == EntryKind.DIRECTORY) {
                ownDirectories.set(index.path(e));
            }
        }
    }

    /** Whether the layer ships a directory at one of its paths. */
    boolean shipsDirectory(int path) {
        return ownDirectories.get(path);
    }

    /** The place of a path of this layer, whose parent directories are made where they are missing. */
    int place(int path) throws ImageFault {
        int above = directory(own.parent(path));
        return checked(tree.paths.childLike(above, own, path));
    }

    /** The place of a path, or {@link Paths#NONE} where the way to it does not exist. Its last part is not followed. */
    int find(int path) throws ImageFault {
        return find(path, false, Mode.FIND);
    }

    /** The same, but a last part that is a symbolic link to a directory is followed. */
    int findDirectory(int path) throws ImageFault {
        return find(path, true, Mode.FIND);
    }

    /** The same as {@link #find} for the tree below, before whiteouts of this layer. */
    int findBelow(int path) throws ImageFault {
        return find(path, false, Mode.FIND_BELOW);
    }

    /** Checks a path that may be new. Where symbolic links lead, it can be longer than any name in a tar. */
    private int checked(int path) throws ImageFault {
        if (!tree.grow()) {
            return path;
        }
        if (tree.length[path] - 1 > limits.nameBytes()) {
            throw Limits.exceeded(
                    "a path of %,d bytes, symbolic links followed,".formatted(tree.length[path] - 1),
                    limits.nameBytes(),
                    Bound.NAME_BYTES);
        }
        if (tree.paths.size() - 1 > limits.entries()) {
            throw Limits.exceeded(
                    "an image of more than %,d files and directories".formatted(limits.entries()),
                    limits.entries(),
                    Bound.ENTRIES);
        }
        if (tree.paths.isFull()) {
            throw new BeyondLimit("the names in the image take more memory than can be given to them", "");
        }
        return path;
    }

    /** The directory that a path of this layer means: symbolic links followed, missing ones made. */
    private int directory(int path) throws ImageFault {
        int depth = 0;
        int known = path;
        while (known != ROOT && !isKnown(known)) {
            known = own.parent(known);
            depth++;
        }
        int at = known == ROOT ? ROOT : directoryOf[known];
        if (depth == 0) {
            return at;
        }
        for (int part : lastParts(path, depth)) {
            links = 0;
            int place = checked(tree.paths.childLike(at, own, part));
            at = enter(place, Mode.MAKE);
            if (at == NONE) {
                at = editor.makeDirectory(place); // instead of a symbolic link that leads in circles
            }
            directoryOf[part] = at;
            knownAt[part] = editor.emptied() + 1;
        }
        return at;
    }

    private boolean isKnown(int path) {
        return knownAt[path] == editor.emptied() + 1;
    }

    /** A path and those above it, the highest first. */
    private int[] lastParts(int path, int count) {
        int[] parts = new int[count];
        for (int p = path, i = count - 1; i >= 0; p = own.parent(p), i--) {
            parts[i] = p;
        }
        return parts;
    }

    private int find(int path, boolean followLast, Mode mode) throws ImageFault {
        int at = ROOT;
        for (int part : lastParts(path, own.depth(path))) {
            byte[] name = own.name(part);
            int child = tree.paths.find(at, name, 0, name.length);
            if (child == NONE) {
                return NONE;
            }
            if (part == path && !followLast) {
                return child;
            }
            links = 0;
            // a directory that this layer puts in the place of a symbolic link is the one that is meant
            at = shipsDirectory(part) && kind(child, mode) == Tree.SYMLINK ? NONE : enter(child, mode);
            if (at == NONE) {
                return NONE;
            }
        }
        return at;
    }

    private byte kind(int at, Mode mode) {
        return mode == Mode.FIND_BELOW ? editor.kindBelow(at) : tree.kind[at];
    }

    /**
     * The directory that a place leads to: itself, or the one that a symbolic link there points to, inside the root. Where there is none, one
     * is made, or the answer is {@link Paths#NONE}. That is the answer to links that lead in circles, too.
     */
    private int enter(int place, Mode mode) throws ImageFault {
        byte kind = kind(place, mode);
        if (kind == Tree.DIRECTORY) {
            return place;
        }
        if (kind == Tree.SYMLINK) {
            byte[] target = tree.layers.get(tree.layer[place]).symlinkTarget(tree.entry[place]);
            if (links++ == MAX_SYMLINKS_FOLLOWED || target.length > MAX_SYMLINK_BYTES) {
                return NONE;
            }
            if (mode == Mode.MAKE) {
                editor.notes.add(
                        "an entry lies below a symbolic link, which is followed here and replaced by some runtimes",
                        () -> Printable.of(tree.paths.bytes(place)) + " -> " + Printable.of(target));
            }
            return follow(place, target, mode);
        }
        return mode == Mode.MAKE ? editor.makeDirectory(place) : NONE;
    }

    private int follow(int link, byte[] target, Mode mode) throws ImageFault {
        tree.steps += target.length / LINK_BYTES_PER_STEP;
        int at = target.length > 0 && target[0] == '/' ? ROOT : tree.paths.parent(link);
        int start = 0;
        for (int i = 0; i <= target.length; i++) {
            if (i < target.length && target[i] != '/') {
                continue;
            }
            if (++tree.steps > MAX_SYMLINK_STEPS) {
                throw new BeyondLimit("its symbolic links lead through too many directories", "");
            }
            at = step(at, target, start, i, mode);
            if (at == NONE) {
                return NONE;
            }
            start = i + 1;
        }
        return at;
    }

    /** Where the part {@code target[from, to)} of a symbolic link leads from a directory. */
    private int step(int at, byte[] target, int from, int to, Mode mode) throws ImageFault {
        int length = to - from;
        if (length == 2 && target[from] == '.' && target[from + 1] == '.') {
            return tree.paths.parent(at);
        }
        if (length == 0 || (length == 1 && target[from] == '.')) {
            return at;
        }
        int child = mode == Mode.MAKE
                ? checked(tree.paths.child(at, target, from, to))
                : tree.paths.find(at, target, from, to);
        return child == NONE ? NONE : enter(child, mode);
    }
}
