package dev.tare.analysis.ledger;

import dev.tare.analysis.node.Difference;
import dev.tare.analysis.node.Node;
import dev.tare.layer.LayerIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a layer did to one name, as {@code docker diff} tells it. A directory that went is one change, and not one for everything
 * that was in it; a directory in which something changed has changed too.
 *
 * @param path whole, with its slash
 * @param before empty for what is new
 * @param after empty for what is gone
 * @param differences of a changed one; empty where the layer ships it again as it is, or changes only what is in it
 * @param goneBytes of what is gone with it: the sizes of all files that were there
 */
public record PathChange(
        byte[] path,
        Kind kind,
        Optional<Node> before,
        Optional<Node> after,
        Set<Difference> differences,
        long goneBytes) {

    /** The letters of {@code docker diff}. */
    public enum Kind {
        A,
        C,
        D
    }

    /** What a layer did at a place, given the tree after it and what the place held before. */
    static PathChange of(Tree tree, History.Held before) {
        return of(
                tree.paths.bytes(before.path()),
                before.isSomething() ? Optional.of(before.node(tree)) : Optional.empty(),
                tree.isThere(before.path()) ? Optional.of(tree.node(before.path())) : Optional.empty(),
                tree.layers);
    }

    static PathChange of(byte[] path, Optional<Node> before, Optional<Node> after, List<LayerIndex> layers) {
        if (before.isEmpty() || after.isEmpty()) {
            return new PathChange(path, before.isEmpty() ? Kind.A : Kind.D, before, after, Set.of(), 0);
        }
        var differences = before.get().differences(layers, after.get(), layers);
        return new PathChange(path, Kind.C, before, after, differences, 0);
    }

    PathChange withGone(long bytes) {
        return new PathChange(path, kind, before, after, differences, bytes);
    }
}
