package dev.tare.layer.tar;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tar member at which a {@link TarReader} stands. One object serves all members of a layer, since there may be
 * millions: what it says is valid until the next one is read.
 */
public final class TarHeader {

    public byte type;
    public byte[] path = {};
    public int pathLength;
    public byte[] link = {};
    public int linkLength;

    /** Real size of a file in bytes, that of a sparse one with its holes. */
    public long size;

    /** Content bytes that follow in the archive. */
    long stored;

    public int mode;
    public int uid;
    public int gid;
    public long mtime;
    public int mtimeNanos;
    public long xattrs;
    public long @Nullable [] sparse;

    /** The share of one extended attribute in {@link #xattrs}. */
    public static long xattr(byte[] name, byte[] value) {
        return Pax.xattr(new String(name, StandardCharsets.ISO_8859_1), value);
    }
}
