package dev.tare.layer.stream;

import dev.tare.codec.StreamDigest;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes on its way from one stage to the next: what lies between {@link #from} and {@link #to}. Uncompressed ones carry
 * marks that tell how many compressed bytes had gone into them, piece by piece.
 */
public final class Chunk {

    /** Size of a block of a tar (POSIX, ustar interchange format). */
    public static final int TAR_BLOCK_BYTES = 512;

    /** Free bytes in front, for what is left of the chunk before. */
    private static final int HEADROOM = TAR_BLOCK_BYTES;

    private static final int MARKS = 256;

    public final byte[] bytes;
    public final int from = HEADROOM;
    public int to = from;
    private final int[] ends = new int[MARKS];
    private final long[] values = new long[MARKS];
    private int marks;
    private StreamDigest.@Nullable Part digesting;

    /** @param size how many bytes fit into it */
    public Chunk(int size) {
        bytes = new byte[HEADROOM + size];
    }

    /** Empties the chunk after its bytes are digested. */
    void clear() {
        if (digesting != null) {
            digesting.settle();
            digesting = null;
        }
        to = from;
        marks = 0;
    }

    /** Has the bytes digested, at the latest until the chunk is emptied. */
    public void digest(StreamDigest digest) {
        digesting = digest.update(bytes, from, to);
    }

    public int length() {
        return to - from;
    }

    public int room() {
        return bytes.length - to;
    }

    /** Returns true if the next bytes should go into another chunk. */
    public boolean isFull() {
        return room() < (bytes.length - HEADROOM) / 4 || marks == MARKS;
    }

    /**
     * Notes something of all bytes up to {@link #to} that come after the last mark.
     *
     * @param value for the bytes of a layer, how many bytes of the blob had gone into all up to here
     */
    public void mark(long value) {
        ends[marks] = to;
        values[marks++] = value;
    }

    public int marks() {
        return marks;
    }

    public int end(int mark) {
        return ends[mark];
    }

    public long value(int mark) {
        return values[mark];
    }
}
