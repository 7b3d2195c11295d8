package dev.tare.layer.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One step from a blob to its index: produces chunks on demand, or ahead of demand in another thread, so that one large layer keeps several processors
 * busy. Chunks are reused, so their number is bounded.
 */
public abstract class Stage implements Closeable {

    /** Fills chunks. */
    public interface Producer {
        /** Fills a chunk. An empty chunk is the end. */
        void fill(Chunk chunk) throws IOException;

        /** Passes over bytes that no chunk has yet, if that is less work than to make them; returns how many. */
        default long skip(long bytes) {
            return 0;
        }
    }

    /** The next chunk, valid until the following call; null at the end. */
    public abstract @Nullable Chunk next() throws IOException;

    /** Passes over bytes behind the last chunk, as many as the producer can without making them. */
    public long skip(long bytes) {
        return 0;
    }

    /** Ends the thread. */
    @Override
    public abstract void close();

    /** Produces each chunk on demand. */
    public static Stage inLine(Producer producer, int size) {
        return inLine(producer, new Chunk(size), _ -> {});
    }

    /**
     * Produces each chunk on demand.
     *
     * @param chunk that is filled again and again
     * @param release takes the chunk when the stage is closed
     */
    static Stage inLine(Producer producer, Chunk chunk, Consumer<Chunk> release) {
        return new Stage() {
            private boolean closed;

            @Override
            public @Nullable Chunk next() throws IOException {
                chunk.clear();
                producer.fill(chunk);
                return chunk.length() == 0 ? null : chunk;
            }

            @Override
            public long skip(long bytes) {
                return producer.skip(bytes);
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    release.accept(chunk);
                }
            }
        };
    }

    /**
     * Produces chunks ahead of demand.
     *
     * @param interruptible true if the producer may be interrupted when no more chunks are needed
     */
    public static Stage ahead(String name, Producer producer, int size, boolean interruptible) {
        return new Ahead(name, producer, size, interruptible);
    }

    private static final class Ahead extends Stage {
        private static final int MAX_CHUNKS_AHEAD = 4;
        private static final Chunk END = new Chunk(0);
        private static final Chunk STOP = new Chunk(0);

        private final ArrayBlockingQueue<Chunk> empty = new ArrayBlockingQueue<>(MAX_CHUNKS_AHEAD + 1);
        private final ArrayBlockingQueue<Chunk> full = new ArrayBlockingQueue<>(MAX_CHUNKS_AHEAD + 1);
        private final Producer producer;
        private final boolean interruptible;
        private final Thread thread;
        private @Nullable Throwable failure;
        private @Nullable Chunk current;
        private boolean ended;

        Ahead(String name, Producer producer, int size, boolean interruptible) {
            this.producer = producer;
            this.interruptible = interruptible;
            for (int i = 0; i < MAX_CHUNKS_AHEAD; i++) {
                empty.add(new Chunk(size));
            }
            thread = Thread.ofPlatform().daemon().name(name).start(this::produce);
        }

        private void produce() {
            try {
                for (Chunk chunk = empty.take(); chunk != STOP; chunk = empty.take()) {
                    chunk.clear();
                    producer.fill(chunk);
                    if (chunk.length() == 0) {
                        break;
                    }
                    full.add(chunk);
                }
            } catch (Throwable e) { // any failure is passed on to the consumer
                failure = e;
            }
            full.add(END);
        }

        @Override
        public @Nullable Chunk next() throws IOException {
            if (!ended) {
                if (current != null) {
                    empty.add(current);
                    current = null;
                }
                Chunk chunk;
                try {
                    chunk = full.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("reading was interrupted");
                }
                if (chunk != END) {
                    current = chunk;
                    return chunk;
                }
                ended = true;
            }
            if (failure == null) {
                return null;
            }
            switch (failure) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IOException(failure); // an interrupt, which only close() sends
            }
        }

        @Override
        public void close() {
            empty.offer(STOP); // there is room for one STOP; a second one is not needed
            if (interruptible) {
                thread.interrupt();
            }
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
