package dev.tare.analysis.ledger;

import static dev.tare.layer.Paths.ROOT;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each layer of an image did to the tree below it, name by name. */
public final class LayerChanges {

    private final Ledger ledger;
    private final Tree tree;
    private final List<History.Held> below;
    private final List<Ranked> found = new ArrayList<>();
    private final BitSet listed = new BitSet();

    private record Ranked(int path, PathChange change) {}

    /** Is shown the layers from the highest one down, since a layer is undone to see what the one below it did. */
    public interface Visitor {
        /** Whether the changes of a layer are wanted. */
        default boolean wants(int layer) {
            return true;
        }

        /** @param changes in the order of their paths */
        void visit(int layer, List<PathChange> changes);
    }

    /** @param ledger with its {@link Ledger.Keep#HISTORY history} */
    public static void visit(Ledger ledger, Visitor visitor) {
        for (var past = ledger.past(); past.layers() > 0; past.undo()) {
            int layer = past.layers() - 1;
            if (visitor.wants(layer)) {
                visitor.visit(layer, new LayerChanges(ledger, past).all());
            }
        }
    }

    private LayerChanges(Ledger ledger, Past past) {
        this.ledger = ledger;
        this.tree = past.tree();
        this.below = past.below();
    }

    private List<PathChange> all() {
        var bytesGone = bytesGone();
        for (var before : below) {
            int path = before.path();
            boolean isThere = tree.isThere(path);
            boolean isNothing = !isThere && !before.isSomething();
            boolean wentWithDirectory = !isThere && tree.topmostGone(path) != path;
            if (path != ROOT && !isNothing && !wentWithDirectory) {
                add(path, PathChange.of(tree, before).withGone(bytesGone.getOrDefault(path, 0L)));
            }
        }
        addParents();
        found.sort((a, b) -> ledger.ancestry().compare(a.path(), b.path()));
        return found.stream().map(Ranked::change).toList();
    }

    /** For each place that is gone, or is no directory any more, the sizes of all files that went with it. */
    private Map<Integer, Long> bytesGone() {
        var bytes = new HashMap<Integer, Long>();
        for (var before : below) {
            if (before.isFile() && !tree.isThere(before.path())) {
                long size = tree.layers.get(before.layer()).fileSize(before.entry());
                bytes.merge(tree.topmostGone(before.path()), size, Long::sum);
            }
        }
        return bytes;
    }

    private void add(int path, PathChange change) {
        found.add(new Ranked(path, change));
        listed.set(path);
    }

    /** A directory in which something changed has changed, if only in what it lists (moby, archive/changes.go). */
    private void addParents() {
        for (int i = 0, size = found.size(); i < size; i++) {
            for (int above = tree.paths.parent(found.get(i).path());
                    above != ROOT && !listed.get(above);
                    above = tree.paths.parent(above)) {
                var same = Optional.of(tree.node(above));
                add(above, PathChange.of(tree.paths.bytes(above), same, same, tree.layers));
            }
        }
    }
}
