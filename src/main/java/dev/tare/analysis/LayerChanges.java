package dev.tare.analysis;

import static dev.tare.layer.Paths.ROOT;

import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.layer.Ancestry;
import dev.tare.layer.LayerIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** The layers of an image put on each other one by one, and what each did to the tree. */
public final class LayerChanges {

    private final List<LayerIndex> layers;
    private final Tree tree;
    private final Copies copies;

    private LayerChanges(List<LayerIndex> layers) {
        this.layers = layers;
        this.tree = Tree.forLayers(layers);
        this.copies = new Copies(layers);
    }

    /** Is shown the layers from the lowest up. */
    public interface Visitor {
        /** Whether the changes of a layer are wanted. */
        default boolean wants(int layer) {
            return true;
        }

        /** @param changes in the order of their paths */
        void visit(int layer, List<PathChange> changes);
    }

    /** @throws ImageFault if the layers together go beyond a limit */
    public static void visit(List<LayerIndex> layers, Limits limits, Visitor visitor) throws ImageFault {
        var all = new LayerChanges(List.copyOf(layers));
        for (int layer = 0; layer < layers.size(); layer++) {
            var application = new LayerApplication(all.tree, all.copies, all.layers, limits, layer);
            if (!visitor.wants(layer)) {
                application.apply();
                continue;
            }
            var record = new Recording();
            application.recordInto(record);
            application.apply();
            visitor.visit(layer, all.changes(record));
        }
    }

    /** What places of the tree held before a layer touched them. */
    static final class Recording {
        private final List<Held> held = new ArrayList<>();

        record Held(int path, byte kind, int layer, int entry) {
            Node node(List<LayerIndex> layers) {
                return Node.of(layers, kind, layer, entry);
            }
        }

        void before(int path, byte kind, int layer, int entry) {
            held.add(new Held(path, kind, layer, entry));
        }

        List<Held> held() {
            return held;
        }
    }

    private List<PathChange> changes(Recording record) {
        var found = new ArrayList<Ranked>();
        var listed = new BitSet();
        var gone = new HashMap<Integer, Long>();
        for (Recording.Held was : record.held) {
            if (was.path() != ROOT && was.kind() == Tree.FILE && !tree.isThere(was.path())) {
                gone.merge(tree.topmostGone(was.path()), layers.get(was.layer()).fileSize(was.entry()), Long::sum);
            }
        }
        for (Recording.Held was : record.held) {
            boolean there = tree.isThere(was.path());
            boolean wasThere = was.kind() != Tree.ABSENT;
            if (was.path() == ROOT || (!there && !wasThere)) {
                continue;
            }
            if (!there && tree.topmostGone(was.path()) != was.path()) {
                continue; // it went with a directory above it
            }
            Optional<Node> before = wasThere ? Optional.of(was.node(layers)) : Optional.empty();
            Optional<Node> after = there ? Optional.of(tree.node(was.path(), layers)) : Optional.empty();
            found.add(new Ranked(
                    was.path(),
                    PathChange.of(tree.paths.bytes(was.path()), before, after, layers)
                            .withGone(gone.getOrDefault(was.path(), 0L))));
            listed.set(was.path());
        }
        addParents(found, listed);
        var order = new Ancestry(tree.paths);
        found.sort((a, b) -> order.compare(a.path(), b.path()));
        return found.stream().map(Ranked::change).toList();
    }

    private record Ranked(int path, PathChange change) {}

    /** A directory in which something changed has changed, if only in what it lists (moby, archive/changes.go). */
    private void addParents(List<Ranked> found, BitSet listed) {
        for (int i = 0, size = found.size(); i < size; i++) {
            for (int above = tree.paths.parent(found.get(i).path());
                    above != ROOT && !listed.get(above);
                    above = tree.paths.parent(above)) {
                listed.set(above);
                var same = Optional.of(tree.node(above, layers));
                found.add(new Ranked(above, PathChange.of(tree.paths.bytes(above), same, same, layers)));
            }
        }
    }
}
