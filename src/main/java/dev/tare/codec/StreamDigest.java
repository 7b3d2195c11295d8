package dev.tare.codec;

import dev.tare.codec.nativelib.MultiBlockCheck;
import dev.tare.codec.nativelib.OpensslSha256;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The digest of one of the streams of a {@link DigestPool}, which takes its bytes a chunk at a time. A chunk is not digested when it comes, but when
 * one of another stream is there as well, by the thread that brings that one; or at the latest when somebody wants the array back.
 */
public final class StreamDigest {

    private final DigestPool pool; // its lock guards all that changes in streams and parts
    private final MessageDigest digest;
    private final Queue<Part> parts = new ArrayDeque<>(); // that are not digested, in the order of the stream
    private boolean taken;
    private @Nullable Part last;
    private @Nullable Throwable failure;

    StreamDigest(DigestPool pool, MessageDigest digest) {
        this.pool = pool;
        this.digest = digest;
    }

    /**
     * Takes the next bytes of the stream, which are to stay as they are until the part is {@linkplain Part#settle settled}.
     *
     * @return what to settle before the array is written to again
     */
    public Part update(byte[] bytes, int from, int to) {
        var part = new Part(bytes, from, to);
        synchronized (pool) {
            if (!part.isDone()) {
                last = part;
                parts.add(part);
                if (parts.size() == 1) {
                    pool.ready.add(this);
                }
            }
        }
        while (digestTwo()) {
            // until there are no two
        }
        return part;
    }

    /**
     * The digest of the whole stream, which ends here.
     *
     * @throws IllegalStateException if whoever was at a part of it, or of the one beside, could not digest it; an error, as it was
     */
    public byte[] digest() {
        if (last != null) {
            last.settle();
        }
        synchronized (pool) {
            switch (failure) {
                case null -> {
                    // all went well
                }
                case Error e -> throw e;
                default -> throw new IllegalStateException("a part could not be digested", failure);
            }
        }
        return digest.digest();
    }

    private boolean digestTwo() {
        Part one;
        Part other;
        synchronized (pool) {
            if (pool.ready.size() < 2) {
                return false;
            }
            one = pool.ready.remove().take();
            other = pool.ready.remove().take();
        }
        digest(one, other);
        return true;
    }

    /** The first part, which is the caller's alone until it is {@linkplain Part#putBack put back}. */
    private Part take() {
        taken = true;
        return parts.element();
    }

    /** Digests as much of two parts as the shorter one has, or all of one. */
    private void digest(Part one, @Nullable Part other) {
        int length = other == null ? one.length() : Math.min(one.length(), other.length());
        try {
            if (other == null) {
                one.update(length);
            } else if (MultiBlockCheck.PASSED
                    && OpensslSha256.pairsAgree()
                    && one.stream().digest instanceof OpensslSha256 a
                    && other.stream().digest instanceof OpensslSha256 b) {
                OpensslSha256.both(a, one.bytes, one.from, b, other.bytes, other.from, length);
            } else {
                one.update(length);
                other.update(length);
            }
        } catch (RuntimeException | Error e) {
            synchronized (pool) {
                one.stream().failure = e;
                if (other != null) {
                    other.stream().failure = e;
                }
            }
            throw e;
        } finally {
            synchronized (pool) {
                one.putBack(length);
                if (other != null) {
                    other.putBack(length);
                }
                pool.notifyAll();
            }
        }
    }

    /** Bytes of a stream that somebody else may digest. */
    public final class Part {
        private final byte[] bytes;
        private final int to;
        private int from;

        private Part(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        /** Has all of it digested: by the caller, as far as nobody else is at it. */
        public void settle() {
            while (true) {
                Part head;
                Part other;
                synchronized (pool) {
                    awaitTurn();
                    if (isDone()) {
                        return;
                    }
                    pool.ready.remove(StreamDigest.this);
                    head = take();
                    StreamDigest beside = pool.ready.poll();
                    other = beside == null ? null : beside.take();
                }
                StreamDigest.this.digest(head, other);
            }
        }

        private void awaitTurn() {
            boolean interrupted = false;
            while (taken && !isDone()) {
                try {
                    pool.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean isDone() {
            return from == to;
        }

        private int length() {
            return to - from;
        }

        private StreamDigest stream() {
            return StreamDigest.this;
        }

        private void update(int length) {
            digest.update(bytes, from, length);
        }

        private void putBack(int digested) {
            from += digested;
            taken = false;
            if (isDone()) {
                parts.remove();
            }
            if (!parts.isEmpty()) {
                pool.ready.add(StreamDigest.this);
            }
        }
    }
}
