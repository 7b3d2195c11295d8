package dev.tare.analysis.compare;

import dev.tare.analysis.node.Difference;
import dev.tare.analysis.node.Node;
import java.util.Optional;
import java.util.Set;

/**
 * What is different at one name of two trees, or at a name and all that is below it where that is only in one of them.
 *
 * @param path whole, with its slash
 * @param before empty for what is new
 * @param after empty for what is gone
 * @param differences of a name that is in both; empty else
 * @param beforeBytes what it counts for in the first tree: 0 for another name of a file that counts elsewhere
 * @param afterBytes the same in the second
 * @param files how many names of regular files that are, in either tree
 */
public record TreeDifference(
        byte[] path,
        Optional<Node> before,
        Optional<Node> after,
        Set<Difference> differences,
        long beforeBytes,
        long afterBytes,
        int files) {

    /** What happened to the name. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    public Kind kind() {
        if (before.isEmpty()) {
            return Kind.ADDED;
        }
        return after.isEmpty() ? Kind.REMOVED : Kind.CHANGED;
    }

    /** By how much it grew; below 0 where it shrank. */
    public long growth() {
        return afterBytes - beforeBytes;
    }
}
