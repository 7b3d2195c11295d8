package dev.tare.source.registry;

import dev.tare.image.ImageFault.Unreadable;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Implements the stall timeout: closes a stream from which nothing arrives for too long. The clock runs only while a reader waits; the idle timeout
 * of a client would also kill a stream whose reader is busy. No thread is interrupted, so an interrupt always means cancellation. One thread checks
 * all clocks.
 */
final class StallWatch implements Closeable {

    private final Duration patience;
    private final Set<Clock> clocks = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;

    StallWatch(Duration patience) {
        this.patience = patience;
    }

    private void add(Clock clock) {
        clocks.add(clock);
        synchronized (this) {
            if (thread == null) {
                thread = Thread.ofPlatform().daemon().name("stall-watch").start(this::run);
            }
        }
    }

    /**
     * Wraps the body of a response from {@code origin}. Its failures are errors for the user.
     *
     * @param body that another thread may close, which ends a read under way
     * @param retries knows how much time is left for the image as a whole
     */
    InputStream watch(InputStream body, String origin, Retries retries) {
        var watched = new Body(body, origin, retries);
        add(watched.clock);
        return watched;
    }

    /** A blocking operation. */
    interface Wait<T> {
        T end() throws IOException;
    }

    /**
     * Runs a blocking operation with the stall timeout for the whole of it, and within the time for the image.
     *
     * @param awaited closed by another thread when the time is over
     * @throws SocketTimeoutException if that was not long enough
     */
    <T> T within(Closeable awaited, Retries retries, Wait<T> wait) throws IOException {
        retries.checkTime();
        var clock = new Clock(awaited, retries);
        add(clock);
        clock.begin();
        T end;
        try {
            end = wait.end();
        } catch (IOException e) {
            throw clock.isExpired() ? late(e, retries) : e;
        } finally {
            clock.end();
            clocks.remove(clock);
        }
        if (clock.isExpired()) {
            throw late(null, retries); // the resource has been closed, even if the result arrived at the last moment
        }
        return end;
    }

    private IOException late(@Nullable Exception cause, Retries retries) throws Unreadable {
        retries.checkTime();
        var late = new SocketTimeoutException("nothing arrived within %d seconds".formatted(patience.toSeconds()));
        late.initCause(cause);
        return late;
    }

    private void run() {
        long interval = Math.max(20, Math.min(500, patience.toMillis() / 4));
        try {
            while (true) {
                Thread.sleep(interval);
                long now = System.nanoTime();
                clocks.forEach(clock -> clock.check(now));
            }
        } catch (InterruptedException e) {
            // closed: nothing is left to watch
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Runs while a thread waits. It expires once and for all, since the resource is then closed. */
    private final class Clock {
        private final Closeable awaited;
        private final Retries retries;
        private long since;
        private boolean waiting;
        private boolean expired;

        Clock(Closeable awaited, Retries retries) {
            this.awaited = awaited;
            this.retries = retries;
        }

        synchronized void begin() {
            since = System.nanoTime();
            waiting = true;
        }

        synchronized void end() {
            waiting = false;
        }

        synchronized boolean isExpired() {
            return expired;
        }

        synchronized void check(long now) {
            if (waiting
                    && !expired
                    && (now - since > patience.toNanos() || retries.left().isNegative())) {
                expired = true;
                try {
                    awaited.close();
                } catch (IOException | RuntimeException e) {
                    // the waiting thread fails, or goes on waiting
                }
            }
        }
    }

    private final class Body extends FilterInputStream {
        private final String origin;
        private final Retries retries;
        private long count;
        private final Clock clock;

        Body(InputStream in, String origin, Retries retries) {
            super(in);
            this.origin = origin;
            this.retries = retries;
            this.clock = new Clock(in, retries);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            retries.checkTime();
            if (clock.isExpired()) {
                throw stalled(null);
            }
            clock.begin();
            try {
                int got = in.read(target, offset, length);
                count += Math.max(0, got);
                if (got >= 0 || !clock.isExpired()) {
                    return got;
                }
                // the clock has closed the stream, so this is not the end of the body
            } catch (IOException | IllegalArgumentException e) {
                if (clock.isExpired()) {
                    throw stalled(e);
                }
                if (e instanceof InterruptedIOException interrupted) {
                    Thread.currentThread().interrupt();
                    throw interrupted;
                }
                // IllegalArgumentException: the client throws it for an invalid chunk size
                throw new Unreadable(
                        "the connection to %s broke off after %,d bytes".formatted(origin, count), "try again", e);
            } finally {
                clock.end();
            }
            throw stalled(null);
        }

        private Unreadable stalled(@Nullable Exception e) throws Unreadable {
            return new Unreadable(
                    "%s stopped sending after %,d bytes and was silent for %d seconds"
                            .formatted(origin, count, patience.toSeconds()),
                    "try again, or allow more time with --stall-timeout",
                    late(e, retries));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public void close() throws IOException {
            clocks.remove(clock);
            super.close();
        }
    }
}
