package dev.tare.analysis.ledger;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.analysis.list.Sorting;
import dev.tare.analysis.node.Node;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.layer.Ancestry;
import dev.tare.layer.LayerIndex;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The tree that some layers make, as a container would see it. */
public final class MergedTree {

    final Tree tree;
    private final Ancestry ancestry;

    /** The children of directory p that are there, in [firstChild[p], firstChild[p + 1]). */
    private final int[] children;

    private final int[] firstChild;

    /**
     * A name in the tree.
     *
     * @param path whole, with its slash
     */
    public record Name(byte[] path, Node node) {}

    /** @throws ImageFault if the layers together go beyond a limit */
    public static MergedTree of(List<LayerIndex> layers, Limits limits) throws ImageFault {
        return Ledger.of(layers, limits, Ledger.Keep.TREE).tree();
    }

    MergedTree(Tree tree) {
        this.tree = tree;
        this.ancestry = new Ancestry(tree.paths);
        firstChild = new int[tree.paths.size() + 1];
        for (int path = 1; path < tree.paths.size(); path++) {
            firstChild[tree.paths.parent(path) + 1] += tree.isThere(path) ? 1 : 0;
        }
        for (int path = 0; path < tree.paths.size(); path++) {
            firstChild[path + 1] += firstChild[path];
        }
        children = new int[firstChild[tree.paths.size()]];
        int[] next = firstChild.clone();
        for (int path = 1; path < tree.paths.size(); path++) {
            if (tree.isThere(path)) {
                children[next[tree.paths.parent(path)]++] = path;
            }
        }
    }

    /** The places that the tree is made of. */
    public Tree places() {
        return tree;
    }

    List<LayerIndex> layers() {
        return tree.layers;
    }

    /** The places in a directory, in the order of their names; none for anything else. */
    public int[] children(int at) {
        int[] found = Arrays.copyOfRange(children, firstChild[at], firstChild[at + 1]);
        Sorting.sort(found, found.length, ancestry::compare);
        return found;
    }

    /** What a whole path leads to, its symbolic links not followed. */
    public Optional<Node> find(byte[] path) {
        int at = place(path);
        return at == NONE ? Optional.empty() : Optional.of(tree.node(at));
    }

    /**
     * The name that a path means in a container, inside its root: symbolic links on the way to its last part are followed, and the last
     * part too where that is wanted. Empty where the path leads nowhere.
     */
    public Optional<byte[]> resolve(byte[] path, boolean lastToo) {
        int place = resolvedPlace(path, lastToo);
        return place == NONE ? Optional.empty() : Optional.of(tree.paths.bytes(place));
    }

    /** The same as a place, or {@link dev.tare.layer.Paths#NONE}. */
    public int resolvedPlace(byte[] path, boolean lastToo) {
        return new LinkResolver(tree).resolve(ROOT, path, lastToo);
    }

    /** The names at and below a whole path, a directory before what is in it, else in the order of paths; none where nothing is there. */
    public Iterable<Name> below(byte[] path) {
        int start = place(path);
        return () -> new Walk(start);
    }

    /** Is shown names that lead to regular files. */
    public interface FileVisitor {

        /** @param entry the file in the index of the layer that ships it */
        void visit(byte[] path, int layer, int entry, long size);
    }

    /** Shows every name that leads to a regular file, in no order. */
    public void visitFiles(FileVisitor visitor) {
        for (int path = 0; path < tree.paths.size(); path++) {
            if (tree.isFile(path)) {
                int layer = tree.layer[path];
                int entry = tree.entry[path];
                visitor.visit(
                        tree.paths.bytes(path),
                        layer,
                        entry,
                        tree.layers.get(layer).fileSize(entry));
            }
        }
    }

    /** All names but the root, in the same order. */
    public Iterable<Name> all() {
        return () -> {
            var walk = new Walk(ROOT);
            walk.next();
            return walk;
        };
    }

    private int place(byte[] path) {
        int at = ROOT;
        int start = 0;
        for (int i = 0; i <= path.length && at != NONE; i++) {
            if (i == path.length || path[i] == '/') {
                at = i > start ? tree.paths.find(at, path, start, i) : at;
                start = i + 1;
            }
        }
        return at == NONE || !tree.isThere(at) ? NONE : at;
    }

    private final class Walk implements Iterator<Name> {
        private final ArrayDeque<Integer> waiting = new ArrayDeque<>();

        Walk(int start) {
            if (start != NONE) {
                waiting.push(start);
            }
        }

        @Override
        public boolean hasNext() {
            return !waiting.isEmpty();
        }

        @Override
        public Name next() {
            if (waiting.isEmpty()) {
                throw new NoSuchElementException();
            }
            int at = waiting.pop();
            int[] below = children(at);
            for (int i = below.length - 1; i >= 0; i--) {
                waiting.push(below[i]);
            }
            return new Name(tree.paths.bytes(at), tree.node(at));
        }
    }
}
