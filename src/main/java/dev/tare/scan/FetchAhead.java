package dev.tare.scan;

import dev.tare.image.ImageFault;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.Origin;
import dev.tare.layer.stream.Awaited;
import dev.tare.source.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks for layers before a thread is free to read them: however small a layer is, its request takes a round trip, and processors bound only how many are
 * read at a time. Small layers are fetched whole, many at a time. Of large ones the next few are opened, so that their first bytes are there when they
 * are read. All of this is in the order in which they will be read. What is fetched is not verified: who reads it does.
 *
 * <p>Safe for use by many threads.
 */
final class FetchAhead {

    /** Maximum size of a layer that is fetched whole. Of a larger one the bytes take longer than the round trip. */
    static final int MAX_SMALL_LAYER_BYTES = 4 << 20;

    /** Maximum bytes of all small layers that are fetched and not yet read. */
    private static final long MAX_BYTES = 32 << 20;

    /** Maximum large layers that are open and not yet read. Each keeps a connection. */
    private static final int MAX_OPEN_LARGE_LAYERS = 2;

    /** After this time an open layer that nobody read is closed and asked for again: a server or a proxy may have given it up. */
    private static final Duration MAX_OPEN_TIME = Duration.ofSeconds(10);

    private static final Comparator<Fetch> IN_ORDER =
            Comparator.<Fetch>comparingLong(fetch -> fetch.turn).thenComparingLong(fetch -> fetch.number);

    private final int requests;
    private final int maxOpenLarge;

    // guarded by this object
    private final PriorityQueue<Fetch> small = new PriorityQueue<>(IN_ORDER);
    private final PriorityQueue<Fetch> large = new PriorityQueue<>(IN_ORDER);
    private long bytes;
    private int openLarge;
    private int workers;

    /** @param requests how many layers are asked for at the same time */
    FetchAhead(int requests) {
        this(requests, MAX_OPEN_LARGE_LAYERS);
    }

    private FetchAhead(int requests, int maxOpenLarge) {
        this.requests = requests;
        this.maxOpenLarge = maxOpenLarge;
    }

    /** The same for who may not have to read a large layer when its turn comes: only small ones are asked for. */
    static FetchAhead ofSmall(int requests) {
        return new FetchAhead(requests, 0);
    }

    /**
     * A layer that will be read. Those with a lower turn, and then those with a lower number, are asked for first.
     *
     * @return to be closed when the layer is read or not wanted any more
     */
    Fetch fetch(Source source, Descriptor layer, long turn, long number) {
        var fetch = new Fetch(source, layer, turn, number);
        if (source.origin() == Origin.NETWORK) {
            synchronized (this) {
                queueOf(fetch).add(fetch);
                startWorkers();
            }
        }
        return fetch;
    }

    /** A layer that is not asked for before it is read, if it is. To be closed as one of {@link #fetch}. */
    Fetch later(Source source, Descriptor layer, long turn, long number) {
        return new Fetch(source, layer, turn, number);
    }

    private PriorityQueue<Fetch> queueOf(Fetch fetch) {
        return fetch.isSmall() ? small : large;
    }

    /** Starts threads as long as there is work for them. Each ends when there is none. To be called with the lock. */
    private void startWorkers() {
        for (int more = small.size() + large.size(); more > 0 && workers < requests && peek() != null; more--) {
            workers++;
            Thread.ofPlatform().daemon().name("fetch").start(this::work);
        }
    }

    /** The next one for which there is room. To be called with the lock. */
    private @Nullable Fetch peek() {
        var next = large.peek();
        if (next != null && openLarge < maxOpenLarge) {
            return next;
        }
        next = small.peek();
        return next != null && bytes + next.layer.size() <= MAX_BYTES ? next : null;
    }

    private void work() {
        for (var fetch = next(); fetch != null; fetch = next()) {
            fetch.run();
            end(fetch);
        }
    }

