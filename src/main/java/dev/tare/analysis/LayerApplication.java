package dev.tare.analysis;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.layer.EntryKind;
import dev.tare.layer.Growth;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.LayerWarnings;
import dev.tare.layer.Paths;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One layer being applied on the tree of those below it (accounting.md, "Applying a layer"; OCI image-spec, layer.md,
 * "Applying Changesets"). Taking a name away or giving it anew tells the ledger of {@link Copies}.
 */
final class LayerApplication {

    /** Maximum symbolic links in the resolution of a path, as on Linux (path_resolution(7), ELOOP). */
    private static final int MAX_SYMLINKS_FOLLOWED = 40;

    /** Maximum length of a symbolic link on Linux (PATH_MAX). */
    private static final int MAX_SYMLINK_BYTES = 4096;

    /** Maximum steps of all symbolic link resolutions of an image. It bounds the time for hostile images. */
    private static final long MAX_SYMLINK_STEPS = 20_000_000;

    /** What a layer did to the paths below it: counts of names of any kind, and what was odd. */
    record Effect(int added, int changed, int removed, List<String> notes) {}

    private final Tree tree;
    private final Copies copies;
    private final List<LayerIndex> layers;
    private final Limits limits;
    private final int current;
    private final LayerIndex index;
    private final LayerWarnings notes = new LayerWarnings();
    private final BitSet ownDirectories = new BitSet();
    private final Map<Integer, PseudoLink> pseudoLinks = new HashMap<>();
    private LayerChanges.@Nullable Recording recording;
    private int[] touched;
    private int touchedCount;

    // which directory of the tree a path of this layer means, known until anything goes
    private final int[] directoryOf;
    private final int[] directoryAge;
    private int age = 1;
    private int links;
    private int atHand; // the entry

    /** An entry that has no place of its own, and its copy, which is {@link Copies#NONE} until the first hard link gives it a path. */
    private record PseudoLink(int entry, int copy) {}

    /** What to do where the way to a path ends. */
    private enum Way {
        /** Make the directories that are missing. */
        MAKE,
        /** Look no further. */
        LOOK,
        /** Look behind the whiteouts of this layer, at what the layers below had there. */
        LOOK_BELOW
    }

    LayerApplication(Tree tree, Copies copies, List<LayerIndex> layers, Limits limits, int number) {
        this.tree = tree;
        this.copies = copies;
        this.layers = layers;
        this.limits = limits;
        this.current = number;
        this.index = layers.get(number);
        this.touched = new int[Math.clamp(index.size(), 64, 1 << 16)];
        this.directoryOf = new int[index.paths().size()];
        this.directoryAge = new int[index.paths().size()];
        for (int e = 0; e < index.size(); e++) {
            if (index.kind(e) == EntryKind.DIRECTORY) {
                ownDirectories.set(index.path(e));
            }
        }
    }

    /** Has what is touched recorded, as it was before. */
    void recordInto(LayerChanges.Recording changes) {
        recording = changes;
    }

    /** @throws ImageFault if the layer's paths go beyond a limit, or its symbolic links lead astray */
    Effect apply() throws ImageFault {
        try {
            applyWhiteouts();
            for (atHand = 0; atHand < index.size(); atHand++) {
                applyEntry(atHand);
            }
        } catch (BeyondLimit e) {
            byte[] path = index.paths().bytes(index.path(atHand));
            throw e.in("layer %d: %s".formatted(current, Printable.brief(path, path.length)));
        }
        return effect();
    }

    // -- whiteouts: they act on the layers below only, the opaque ones first, wherever they stand in the tar

    private void applyWhiteouts() throws ImageFault {
        int[] opaque = new int[8];
        int[] plain = new int[8];
        int opaques = 0;
        int plains = 0;
        for (atHand = 0; atHand < index.size(); atHand++) {
            int e = atHand;
            switch (index.kind(e)) {
                case OPAQUE -> {
                    int at = lookUp(index.path(e), true, Way.LOOK);
                    if (at == NONE || !tree.isDirectory(at)) {
                        noteLost(e, "an opaque whiteout of a directory that is not there");
                    } else {
                        opaque = opaques == opaque.length ? Arrays.copyOf(opaque, opaques * 2) : opaque;
                        opaque[opaques++] = at;
                    }
                }
                case WHITEOUT -> {
                    int at = lookUp(index.path(e), false, Way.LOOK);
                    if (at == NONE || at == ROOT) {
                        noteLost(e, "a whiteout of a path that is not there");
                    } else {
                        plain = plains == plain.length ? Arrays.copyOf(plain, plains * 2) : plain;
                        plain[plains++] = at;
                    }
                }
                default -> {
                    // entries come when all whiteouts have acted
                }
            }
        }
        for (int i = 0; i < opaques; i++) {
            while (tree.isDirectory(opaque[i]) && tree.firstChild[opaque[i]] != 0) {
                vacate(tree.firstChild[opaque[i]], Fate.REMOVED_BY_OPAQUE);
            }
        }
        for (int i = 0; i < plains; i++) {
            if (tree.isThere(plain[i])) {
                vacate(plain[i], Fate.REMOVED_BY_WHITEOUT);
            }
        }
    }

