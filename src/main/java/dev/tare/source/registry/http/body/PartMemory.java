package dev.tare.source.registry.http.body;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What the large blobs of a run share: memory for the parts that several connections fetch, and the network. Safe for use by many threads. */
public final class PartMemory {

    /** Bytes of a part: at 40 MB/s, which many storages give a connection, three times as long as a round trip of 30 ms. */
    static final int PART_BYTES = 4 << 20;

    /** Maximum parts of all blobs, fetched or on their way. */
    private static final int MAX_PARTS = 12;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private int taken;

    /** Blobs that have ended. */
    private volatile int ended;

    /** Returns {@link #PART_BYTES}, or null if there is no room. To be given back. */
    synchronized byte @Nullable [] take() {
        if (taken == MAX_PARTS) {
            return null;
        }
        taken++;
        return free.isEmpty() ? new byte[PART_BYTES] : free.pop();
    }

    synchronized void giveBack(byte[] part) {
        taken--;
        free.push(part);
    }

    /** Takes note that a blob has ended. What it took of the network is free for the others. */
    synchronized void end() {
        ended++;
    }

    /** How many blobs have ended. */
    int ended() {
        return ended;
    }
}
