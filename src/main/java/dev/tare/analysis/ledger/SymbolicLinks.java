package dev.tare.analysis.ledger;

import static dev.tare.layer.Paths.NONE;

import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.layer.Growth;
import java.util.Arrays;

/**
 * The symbolic links of a tree, and what they lead to.
 *
 * @param places of the links, ascending
 * @param targets for each link the place that it leads to in the end, all links on the way followed
 */
public record SymbolicLinks(int[] places, int[] targets) {

    /** Maximum steps to resolve all links of an image. It bounds the time for hostile images. */
    private static final long MAX_STEPS = 40_000_000;

    /**
     * The links of a tree that lead to something. Names must still be found in it.
     *
     * @throws BeyondLimit if that takes too many steps
     */
    static SymbolicLinks of(Tree tree) throws BeyondLimit {
        var resolver = new LinkResolver(tree);
        int[] places = {};
        int[] targets = {};
        int count = 0;
        for (int path = 1; path < tree.paths.size(); path++) {
            if (tree.kind[path] != Tree.SYMLINK) {
                continue;
            }
            int target =
                    resolver.resolve(tree.paths.parent(path), tree.node(path).target(), true);
            if (resolver.steps() > MAX_STEPS) {
                throw new BeyondLimit("its symbolic links lead through too many directories", "");
            }
            if (target == NONE) {
                continue;
            }
            if (count == places.length) {
                places = Arrays.copyOf(places, Growth.to(count + 1));
                targets = Arrays.copyOf(targets, places.length);
            }
            places[count] = path;
            targets[count++] = target;
        }
        return new SymbolicLinks(Arrays.copyOf(places, count), Arrays.copyOf(targets, count));
    }

    public int size() {
        return places.length;
    }

    /** The number of the link at a place; negative where there is none that leads to something. */
    public int at(int place) {
        return Arrays.binarySearch(places, place);
    }
}
