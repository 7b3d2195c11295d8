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

/**
 * Ends reads that get nothing for too long. The client's own idle timeout would also kill a stream whose reader is busy
 * with what it has, so the clock here runs only while a reader waits.
 */
final class StallWatch implements Closeable {

    private final Duration patience;
    private final Retries retries;
    private final Set<Clock> clocks = ConcurrentHashMap.newKeySet();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("stall-watch").unstarted(this::run);

    /** @param retries knows how much time is left for the image as a whole */
    StallWatch(Duration patience, Retries retries) {
        this.patience = patience;
        this.retries = retries;
        thread.start();
    }

    /** The body of an answer from {@code origin}, whose failures are said as what they are to the user. */
    InputStream watch(InputStream body, String origin) {
        var watched = new Body(body, origin);
        clocks.add(watched.clock);
        return watched;
    }

    /** What may have to be waited for, and ends when it is interrupted. */
    interface Wait<T> {
        T end() throws IOException;
    }

    /**
     * Waits no longer than patience, and the time for the image, allow, however much of what is waited for arrives in between.
     *
     * @throws SocketTimeoutException if that was not long enough
     */
    <T> T within(Wait<T> wait) throws IOException {
        retries.checkTime();
        var clock = new Clock();
        clocks.add(clock);
        clock.begin();
        try {
            return wait.end();
        } catch (IOException e) {
            if (clock.isExpired()) {
                retries.checkTime();
                var late = new SocketTimeoutException(e.getMessage());
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            clock.end();
            clocks.remove(clock);
        }
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
    public void close() {
        thread.interrupt();
    }

    /** Runs while a thread waits. */
    private final class Clock {
        private Thread waiter = thread;
        private long since;
        private boolean waiting;
        private boolean expired;

        synchronized void begin() {
            waiter = Thread.currentThread();
            since = System.nanoTime();
            waiting = true;
            expired = false; // it may have run out just when the wait before was over
        }

        synchronized void end() {
            waiting = false;
            if (expired) {
                Thread.interrupted(); // the interrupt was for this wait, whether it met it or not
            }
        }

        synchronized void check(long now) {
            if (waiting
                    && !expired
                    && (now - since > patience.toNanos() || retries.left().isNegative())) {
                expired = true;
                waiter.interrupt();
            }
        }

        synchronized boolean isExpired() {
            return expired;
        }
    }

    private final class Body extends FilterInputStream {
        private final String origin;
        private long count;
        private final Clock clock = new Clock();

        Body(InputStream in, String origin) {
            super(in);
            this.origin = origin;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            retries.checkTime();
            clock.begin();
            try {
                int got = in.read(target, offset, length);
                count += Math.max(0, got);
                return got;
            } catch (IOException | IllegalArgumentException e) {
                if (clock.isExpired()) {
                    retries.checkTime();
                    throw stalled(e);
                }
                if (e instanceof InterruptedIOException interrupted) {
                    throw interrupted;
                }
                // the latter from the client, of chunks whose sizes are no numbers
                throw new Unreadable(
                        "the connection to %s broke off after %,d bytes".formatted(origin, count), "try again", e);
            } finally {
                clock.end();
            }
        }

        /** What the interrupt comes to differs: a connection that is closed, wrapped by TLS or not, or an interrupted wait. */
        private Unreadable stalled(Exception e) {
            var silence = new InterruptedIOException(e.getMessage());
            silence.initCause(e);
            return new Unreadable(
                    "%s stopped sending after %,d bytes and was silent for %d seconds"
                            .formatted(origin, count, patience.toSeconds()),
                    "try again, or allow more time with --stall-timeout",
                    silence);
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
