package dev.tare.layer;

import java.util.function.IntPredicate;

/**
 * The order and kinship of all paths of a tree, each question answered in few steps however deep the paths are: a path knows
 * one far ancestor beside its parent (Myers, "An applicative random-access stack"). Valid for the paths that there were when
 * it was made.
 */
public final class Ancestry {

    private final Paths paths;
    private final int[] depth;
    private final int[] far;

    public Ancestry(Paths paths) {
        this.paths = paths;
        this.depth = new int[paths.size()];
        this.far = new int[paths.size()];
        for (int path = 1; path < depth.length; path++) {
            int parent = paths.parent(path); // smaller, so its numbers are computed already
            depth[path] = depth[parent] + 1;
            int once = far[parent];
            boolean evenLeaps = depth[parent] - depth[once] == depth[once] - depth[far[once]];
            far[path] = evenLeaps ? far[once] : parent;
        }
    }

    /** The order of two whole paths as unsigned bytes. */
    public int compare(int a, int b) {
        int left = ancestor(a, depth[b]);
        int right = ancestor(b, depth[a]);
        if (left == right) {
            return Integer.compare(depth[a], depth[b]); // one contains the other, or they are equal
        }
        while (paths.parent(left) != paths.parent(right)) {
            boolean leap = far[left] != far[right];
            left = leap ? far[left] : paths.parent(left);
            right = leap ? far[right] : paths.parent(right);
        }
        return paths.compareNames(left, left != a, right, right != b);
    }

    /** The lowest directory that two paths have in common, or the path itself where they are the same. */
    public int common(int a, int b) {
        int left = ancestor(a, depth[b]);
        int right = ancestor(b, depth[a]);
        while (left != right) {
            boolean leap = far[left] != far[right];
            left = leap ? far[left] : paths.parent(left);
            right = leap ? far[right] : paths.parent(right);
        }
        return left;
    }

    /**
     * The highest directory above a path, the root left out, for which something holds; the path itself if it holds for none.
     *
     * @param holds must hold for everything between a directory for which it holds and the path
     */
    public int highest(int path, IntPredicate holds) {
        int at = path;
        while (true) {
            int leap = far[at];
            int step = paths.parent(at);
            if (leap != Paths.ROOT && holds.test(leap)) {
                at = leap;
            } else if (step != Paths.ROOT && holds.test(step)) {
                at = step;
            } else {
                return at;
            }
        }
    }

    /** A path or, where it lies deeper than that, its ancestor at a depth. */
    private int ancestor(int path, int atDepth) {
        int at = path;
        while (depth[at] > atDepth) {
            at = depth[far[at]] >= atDepth ? far[at] : paths.parent(at);
        }
        return at;
    }
}
