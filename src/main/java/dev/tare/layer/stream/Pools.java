package dev.tare.layer.stream;

import dev.tare.codec.DigestPool;
import dev.tare.codec.StreamDigest;
import dev.tare.image.Limits;

/** What layers share that are read at the same time: digests are computed two at once, and windows of decoders have one bound together. */
public final class Pools {

    private final DigestPool digests = new DigestPool();
    private final WindowPool windows = new WindowPool();

    /** @param algorithm {@code sha256} or {@code sha512}, as digests call it */
    public StreamDigest digest(String algorithm) {
        return digests.stream(algorithm);
    }

    WindowLease windows(Compression compression, Limits limits) {
        return new WindowLease(windows, compression, limits);
    }
}
