package dev.tare.layer;

import dev.tare.codec.StreamDigest;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes on its way from one stage to the next: what lies between {@link #from} and {@link #to}. Uncompressed ones carry
 * marks that tell how many compressed bytes had gone into them, piece by piece.
 */
final class Chunk {

    /** Free bytes in front, for what is left of the chunk before. */
    static final int HEADROOM = TarInput.BLOCK;

    private static final int MARKS = 256;

    final byte[] bytes;
    final int from = HEADROOM;
    int to = from;
    private final int[] ends = new int[MARKS];
    private final long[] taken = new long[MARKS];
    private int marks;
    private StreamDigest.@Nullable Part digesting;

    Chunk(int size) {
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

    void digest(StreamDigest digest) {
        digesting = digest.update(bytes, from, to);
    }

    int length() {
        return to - from;
    }

    int room() {
        return bytes.length - to;
    }

    /** Returns true if the next bytes should go into another chunk. */
    boolean isFull() {
        return room() < (bytes.length - HEADROOM) / 4 || marks == MARKS;
    }

    /** Notes that all up to {@link #to} came from the first {@code compressed} bytes of the blob. */
    void mark(long compressed) {
        ends[marks] = to;
        taken[marks++] = compressed;
    }

    int marks() {
        return marks;
    }

    int end(int mark) {
        return ends[mark];
    }

    long taken(int mark) {
        return taken[mark];
    }
}
