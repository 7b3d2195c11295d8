package dev.tare.report.model.tree;

import java.util.Optional;
import java.util.Set;

/**
 * What a layer did to one name, as {@code docker diff} tells it.
 *
 * @param path whole, with its slash
 * @param before empty for what is new
 * @param after empty for what is gone
 * @param differences of a changed one; empty where the layer ships it again as it is, or changes only what is in it
 * @param goneBytes the sizes of all files that went with what is gone or replaced
 */
public record NodeChange(
        byte[] path,
        ChangeLetter letter,
        Optional<TreeNode> before,
        Optional<TreeNode> after,
        Set<Aspect> differences,
        long goneBytes) {

    /** What the change brought or took, in bytes. */
    public long bytes() {
        return after.map(TreeNode::size).orElse(goneBytes);
    }
}
