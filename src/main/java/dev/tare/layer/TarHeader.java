package dev.tare.layer;

import org.jspecify.annotations.Nullable;

/**
 * The tar member at which a {@link TarReader} stands. One object serves all members of a layer, since there may be
 * millions: what it says is valid until the next one is read.
 */
final class TarHeader {

    byte type;
    byte[] path = {};
    int pathLength;
    byte[] link = {};
    int linkLength;

    /** Real size of a file in bytes, that of a sparse one with its holes. */
    long size;

    /** Content bytes that follow in the archive. */
    long stored;

    int mode;
    int uid;
    int gid;
    long mtime;
    int mtimeNanos;
    long xattrs;
    long @Nullable [] sparse;
}
