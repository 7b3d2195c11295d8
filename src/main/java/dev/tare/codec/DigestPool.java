package dev.tare.codec;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Digests streams that are read at the same time, two at once. One SHA-256 leaves half of what a processor has for it idle, since each step waits for
 * the one before; two side by side take as long as one.
 *
 * <p>Safe for use by many threads.
 */
public final class DigestPool {

    /** Streams with bytes to digest that no thread digests now; guarded by this object. */
    final Queue<StreamDigest> ready = new ArrayDeque<>();

    /** @param algorithm {@code sha256} or {@code sha512}, as digests call it */
    public StreamDigest stream(String algorithm) {
        return stream(Codecs.digest(algorithm));
    }

    StreamDigest stream(MessageDigest digest) {
        return new StreamDigest(this, digest);
    }
}
