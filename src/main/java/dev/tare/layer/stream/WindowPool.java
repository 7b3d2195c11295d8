package dev.tare.layer.stream;

import dev.tare.codec.WindowGate;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import java.io.Closeable;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * Grants windows to one decoder while those of all decoders in this process take no more than {@link #POOL_MIB}; otherwise it waits. Small windows,
 * which nearly all streams have, are always granted. Not safe for several threads.
 */
final class WindowPool implements WindowGate, Closeable {

    /** Windows up to this size are not counted: zstd up to level 19, xz up to level 6. */
    private static final long MAX_FREE_WINDOW_BYTES = 8 << 20;

    private static final int POOL_MIB = 512;
    private static final Semaphore ROOM = new Semaphore(POOL_MIB, true);

    private final Compression compression;
    private final Limits limits;
    private int taken;

    WindowPool(Compression compression, Limits limits) {
        this.compression = compression;
        this.limits = limits;
    }

    /** Checks a window against the limit. */
    static void check(long bytes, Compression compression, Limits limits) throws BeyondLimit {
        if (bytes > limits.windowBytes()) {
            throw Limits.exceeded(
                    "a window of %,d bytes for its %s stream".formatted(bytes, compression),
                    limits.windowBytes(),
                    "max-window-bytes");
        }
    }

    @Override
    public void request(long bytes) throws BeyondLimit, InterruptedIOException {
        check(bytes, compression, limits);
        int wanted = bytes <= MAX_FREE_WINDOW_BYTES ? 0 : (int) Math.min(POOL_MIB, Math.ceilDiv(bytes, 1L << 20));
        if (wanted <= taken) {
            return;
        }
        close(); // release first: decoders that wait while they hold windows could deadlock
        try {
            ROOM.acquire(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading was interrupted");
        }
        taken = wanted;
    }

    @Override
    public void close() {
        ROOM.release(taken);
        taken = 0;
    }
}
