package dev.tare.codec;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The digest of one of many streams that are read at the same time, a chunk after the other. One SHA-256 leaves half of what a
 * processor has for it idle, since each step waits for the one before; two that go side by side take as long as one. So a chunk is not
 * digested when it comes, but when one of another stream is there as well, by whoever brings that; or at last when somebody wants the
 * array back.
 */
public final class StreamDigest {

    private static final Object LOCK = new Object();

    /** Streams with bytes to digest that nobody is at; guarded by LOCK, as is all that changes in streams and parts. */
    private static final Queue<StreamDigest> READY = new ArrayDeque<>();

    private final MessageDigest digest;
    private final Queue<Part> parts = new ArrayDeque<>(); // that are not digested, in the order of the stream
    private boolean taken;
    private @Nullable Part last;
    private @Nullable Throwable failure;

    StreamDigest(MessageDigest digest) {
        this.digest = digest;
    }

    /**
     * Takes the next bytes of the stream, which are to stay as they are until the part is {@linkplain Part#settle settled}.
     *
     * @return what to settle before the array is written to again
     */
    public Part update(byte[] bytes, int from, int to) {
        var part = new Part(bytes, from, to);
        synchronized (LOCK) {
            if (!part.isDone()) {
                last = part;
                parts.add(part);
                if (parts.size() == 1) {
                    READY.add(this);
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
        synchronized (LOCK) {
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

    private static boolean digestTwo() {
        Part one;
        Part other;
        synchronized (LOCK) {
            if (READY.size() < 2) {
                return false;
            }
            one = READY.remove().take();
            other = READY.remove().take();
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
    private static void digest(Part one, @Nullable Part other) {
        int length = other == null ? one.length() : Math.min(one.length(), other.length());
        try {
            if (other == null) {
                one.update(length);
            } else if (Codecs.PAIRS
                    && OpensslSha256.pairsAgree()
                    && one.stream().digest instanceof OpensslSha256 a
                    && other.stream().digest instanceof OpensslSha256 b) {
                OpensslSha256.both(a, one.bytes, one.from, b, other.bytes, other.from, length);
            } else {
                one.update(length);
                other.update(length);
            }
        } catch (RuntimeException | Error e) {
            synchronized (LOCK) {
                one.stream().failure = e;
                if (other != null) {
                    other.stream().failure = e;
                }
            }
            throw e;
        } finally {
            synchronized (LOCK) {
                one.putBack(length);
                if (other != null) {
                    other.putBack(length);
                }
                LOCK.notifyAll();
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
                synchronized (LOCK) {
                    awaitTurn();
                    if (isDone()) {
                        return;
                    }
                    READY.remove(StreamDigest.this);
                    head = take();
                    StreamDigest beside = READY.poll();
                    other = beside == null ? null : beside.take();
                }
                StreamDigest.digest(head, other);
            }
        }

        private void awaitTurn() {
            boolean interrupted = false;
            while (taken && !isDone()) {
                try {
                    LOCK.wait();
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
                READY.add(StreamDigest.this);
            }
        }
    }
}
