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
 * Ends waits in which nothing arrives for too long, by closing what is waited for. The client's own idle timeout would also kill a
 * stream whose reader is busy with what it has, so the clock here runs only while a reader waits. No thread is interrupted: an
 * interrupt is always a cancellation, and nobody but the one who cancelled set it. One thread looks at all clocks.
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
     * The body of an answer from {@code origin}, whose failures are said as what they are to the user.
     *
     * @param body that another thread may close, which ends a read under way
     * @param retries knows how much time is left for the image as a whole
     */
    InputStream watch(InputStream body, String origin, Retries retries) {
        var watched = new Body(body, origin, retries);
        add(watched.clock);
        return watched;
    }

    /** What may have to be waited for. */
    interface Wait<T> {
        T end() throws IOException;
    }

    /**
     * Waits no longer than patience, and the time for the image, allow, however much of what is waited for arrives in between.
     *
     * @param awaited what another thread may close, which ends the wait
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
            throw late(null, retries); // what was waited for is closed, whatever came at the last moment
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

    /** Runs while a thread waits. Once it has expired it stays so, since what was waited for is closed. */
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
                    // whoever waits will see it fail, or wait on
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
                // closed by the clock, so this is not the end of the body
            } catch (IOException | IllegalArgumentException e) {
                if (clock.isExpired()) {
                    throw stalled(e);
                }
                if (e instanceof InterruptedIOException interrupted) {
                    Thread.currentThread().interrupt();
                    throw interrupted;
                }
                // the latter from the client, of chunks whose sizes are no numbers
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
