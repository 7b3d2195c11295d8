package dev.tare.scan;

import dev.tare.image.Descriptor;
import dev.tare.layer.Origin;
import dev.tare.source.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches small layers before a thread is free to read them: however small a layer is, its request takes a round trip, and processors bound only how
 * many are read at a time. Many are fetched at once, in the order in which they will be read. What is fetched is not verified: who reads it does.
 *
 * <p>Safe for use by many threads.
 */
final class FetchAhead {

    /** Maximum size of a layer that is fetched ahead. Of a larger one the bytes take longer than the round trip. */
    private static final int MAX_LAYER_BYTES = 4 << 20;

    /** Maximum bytes of all layers that are fetched and not yet read. */
    private static final long MAX_BYTES = 32 << 20;

    private final int requests;

    // guarded by this object
    private final PriorityQueue<Fetch> waiting = new PriorityQueue<>(
            Comparator.<Fetch>comparingLong(fetch -> fetch.turn).thenComparingLong(fetch -> fetch.number));
    private long bytes;
    private int running;

    /** @param requests how many layers are fetched at the same time */
    FetchAhead(int requests) {
        this.requests = requests;
    }

    /**
     * A layer that will be read. Those with a lower turn, and then those with a lower number, are fetched first.
     *
     * @return to be closed when the layer is read or not wanted any more
     */
    Fetch fetch(Source source, Descriptor layer, long turn, long number) {
        var fetch = new Fetch(source, layer, turn, number);
        if (fetch.isSmall()) {
            synchronized (this) {
                waiting.add(fetch);
                startMore();
            }
        }
        return fetch;
    }

    /** To be called with the lock. */
    private void startMore() {
        for (var next = waiting.peek(); next != null && running < requests && hasRoom(next); next = waiting.peek()) {
            waiting.remove();
            running++;
            bytes += next.layer.size();
            next.thread = Thread.ofPlatform().daemon().name("fetch").start(next::run);
        }
    }

    private boolean hasRoom(Fetch fetch) {
        return bytes + fetch.layer.size() <= MAX_BYTES;
    }

    /** One layer. */
    final class Fetch implements AutoCloseable {

        private final Source source;
        private final Descriptor layer;
        private final long turn;
        private final long number;
        private final CompletableFuture<byte[]> fetched = new CompletableFuture<>();
        private @Nullable Thread thread;

        private Fetch(Source source, Descriptor layer, long turn, long number) {
            this.source = source;
            this.layer = layer;
            this.turn = turn;
            this.number = number;
        }

        private boolean isSmall() {
            return source.origin() == Origin.NETWORK && layer.size() <= MAX_LAYER_BYTES;
        }

        /** Whether who reads it now need not wait longer than for any other layer. */
        boolean isReady() {
            return fetched.isDone() || !isSmall();
        }

        private void run() {
            try (var blob = source.blob(layer)) {
                fetched.complete(
                        blob.readNBytes((int) layer.size() + 1)); // with one more it is too long, as the reader finds
            } catch (Throwable e) { // the reader is told
                fetched.completeExceptionally(e);
            } finally {
                synchronized (FetchAhead.this) {
                    running--;
                    startMore();
                }
            }
        }

        /** The blob as {@link Source#blob} gives it. Waits for the bytes if they are on their way. */
        InputStream open() throws IOException {
            return isBegun() ? new ByteArrayInputStream(bytes()) : source.blob(layer);
        }

        private boolean isBegun() {
            synchronized (FetchAhead.this) {
                waiting.remove(this);
                return thread != null;
            }
        }

        private byte[] bytes() throws IOException {
            try {
                return fetched.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("reading was interrupted");
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException fault -> throw fault;
                    case RuntimeException bug -> throw bug;
                    case Error error -> throw error;
                    case null, default -> throw new IOException(e);
                }
            }
        }

        @Override
        public void close() {
            synchronized (FetchAhead.this) {
                waiting.remove(this);
                if (thread != null) {
                    thread.interrupt();
                    thread = null;
                    bytes -= layer.size();
                }
                startMore();
            }
        }
    }
}
