package dev.tare.layer.stream;

import java.util.ArrayDeque;

/**
 * Chunks that are used again by the next layer. A new array of this size is mapped and cleared by the kernel each time, which takes longer than to
 * inflate a small layer into it.
 *
 * <p>Safe for use by many threads.
 */
final class ChunkPool {

    /** Size of each chunk, in bytes. */
    static final int CHUNK_BYTES = 512 << 10;

    /** Guarded by this object. No more than have been in use at the same time. */
    private final ArrayDeque<Chunk> free = new ArrayDeque<>();

    synchronized Chunk take() {
        var chunk = free.poll();
        return chunk == null ? new Chunk(CHUNK_BYTES) : chunk;
    }

    /** Takes a chunk back whose bytes nobody uses any more, but for who digests them. */
    void giveBack(Chunk chunk) {
        chunk.clear(); // without the lock: it may wait for who digests the bytes
        synchronized (this) {
            free.push(chunk);
        }
    }
}
