package dev.tare.analysis.ledger;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import java.util.ArrayDeque;

/** Finds the place that a path means in a container, inside its root. */
final class LinkResolver {

    /** Maximum symbolic links in the resolution of a path, as on Linux (path_resolution(7), ELOOP). */
    private static final int MAX_SYMLINKS_FOLLOWED = 40;

    private final Tree tree;

    /** Parts of paths that were looked at so far. */
    private long steps;

    LinkResolver(Tree tree) {
        this.tree = tree;
    }

    /** Work that all resolutions have cost so far, in parts of paths. */
    long steps() {
        return steps;
    }

    /**
     * Follows the symbolic links on the way to the last part of a path.
     *
     * @param from the directory that a path without a slash in front begins in
     * @param lastToo whether the last part is followed too
     * @return {@link dev.tare.layer.Paths#NONE} where the path leads nowhere
     */
    int resolve(int from, byte[] path, boolean lastToo) {
        var left = new ArrayDeque<byte[]>();
        push(left, path);
        int at = isWhole(path) ? ROOT : from;
        int links = 0;
        while (!left.isEmpty()) {
            byte[] part = left.pop();
            steps++;
            if (part.length == 2 && part[0] == '.' && part[1] == '.') {
                at = tree.paths.parent(at);
                continue;
            }
            int child = tree.isDirectory(at) ? tree.paths.find(at, part, 0, part.length) : NONE;
            if (child == NONE || !tree.isThere(child)) {
                return NONE;
            }
            if (tree.kind[child] != Tree.SYMLINK || (left.isEmpty() && !lastToo)) {
                at = child;
                continue;
            }
            if (links++ == MAX_SYMLINKS_FOLLOWED) {
                return NONE;
            }
            byte[] target = tree.node(child).target();
            at = isWhole(target) ? ROOT : at;
            push(left, target);
        }
        return at;
    }

    private static boolean isWhole(byte[] path) {
        return path.length > 0 && path[0] == '/';
    }

    /** Puts the parts of a path in front of what is left to go. */
    private void push(ArrayDeque<byte[]> left, byte[] path) {
        int end = path.length;
        for (int i = path.length - 1; i >= -1; i--) {
            if (i >= 0 && path[i] != '/') {
                continue;
            }
            steps++;
            int length = end - i - 1;
            if (length > 1 || (length == 1 && path[i + 1] != '.')) {
                byte[] part = new byte[length];
                System.arraycopy(path, i + 1, part, 0, length);
                left.push(part);
            }
            end = i;
        }
    }
}
