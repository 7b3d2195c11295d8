package dev.tare.layer;

import dev.tare.layer.stream.Awaited;
import dev.tare.layer.toc.Ranges;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Parts of a blob in their order, of which several are fetched at a time: each request takes a round trip. Not safe for use by several threads. */
final class PartsAhead implements AutoCloseable {

    /** Maximum parts that are fetched and not yet taken. All are in memory. */
    private static final int MAX_PARTS_AHEAD = 4;

    /**
     * A part of a blob.
     *
     * @param from the first byte, counted from 0
     * @param length in bytes
     */
    record Part(long from, int length) {}

    private final Ranges ranges;
    private final Iterator<Part> parts;
    private final Queue<Future<byte[]>> ahead = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            MAX_PARTS_AHEAD, task -> Thread.ofPlatform().daemon().name("part").unstarted(task));

    PartsAhead(Ranges ranges, List<Part> parts) {
        this.ranges = ranges;
        this.parts = parts.iterator();
    }

    /** The next part, of which there must be one. */
    byte[] next() throws IOException {
        while (ahead.size() < MAX_PARTS_AHEAD && parts.hasNext()) {
            var part = parts.next();
            ahead.add(threads.submit(() -> ranges.read(part.from(), part.length())));
        }
        return Awaited.bytes(ahead.remove());
    }

    /** Ends all requests. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