    private synchronized @Nullable Fetch next() {
        var next = peek();
        if (next == null) {
            workers--;
            return null;
        }
        queueOf(next).remove(next);
        next.begin(Thread.currentThread());
        return next;
    }

    private synchronized void end(Fetch fetch) {
        fetch.thread = null;
        Thread.interrupted(); // it was meant for this layer
    }

    /** One layer. */
    final class Fetch implements AutoCloseable {

        private final Source source;
        private final Descriptor layer;
        private final long turn;
        private final long number;
        private final CompletableFuture<InputStream> fetched = new CompletableFuture<>();

        // guarded by the outer object
        private boolean begun;
        private boolean claimed;
        private boolean holdsRoom;
        private @Nullable Thread thread;

        // written before the future is complete
        private long openedAt;

        private Fetch(Source source, Descriptor layer, long turn, long number) {
            this.source = source;
            this.layer = layer;
            this.turn = turn;
            this.number = number;
        }

        private boolean isSmall() {
            return layer.size() <= MAX_SMALL_LAYER_BYTES;
        }

        /** Whether who reads it now need not wait longer than for any other layer. */
        boolean isReady() {
            return fetched.isDone() || !isSmall() || source.origin() != Origin.NETWORK;
        }

        /** To be called with the lock. */
        private void begin(Thread by) {
            begun = true;
            holdsRoom = true;
            thread = by;
            if (isSmall()) {
                bytes += layer.size();
            } else {
                openLarge++;
            }
        }

        /** To be called with the lock. */
        private void leaveRoom() {
            if (holdsRoom) {
                holdsRoom = false;
                if (isSmall()) {
                    bytes -= layer.size();
                } else {
                    openLarge--;
                }
                startWorkers();
            }
        }

        private void run() {
            try {
                var blob = source.blob(layer);
                openedAt = System.nanoTime();
                if (!fetched.complete(isSmall() ? whole(blob) : blob)) {
                    blob.close(); // nobody waits for it any more
                }
            } catch (Throwable e) { // the reader is told
                fetched.completeExceptionally(e);
            }
        }

        private InputStream whole(InputStream blob) throws IOException {
            byte[] bytes = new byte[(int) layer.size() + 1]; // with one more it is too long, as the reader finds
            try (blob) {
                return new ByteArrayInputStream(bytes, 0, blob.readNBytes(bytes, 0, bytes.length));
            }
        }

        /**
         * The blob as {@link Source#blob} gives it. Waits for it if it has been asked for.
         *
         * @param reader source of the image for which it is read. It is asked if that of another image fails
         */
        InputStream open(Source reader) throws IOException {
            if (!claim()) {
                return reader.blob(layer);
            }
            try {
                return asked(reader);
            } catch (ImageFault e) {
                if (source.equals(reader)) {
                    throw e;
                }
                return reader.blob(layer);
            }
        }

        private InputStream asked(Source reader) throws IOException {
            var blob = Awaited.bytes(fetched);
            if (isSmall()) {
                return blob; // its room is left when it has been read
            }
            synchronized (FetchAhead.this) {
                leaveRoom();
            }
            if (System.nanoTime() - openedAt < MAX_OPEN_TIME.toNanos()) {
                return blob;
            }
            blob.close();
            return reader.blob(layer);
        }

        /** Returns whether it has been asked for. From now on only the reader closes it. */
        private boolean claim() {
            synchronized (FetchAhead.this) {
                queueOf(this).remove(this);
                claimed = true;
                return begun;
            }
        }

        @Override
        public void close() {
            boolean unread;
            synchronized (FetchAhead.this) {
                queueOf(this).remove(this);
                if (thread != null) {
                    thread.interrupt();
                }
                leaveRoom();
                unread = begun && !claimed;
            }
            if (!fetched.cancel(false) && unread) {
                closeUnread();
            }
        }

        private void closeUnread() {
            try {
                fetched.resultNow().close();
            } catch (IllegalStateException | IOException e) {
                // it could not be opened, or it is not needed any more
            }
        }
    }
}
