package dev.tare.report.model.tree;

/**
 * What a name of a tree leads to.
 *
 * @param layer that ships it, -1 for a directory that no layer ships and others only imply
 * @param mode permission bits, with set-uid, set-gid and sticky
 * @param mtime seconds since 1970
 * @param size of a regular file in bytes; else 0
 * @param target of a symbolic link, as it stands in the tar; else empty
 */
public record TreeNode(NodeType type, int layer, int mode, int uid, int gid, long mtime, long size, byte[] target) {}
