package dev.tare.source.registry.http.body;

import dev.tare.image.ImageFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a large blob, by as many connections as it takes. It begins with one, over which piece after piece comes ({@code Range}, RFC 9110,
 * 14.2). While its reader waits, parts further on are requested over other connections, as many as {@link Pace} finds worth it. The reader sees one
 * stream. A server that refuses a part is not asked for another: the rest comes over one connection.
 *
 * <p>No response is left before its end: proxies and their like go on to fetch what nobody reads any more, at the cost of what is read.
 *
 * <p>Each part is requested of the registry, and redirected anew: a signed address may expire before the blob ends.
 */
public final class WideBody extends InputStream {

    /** Minimum size of a blob for which it is worth the requests. */
    public static final long MIN_BYTES = 6L * PartMemory.PART_BYTES;

    /** Bytes of a piece, which comes over the one connection: many beside what comes in a round trip, few beside what a parallel request waits for. */
    public static final long PIECE_BYTES = 4L * PartMemory.PART_BYTES;

    /** Requests what is to come. */
    public interface Requests {

        /** Asks once for a part, which is not asked for again if it breaks off. Empty if the server does not send parts. */
        Optional<InputStream> part(long from, long length) throws ImageFault;

        /** Asks once for a piece, which goes on after a fault. Empty if the server does not send parts. */
        Optional<InputStream> piece(long from, long length) throws ImageFault;

        /** Asks for the rest from some byte on, over one connection and with retries. */
        InputStream rest(long from) throws ImageFault;
    }

    private final long size;
    private final Requests requests;
    private final PartMemory memory;
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private final Pace pace;

    /** What comes over the one connection: a piece, or the rest of the blob. */
    private @Nullable InputStream single;

    /** Where that ends. */
    private long singleEnd;

    /** The piece behind, once it is asked for, which is shortly before the end of the one at hand. */
    private @Nullable NextPiece next;

    private long position;
    private long requested;
    private long steadyFrom;
    private boolean refused;

    /** How many blobs had ended when the pace was told. */
    private int ended;

    private boolean closed;

    /**
     * @param first the first {@link #PIECE_BYTES}
     * @param size of the blob in bytes by its descriptor, at least {@link #MIN_BYTES}
     */
    public WideBody(InputStream first, long size, Requests requests, PartMemory memory) {
        this(first, size, requests, memory, new Pace());
    }

    WideBody(InputStream first, long size, Requests requests, PartMemory memory, Pace pace) {
        this.pace = pace;
        this.single = first;
        this.singleEnd = PIECE_BYTES;
        this.size = size;
        this.requests = requests;
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
            int got;
            if (single != null && position >= singleEnd) {
                // the end, with which the connection is free; or more than there should be
                got = single.read(target, offset, length);
                if (got <= 0) {
                    closeSingle();
                    continue;
                }
            } else if (part != null && position >= part.from) {
                got = part.read(target, offset, length, position);
                if (got == 0) { // all of it has been read
                    parts.remove();
                    part.close();
                    continue;
                }
            } else if (position >= size) {
                return -1;
            } else {
                got = receiveSingle(target, offset, length);
            }
            if (got > 0 || refused) {
                return got;
            }
            refuse();
        }
    }

    /** Returns how many bytes came, or -1 if the next do not come. */
    private int receiveSingle(byte[] target, int offset, int length) throws IOException {
        if (single == null && !openSingle()) {
            return -1;
        }
        int got = Objects.requireNonNull(single).read(target, offset, (int) Math.min(length, singleEnd - position));
        askForNext();
        return got;
    }

    /** Opens the next piece, or all the rest once a part was refused. Returns false if the piece is refused. */
    private boolean openSingle() throws IOException {
        if (refused) {
            single = requests.rest(position);
            singleEnd = size;
            return true;
        }
        var piece = next != null ? next : new NextPiece(position);
        next = null;
        single = piece.take();
        singleEnd = piece.end;
        return single != null;
    }

    /** Has the next piece asked for before this one ends, so that it is there then. */
    private void askForNext() {
        boolean isNear = singleEnd < size && singleEnd - position < PartMemory.PART_BYTES;
        if (isNear && next == null && parts.isEmpty() && !refused) {
            next = new NextPiece(singleEnd);
        }
    }

    private void closeSingle() throws IOException {
        if (single != null) {
            single.close();
            single = null;
        }
    }

    /** Goes on over one connection. */
    private void refuse() throws IOException {
        refused = true;
        parts.forEach(Part::close);
        parts.clear();
        if (next != null) {
            next.close();
            next = null;
        }
        closeSingle();
    }

    private void requestParts() {
        if (parts.isEmpty()) { // so far the one connection comes
            requested = next != null ? next.end : single != null ? singleEnd : position;
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

    /** A piece that a thread of its own asks for, and that is read as it comes. */
    private final class NextPiece {

        private final long end;
        private final CompletableFuture<InputStream> opened = new CompletableFuture<>();

        NextPiece(long from) {
            end = Math.min(size, from + PIECE_BYTES);
            Thread.ofPlatform().daemon().name("piece").start(() -> open(from));
        }

        private void open(long from) {
            try {
                var stream = requests.piece(from, end - from);
                if (stream.isPresent() && !opened.complete(stream.get())) {
                    stream.get().close();
                }
            } catch (IOException | RuntimeException e) {
                // the reader asks for the rest, and tells the fault if that fails too
            } finally {
                opened.cancel(false); // unless it is complete
            }
        }

        /** Waits for it; null if it is refused. */
        @Nullable InputStream take() throws IOException {
            try {
                return opened.get();
            } catch (CancellationException | ExecutionException e) {
                return null;
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("reading was interrupted");
            }
        }

        void close() throws IOException {
            if (!opened.cancel(false) && opened.state() == Future.State.SUCCESS) {
                opened.resultNow().close();
            }
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
            try (var in = requests.part(from, length).orElseGet(InputStream::nullInputStream)) {
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
    }
}