    private void noteLost(int e, String what) {
        // a new directory is often marked opaque by overlayfs; only where nothing at all is below is that odd
        if (index.kind(e) == EntryKind.OPAQUE && ownDirectories.get(index.path(e)) && current > 0) {
            return;
        }
        notes.add(what, () -> Printable.of(index.paths().bytes(index.path(e))));
    }

    // -- entries

    private void applyEntry(int e) throws ImageFault {
        EntryKind what = index.kind(e);
        switch (what) {
            case WHITEOUT, OPAQUE, PASSED_OVER -> {
                // acted already, or never do
            }
            case UNPLACEABLE -> {
                int lost = copies.add(current, e, ROOT);
                copies.hide(lost, Fate.REMOVED_BY_REPLACEMENT, current, Copies.NONE);
            }
            case DIRECTORY -> applyDirectory(e);
            case HARDLINK -> {
                var pseudoLink = pseudoLinks.get(index.linkTarget(e));
                if (pseudoLink == null) {
                    applyHardlink(e);
                } else {
                    applyLinkTo(pseudoLink, e);
                }
            }
            case PSEUDO_LINK -> pseudoLinks.put(index.path(e), new PseudoLink(e, Copies.NONE));
            case FILE -> {
                int at = place(index.path(e));
                int newCopy = copies.add(current, e, at);
                copies.addName(newCopy);
                occupy(at, Tree.FILE, current, e, newCopy);
            }
            case SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                int at = place(index.path(e));
                occupy(at, (byte) what.ordinal(), current, e, Copies.NONE);
            }
        }
    }

    private void applyDirectory(int e) throws ImageFault {
        int at = index.path(e) == ROOT ? ROOT : place(index.path(e));
        if (tree.isDirectory(at)) {
            touch(at);
            boolean same = tree.layer[at] != NONE && sameMetadata(layers.get(tree.layer[at]), tree.entry[at], index, e);
            if (!same) {
                tree.shipped.set(at);
            }
            tree.layer[at] = current;
            tree.entry[at] = e;
        } else {
            occupy(at, Tree.DIRECTORY, current, e, Copies.NONE);
        }
    }

    private static boolean sameMetadata(LayerIndex a, int i, LayerIndex b, int j) {
        return Change.metadata(a, i, b, j).isEmpty();
    }

    private void applyHardlink(int e) throws ImageFault {
        int at = place(index.path(e));
        // a name that this layer's own whiteout took is still one of the tree below, where the target is looked up
        int target = lookUp(index.linkTarget(e), false, Way.LOOK_BELOW);
        byte what = target == NONE ? Tree.ABSENT : kind(target, Way.LOOK_BELOW);
        if (target == at && tree.isThere(at)) {
            notes.add("a hard link points to itself", () -> linkText(e));
            return;
        }
        if (what == Tree.DIRECTORY) {
            notes.add("a hard link points to a directory", () -> linkText(e));
            what = Tree.ABSENT;
        } else if (what == Tree.ABSENT) {
            notes.add("a hard link points to what is not there", () -> linkText(e));
        }
        if (what == Tree.ABSENT) {
            occupy(at, Tree.HARDLINK, current, e, Copies.NONE);
            return;
        }
        int linked = tree.copy[target];
        if (linked != Copies.NONE) {
            copies.addName(linked);
        }
        occupy(at, what, tree.layer[target], tree.entry[target], linked);
    }

    private void applyLinkTo(PseudoLink content, int e) throws ImageFault {
        int at = place(index.path(e));
        int linked = content.copy();
        if (linked == Copies.NONE) {
            linked = copies.add(current, content.entry(), at);
            pseudoLinks.put(index.linkTarget(e), new PseudoLink(content.entry(), linked));
        }
        copies.addName(linked);
        occupy(at, Tree.FILE, current, content.entry(), linked);
    }

    /** What holds a place or, on the way below, what did before a whiteout of this layer took it: its entry still tells. */
    private byte kind(int at, Way way) {
        if (way != Way.LOOK_BELOW || tree.touchedBy[at] != current || !tree.whitedOut.get(at)) {
            return tree.kind[at];
        }
        if (tree.layer[at] == NONE) {
            return Tree.DIRECTORY;
        }
        var what = layers.get(tree.layer[at]).kind(tree.entry[at]);
        return what == EntryKind.PSEUDO_LINK ? Tree.FILE : (byte) what.ordinal();
    }

    private String linkText(int e) {
        return Printable.of(index.paths().bytes(index.path(e))) + " to "
                + Printable.of(index.paths().bytes(index.linkTarget(e)));
    }

    private void noteTwice(int at) {
        if (tree.isThere(at) && tree.touchedBy[at] == current && tree.shipped.get(at)) {
            notes.add("a layer ships a name more than once", () -> Printable.of(tree.paths.bytes(at)));
        }
    }

    // -- what holds a place

    /** Gives a place to what an entry ships, after whatever holds it now and is below it. */
    private void occupy(int at, byte what, int fromLayer, int fromEntry, int itsCopy) {
        noteTwice(at);
        int before = tree.copyAt(at);
        boolean fileOverFile = what == Tree.FILE && before != Copies.NONE;
        if (fileOverFile) {
            touch(at);
            copies.removeName(before, Fate.DUPLICATED, current, itsCopy);
        } else {
            if (tree.isThere(at)) {
                vacate(at, Fate.REMOVED_BY_REPLACEMENT);
            }
            touch(at);
            tree.link(at);
        }
        tree.kind[at] = what;
        tree.layer[at] = fromLayer;
        tree.entry[at] = fromEntry;
        tree.copy[at] = itsCopy;
        tree.shipped.set(at);
        tree.whitedOut.clear(at);
    }

    /** Empties a place and all below it. What was there is remembered until something else is. */
    private void vacate(int top, Fate why) {
        age++;
        tree.unlink(top);
        int at = top;
        while (true) {
            while (tree.isDirectory(at) && tree.firstChild[at] != 0) {
                at = tree.firstChild[at];
            }
            touch(at);
            int held = tree.copyAt(at);
            tree.kind[at] = Tree.ABSENT;
            tree.whitedOut.set(at, why != Fate.REMOVED_BY_REPLACEMENT);
            if (held != Copies.NONE) {
                copies.removeName(held, why, current, Copies.NONE);
            }
            if (at == top) {
                return;
            }
            int above = tree.paths.parent(at);
            tree.unlinkFirst(above);
            at = tree.firstChild[above] != 0 ? tree.firstChild[above] : above;
        }
    }

    private void touch(int at) {
        if (tree.touchedBy[at] == current) {
            return;
        }
        tree.touchedBy[at] = current;
        if (recording != null) {
            recording.before(at, tree.kind[at], tree.layer[at], tree.entry[at]);
        }
        tree.wasThere.set(at, tree.isThere(at));
        tree.shipped.clear(at);
        tree.whitedOut.clear(at);
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, Growth.to(touchedCount + 1));
        }
        touched[touchedCount++] = at;
    }

    private Effect effect() {
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
        return new Effect(added, changed, removed, notes.lines());
    }

    // -- paths

    /** The place of a path of this layer, whose parent directories are made where they are missing. */
    private int place(int path) throws ImageFault {
        Paths own = index.paths();
        int above = directory(own.parent(path));
        return checked(tree.paths.childLike(above, own, path));
    }

    /** A path that may be new, held against the limits: where symbolic links lead, it can be longer than any name in a tar. */
    private int checked(int path) throws ImageFault {
        if (!tree.grow()) {
            return path;
        }
        if (tree.length[path] - 1 > limits.nameBytes()) {
            throw Limits.exceeded(
                    "a path of %,d bytes, symbolic links followed,".formatted(tree.length[path] - 1),
                    limits.nameBytes(),
                    "max-name-bytes");
        }
        if (tree.paths.size() - 1 > limits.entries()) {
            throw Limits.exceeded(
                    "an image of more than %,d files and directories".formatted(limits.entries()),
                    limits.entries(),
                    "max-entries");
        }
        if (tree.paths.isFull()) {
            throw new BeyondLimit("the names in the image take more memory than can be given to them", "");
        }
        return path;
    }

    /** The directory that a path of this layer means: symbolic links followed, missing ones made. */
    private int directory(int path) throws ImageFault {
        if (path == ROOT) {
            return ROOT;
        }
        Paths own = index.paths();
        int depth = 0;
        int known = path;
        while (known != ROOT && directoryAge[known] != age) {
            known = own.parent(known);
            depth++;
        }
        int at = known == ROOT ? ROOT : directoryOf[known];
        if (depth == 0) {
            return at;
        }
        int[] parts = new int[depth];
        for (int p = path, i = depth - 1; i >= 0; p = own.parent(p), i--) {
            parts[i] = p;
        }
        for (int p : parts) {
            links = 0;
            int place = checked(tree.paths.childLike(at, own, p));
            at = enter(place, Way.MAKE);
            if (at == NONE) {
                at = makeDirectory(place); // of a symbolic link that leads in circles
            }
            directoryOf[p] = at;
            directoryAge[p] = age;
        }
        return at;
    }

    /** The place of a path of this layer in the tree, or {@link Paths#NONE} where the way to it does not exist. */
    private int lookUp(int path, boolean followLast, Way way) throws ImageFault {
        Paths own = index.paths();
        if (path == ROOT) {
            return ROOT;
        }
        int depth = own.depth(path);
        int[] parts = new int[depth];
        for (int p = path, i = depth - 1; i >= 0; p = own.parent(p), i--) {
            parts[i] = p;
        }
        int at = ROOT;
        for (int i = 0; i < depth; i++) {
            byte[] name = own.name(parts[i]);
            int child = tree.paths.find(at, name, 0, name.length);
            if (child == NONE) {
                return NONE;
            }
            if (i == depth - 1 && !followLast) {
                return child;
            }
            links = 0;
            // a directory that this layer puts in the place of a symbolic link is the one that is meant
            at = ownDirectories.get(parts[i]) && kind(child, way) == Tree.SYMLINK ? NONE : enter(child, way);
            if (at == NONE) {
                return NONE;
            }
        }
        return at;
    }

    /**
     * The directory that a place leads to: itself, or the one that a symbolic link there points to, inside the root.
     * Where there is none, one is made or, where only looking and where links lead in circles, {@link Paths#NONE} is the answer.
     */
    private int enter(int place, Way way) throws ImageFault {
        byte what = kind(place, way);
        if (what == Tree.DIRECTORY) {
            return place;
        }
        if (what == Tree.SYMLINK) {
            byte[] target = layers.get(tree.layer[place]).symlinkTarget(tree.entry[place]);
            if (links++ == MAX_SYMLINKS_FOLLOWED || target.length > MAX_SYMLINK_BYTES) {
                return NONE;
            }
            if (way == Way.MAKE) {
                notes.add(
                        "an entry lies below a symbolic link, which is followed here and replaced by some runtimes",
                        () -> Printable.of(tree.paths.bytes(place)) + " -> " + Printable.of(target));
            }
            return follow(place, target, way);
        }
        return way == Way.MAKE ? makeDirectory(place) : NONE;
    }

    /** Makes a directory that no entry tells of, in the place of whatever is there. */
    private int makeDirectory(int place) {
        if (tree.isThere(place)) {
            notes.add(
                    "an entry lies below a path that is no directory, which it replaces",
                    () -> Printable.of(tree.paths.bytes(place)));
            vacate(place, Fate.REMOVED_BY_REPLACEMENT);
        }
        touch(place);
        tree.link(place);
        tree.kind[place] = Tree.DIRECTORY;
        tree.layer[place] = NONE;
        tree.copy[place] = Copies.NONE;
        tree.whitedOut.clear(place);
        return place;
    }

    private int follow(int link, byte[] target, Way way) throws ImageFault {
        tree.steps += target.length / 64; // to copy and to hash it is work too
        int at = target.length > 0 && target[0] == '/' ? ROOT : tree.paths.parent(link);
        int start = 0;
        for (int i = 0; i <= target.length; i++) {
            if (i < target.length && target[i] != '/') {
                continue;
            }
            int length = i - start;
            if (++tree.steps > MAX_SYMLINK_STEPS) {
                throw new BeyondLimit("its symbolic links lead through too many directories", "");
            }
            if (length == 2 && target[start] == '.' && target[start + 1] == '.') {
                at = tree.paths.parent(at);
            } else if (length > 0 && !(length == 1 && target[start] == '.')) {
                int child = way == Way.MAKE
                        ? checked(tree.paths.child(at, target, start, i))
                        : tree.paths.find(at, target, start, i);
                at = child == NONE ? NONE : enter(child, way);
                if (at == NONE) {
                    return NONE;
                }
            }
            start = i + 1;
        }
        return at;
    }
}
