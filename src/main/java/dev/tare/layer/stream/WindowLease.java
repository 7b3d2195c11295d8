package dev.tare.layer.stream;

import dev.tare.codec.WindowGate;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import java.io.Closeable;
import java.io.InterruptedIOException;

/** The windows of one decoder, which count in a {@link WindowPool}. Not safe for several threads. */
final class WindowLease implements WindowGate, Closeable {

    private final WindowPool pool;
    private final Compression compression;
    private final Limits limits;
    private int takenMib;

    WindowLease(WindowPool pool, Compression compression, Limits limits) {
        this.pool = pool;
        this.compression = compression;
        this.limits = limits;
    }

    /** Checks a window against the limit. */
    static void check(long bytes, Compression compression, Limits limits) throws BeyondLimit {
        if (bytes > limits.windowBytes()) {
            throw Limits.exceeded(
                    "a window of %,d bytes for its %s stream".formatted(bytes, compression),
                    limits.windowBytes(),
                    Bound.WINDOW_BYTES);
        }
    }

    @Override
    public void request(long bytes) throws BeyondLimit, InterruptedIOException {
        check(bytes, compression, limits);
        int wanted = WindowPool.mibOf(bytes);
        if (wanted <= takenMib) {
            return;
        }
        close(); // release first: decoders that wait while they hold windows could deadlock
        pool.take(wanted);
        takenMib = wanted;
    }

    @Override
    public void close() {
        pool.giveBack(takenMib);
        takenMib = 0;
    }
}
