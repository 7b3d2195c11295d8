package dev.tare.layer.tar;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the uncompressed bytes of all layers of an image, holes of sparse files included, by {@link Limits#imageBytes}. These bytes cost time, however
 * small the compressed image is. Safe for use by many threads.
 */
public final class Expansion {

    private final Limits limits;
    private final AtomicLong bytes = new AtomicLong();

    public Expansion(Limits limits) {
        this.limits = limits;
    }

    /** Adds bytes that have been or will be read. */
    public void add(long more) throws BeyondLimit {
        long all = bytes.accumulateAndGet(more, (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
        if (all > limits.imageBytes()) {
            throw Limits.exceeded(
                    "an uncompressed size of %,d bytes or more in all".formatted(all),
                    limits.imageBytes(),
                    Bound.IMAGE_BYTES);
        }
    }
}
