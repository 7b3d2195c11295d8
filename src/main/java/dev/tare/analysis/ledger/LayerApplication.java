package dev.tare.analysis.ledger;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.analysis.node.Change;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.image.Warnings;
import dev.tare.layer.EntryKind;
import dev.tare.layer.LayerIndex;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One layer being applied on the tree of those below it (accounting.md, "Applying a layer"; OCI image-spec, layer.md,
 * "Applying Changesets"): the whiteouts first, then the entries in the order of the tar.
 */
final class LayerApplication {

    private final TreeEditor editor;
    private final PlaceFinder places;
    private final Tree tree;
    private final Copies copies;
    private final int current;
    private final LayerIndex index;
    private final Warnings notes;
    private final Map<Integer, PseudoLink> pseudoLinks = new HashMap<>();

    /** The entry that a fault is about. */
    private int entryAtHand;

    /** An entry that has no place of its own, and its copy, which is {@link Copies#NONE} until the first hard link gives it a path. */
    private record PseudoLink(int entry, int copy) {}

    LayerApplication(TreeEditor editor, Limits limits) {
        this.editor = editor;
        this.tree = editor.tree;
        this.copies = editor.copies;
        this.current = editor.layer;
        this.index = tree.layers.get(current);
        this.notes = editor.notes;
        this.places = new PlaceFinder(editor, index, limits);
    }

    /** @throws ImageFault if the layer's paths go beyond a limit, or its symbolic links lead astray */
    LayerEffect apply() throws ImageFault {
        try {
            applyWhiteouts();
            for (entryAtHand = 0; entryAtHand < index.size(); entryAtHand++) {
                apply(entryAtHand);
            }
        } catch (BeyondLimit e) {
            byte[] path = index.paths().bytes(index.path(entryAtHand));
            throw e.in("layer %d: %s".formatted(current, Printable.brief(path, path.length)));
        }
        return editor.effect();
    }

    /** Whiteouts act on the layers below only, the opaque ones first, wherever they stand in the tar. */
    private void applyWhiteouts() throws ImageFault {
        var opaque = new Places();
        var plain = new Places();
        for (entryAtHand = 0; entryAtHand < index.size(); entryAtHand++) {
            int e = entryAtHand;
            switch (index.kind(e)) {
                case OPAQUE -> {
                    int at = places.findDirectory(index.path(e));
                    if (at == NONE || !tree.isDirectory(at)) {
                        noteWithoutEffect(e, "an opaque whiteout of a directory that is not there");
                    } else {
                        opaque.add(at);
                    }
                }
                case WHITEOUT -> {
                    int at = places.find(index.path(e));
                    if (at == NONE || at == ROOT) {
                        noteWithoutEffect(e, "a whiteout of a path that is not there");
                    } else {
                        plain.add(at);
                    }
                }
                default -> {
                    // entries are applied after all whiteouts
                }
            }
        }
        for (int i = 0; i < opaque.size; i++) {
            int directory = opaque.at[i];
            while (tree.isDirectory(directory) && tree.firstChild[directory] != 0) {
                editor.vacate(tree.firstChild[directory], Fate.REMOVED_BY_OPAQUE);
            }
        }
        for (int i = 0; i < plain.size; i++) {
            if (tree.isThere(plain.at[i])) {
                editor.vacate(plain.at[i], Fate.REMOVED_BY_WHITEOUT);
            }
        }
    }

    /** A list of places: there may be millions of whiteouts. */
    private static final class Places {
        private int[] at = new int[8];
        private int size;

        void add(int place) {
            at = size == at.length ? Arrays.copyOf(at, size * 2) : at;
            at[size++] = place;
        }
    }

    private void noteWithoutEffect(int e, String what) {
        // overlayfs often marks a new directory as opaque; that is odd only in the lowest layer
        if (index.kind(e) == EntryKind.OPAQUE && places.shipsDirectory(index.path(e)) && current > 0) {
            return;
        }
        notes.add(what, () -> Printable.of(index.paths().bytes(index.path(e))));
    }

    private void apply(int e) throws ImageFault {
        EntryKind kind = index.kind(e);
        switch (kind) {
            case WHITEOUT, OPAQUE, PASSED_OVER -> {
                // whiteouts have been applied, and what is passed over never is
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
                int at = places.place(index.path(e));
                int newCopy = copies.add(current, e, at);
                copies.addName(newCopy);
                editor.occupy(at, Tree.FILE, current, e, newCopy);
            }
            case SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                int at = places.place(index.path(e));
                editor.occupy(at, (byte) kind.ordinal(), current, e, Copies.NONE);
            }
        }
    }

    private void applyDirectory(int e) throws ImageFault {
        int at = index.path(e) == ROOT ? ROOT : places.place(index.path(e));
        if (!tree.isDirectory(at)) {
            editor.occupy(at, Tree.DIRECTORY, current, e, Copies.NONE);
            return;
        }
        boolean isSame = tree.layer[at] != NONE
                && Change.metadata(tree.layers.get(tree.layer[at]), tree.entry[at], index, e)
                        .isEmpty();
        editor.renew(at, e, !isSame);
    }

    private void applyHardlink(int e) throws ImageFault {
        int at = places.place(index.path(e));
        // The target is looked up in the tree below, where a name that a whiteout of this layer took is still one.
        int target = places.findBelow(index.linkTarget(e));
        byte kind = target == NONE ? Tree.ABSENT : editor.kindBelow(target);
        if (target == at && tree.isThere(at)) {
            notes.add("a hard link points to itself", () -> linkText(e));
            return;
        }
        if (kind == Tree.DIRECTORY) {
            notes.add("a hard link points to a directory", () -> linkText(e));
            kind = Tree.ABSENT;
        } else if (kind == Tree.ABSENT) {
            notes.add("a hard link points to what is not there", () -> linkText(e));
        }
        if (kind == Tree.ABSENT) {
            editor.occupy(at, Tree.HARDLINK, current, e, Copies.NONE);
            return;
        }
        int linked = tree.copy[target];
        if (linked != Copies.NONE) {
            copies.addName(linked);
        }
        editor.occupy(at, kind, tree.layer[target], tree.entry[target], linked);
    }

    private void applyLinkTo(PseudoLink content, int e) throws ImageFault {
        int at = places.place(index.path(e));
        int linked = content.copy();
        if (linked == Copies.NONE) {
            linked = copies.add(current, content.entry(), at);
            pseudoLinks.put(index.linkTarget(e), new PseudoLink(content.entry(), linked));
        }
        copies.addName(linked);
        editor.occupy(at, Tree.FILE, current, content.entry(), linked);
    }

    private String linkText(int e) {
        return Printable.of(index.paths().bytes(index.path(e))) + " to "
                + Printable.of(index.paths().bytes(index.linkTarget(e)));
    }
}
