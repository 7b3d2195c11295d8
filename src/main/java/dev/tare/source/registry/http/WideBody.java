package dev.tare.source.registry.http;

import dev.tare.image.ImageFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a large blob, by as many connections as it takes. It begins with one. While its reader waits, parts further on are requested
 * ({@code Range}, RFC 9110, 14.2) over other connections, as many as {@link Pace} finds worth it. The reader sees one stream. A server that refuses a part is not asked for another: the rest comes over one connection.
 *
 * <p>Each part is requested of the registry, and redirected anew: a signed address may expire before the blob ends.
 */
public final class WideBody extends InputStream {

    /** Minimum size of a blob for which it is worth the requests. */
    public static final long MIN_BYTES = 6L * PartMemory.PART_BYTES;

    /** Requests a part. */
    public interface PartOpener {

        /** Asks once; empty if the server does not send parts. */
        Optional<InputStream> open(long from, long length) throws ImageFault;
    }

    /** Requests the rest from some byte on, over one connection and with retries. */
    public interface RestOpener {
        InputStream open(long from) throws ImageFault;
    }

    private final long size;
    private final PartOpener opener;
    private final RestOpener rest;
    private final PartMemory memory;
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private final Pace pace;

    /** The one connection as long as it is used: up to the first part. */
    private @Nullable InputStream single;

    private long position;
    private long requested;
    private long steadyFrom;
    private boolean refused;

    /** How many blobs had ended when the pace was told. */
    private int ended;

    private boolean closed;

    /**
     * @param whole the blob from its first byte on
     * @param size of the blob in bytes by its descriptor
     */
    public WideBody(InputStream whole, long size, PartOpener opener, RestOpener rest, PartMemory memory) {
        this(whole, size, opener, rest, memory, new Pace());
    }

    WideBody(InputStream whole, long size, PartOpener opener, RestOpener rest, PartMemory memory, Pace pace) {
        this.pace = pace;
        this.single = whole;
        this.size = size;
        this.opener = opener;
        this.rest = rest;
        this.memory = memory;
        this.ended = memory.ended();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        long start = System.nanoTime();
        int got = receive(target, offset, length);
        if (got > 0) {
            position += got;
            if (!refused) {
                adapt(got, start);
            }
        }
        return got;
    }

    private void adapt(int got, long start) {
        if (ended != memory.ended()) {
            ended = memory.ended();
            pace.again();
        }
        if (position < steadyFrom) {
            pace.restart(); // what comes until then was requested at another pace
        } else if (pace.received(got, start, System.nanoTime())) {
            requestParts();
            steadyFrom = parts.isEmpty() ? position : requested;
        }
        requestParts();
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        while (true) {
            var part = parts.peek();
            if (part == null && single == null && position == size) {
                return -1;
            }
            if (part == null) {
                return single().read(target, offset, length);
            }
            if (single != null && position < part.from) {
                return single.read(target, offset, (int) Math.min(length, part.from - position));
            }
            closeSingle();
            int got = part.read(target, offset, length, position);
            if (got > 0) {
                return got;
            }
            if (got == 0) { // all of it has been read
                parts.remove();
                part.close();
            } else {
                refuse();
            }
        }
    }

    private InputStream single() throws ImageFault {
        if (single == null) {
            single = rest.open(position);
        }
        return single;
    }

    private void closeSingle() throws IOException {
        if (single != null) {
            single.close();
            single = null;
        }
    }

    /** Goes on over one connection. */
    private void refuse() {
        refused = true;
        parts.forEach(Part::close);
        parts.clear();
    }

    private void requestParts() {
        if (parts.isEmpty()) {
            requested = position
                    + PartMemory.PART_BYTES; // so far the one connection comes, while the first parts are on their way
        }
        while (parts.size() < pace.parts() && requested < size) {
            byte[] bytes = memory.take();
            if (bytes == null) {
                return;
            }
            int length = (int) Math.min(PartMemory.PART_BYTES, size - requested);
            parts.add(new Part(requested, length, bytes));
            requested += length;
        }
    }

    /** A run of bytes that a thread of its own fetches. */
    private final class Part {

        private final long from;
        private final int length;
        private final Thread thread;

        // guarded by this object
        private byte @Nullable [] bytes;
        private int filled;
        private boolean failed;
        private boolean done;

        Part(long from, int length, byte[] bytes) {
            this.from = from;
            this.length = length;
            this.bytes = bytes;
            this.thread = Thread.ofPlatform().daemon().name("part").start(() -> fetch(bytes));
        }

        private void fetch(byte[] into) {
            try (var in = opener.open(from, length).orElseGet(InputStream::nullInputStream)) {
                for (int count = 0; count < length; ) {
                    int got = in.read(into, count, length - count);
                    if (got < 0) {
                        break;
                    }
                    count += got;
                    arrived(count);
                }
                in.read(); // the end, with which the connection is free for another part
            } catch (IOException | RuntimeException e) {
                // the reader asks again for what is missing, over one connection, and tells the fault if that fails too
            } finally {
                done(into);
            }
        }

        private synchronized void arrived(int count) {
            filled = count;
            notifyAll();
        }

        private synchronized void done(byte[] into) {
            done = true;
            failed = filled < length;
            if (bytes == null) {
                memory.giveBack(into); // closed meanwhile
            }
            notifyAll();
        }

        /** Returns how many bytes were read; 0 if it is all read, and -1 if the rest of it does not come. */
        synchronized int read(byte[] target, int offset, int wanted, long at) throws IOException {
            int start = (int) (at - from);
            try {
                while (filled == start && start < length && !failed) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("reading was interrupted");
            }
            int got = Math.min(wanted, filled - start);
            if (got > 0) {
                System.arraycopy(Objects.requireNonNull(bytes), start, target, offset, got);
                return got;
            }
            return start == length ? 0 : -1;
        }

        void close() {
            thread.interrupt();
            synchronized (this) {
                byte[] held = bytes;
                bytes = null;
                if (held != null && done) {
                    memory.giveBack(held);
                }
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            memory.end();
        }
        refuse();
        closeSingle();
    }
}
