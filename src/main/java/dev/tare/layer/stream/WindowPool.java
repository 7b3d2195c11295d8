package dev.tare.layer.stream;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * Memory for the windows of decoders that run at the same time: {@link #POOL_MIB} for all together. A decoder whose window does not fit in waits.
 * Small windows, which nearly all streams have, are not counted. Safe for use by many threads.
 */
final class WindowPool {

    /** Windows up to this size are not counted: zstd up to level 19, xz up to level 6. */
    private static final long MAX_FREE_WINDOW_BYTES = 8 << 20;

    private static final int POOL_MIB = 512;

    private final Semaphore room = new Semaphore(POOL_MIB, true);

    /** How much a window counts, in MiB. */
    static int mibOf(long bytes) {
        return bytes <= MAX_FREE_WINDOW_BYTES ? 0 : (int) Math.min(POOL_MIB, Math.ceilDiv(bytes, 1L << 20));
    }

    /** Waits until there is room. */
    void take(int mib) throws InterruptedIOException {
        try {
            room.acquire(mib);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading was interrupted");
        }
    }

    void giveBack(int mib) {
        room.release(mib);
    }
}
