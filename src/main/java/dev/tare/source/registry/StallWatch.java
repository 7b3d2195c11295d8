package dev.tare.source.registry;

import dev.tare.image.ImageFault.Unreadable;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
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
    private final Set<Body> bodies = ConcurrentHashMap.newKeySet();
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
        bodies.add(watched);
        return watched;
    }

    private void run() {
        long interval = Math.max(20, Math.min(500, patience.toMillis() / 4));
        try {
            while (true) {
                Thread.sleep(interval);
                long now = System.nanoTime();
                bodies.forEach(body -> body.check(now));
            }
        } catch (InterruptedException e) {
            // closed: nothing is left to watch
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private final class Body extends FilterInputStream {
        private final String origin;
        private long count;
        private Thread reader = thread;
        private long since;
        private boolean waiting;
        private boolean expired;

        Body(InputStream in, String origin) {
            super(in);
            this.origin = origin;
        }

        private synchronized void begin() {
            reader = Thread.currentThread();
            since = System.nanoTime();
            waiting = true;
        }

        private synchronized void end() {
            waiting = false;
            if (expired) {
                Thread.interrupted(); // the interrupt was for this read, whether it met it or not
            }
        }

        synchronized void check(long now) {
            if (waiting
                    && !expired
                    && (now - since > patience.toNanos() || retries.left().isNegative())) {
                expired = true;
                reader.interrupt();
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            retries.checkTime();
            begin();
            try {
                int got = in.read(target, offset, length);
                count += Math.max(0, got);
                return got;
            } catch (InterruptedIOException e) {
                if (expired) {
                    retries.checkTime();
                    throw new Unreadable(
                            "%s stopped sending after %,d bytes and was silent for %d seconds"
                                    .formatted(origin, count, patience.toSeconds()),
                            "try again, or allow more time with --stall-timeout",
                            e);
                }
                throw e;
            } catch (IOException | IllegalArgumentException e) {
                // the latter from the client, of chunks whose sizes are no numbers
                throw new Unreadable(
                        "the connection to %s broke off after %,d bytes".formatted(origin, count), "try again", e);
            } finally {
                end();
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public void close() throws IOException {
            bodies.remove(this);
            super.close();
        }
    }
}
