package dev.tare.layer.toc;

import dev.tare.layer.tar.TarHeader;

/**
 * A member of the tar of a layer, as a table of contents tells it. One object serves all members of a layer: what it says is valid until the next one
 * is read.
 */
public final class TocMember {

    /** Bytes of a SHA-256. */
    static final int DIGEST_BYTES = 32;

    public TarHeader header = new TarHeader();

    /** The SHA-256 of the content of a regular file that is not empty. */
    public final byte[] sha256 = new byte[DIGEST_BYTES];

    /** Where the content is, as stored: the first byte of the compressed piece that it begins in. */
    public long offset;

    /** How many uncompressed bytes of that piece precede the content. */
    public long innerOffset;

    /** Where the compressed pieces of the content end; 0 where only the next content tells. */
    public long end;

    /** Returns true if the member ships content. */
    public boolean hasContent() {
        return header.type == '0' && header.size > 0;
    }
}
