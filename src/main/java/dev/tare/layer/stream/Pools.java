package dev.tare.layer.stream;

import dev.tare.codec.DigestPool;
import dev.tare.codec.StreamDigest;
import dev.tare.image.Limits;

/**
 * What layers share that are read at the same time: digests are computed two at once, windows of decoders have one bound together, and small layers use
 * the same chunks one after the other.
 */
public final class Pools {

    private final DigestPool digests = new DigestPool();
    private final WindowPool windows = new WindowPool();
    private final ChunkPool chunks = new ChunkPool();

    /** @param algorithm {@code sha256} or {@code sha512}, as digests call it */
    public StreamDigest digest(String algorithm) {
        return digests.stream(algorithm);
    }

    /** A stage that produces each chunk on demand, of up to {@link ChunkPool#CHUNK_BYTES} bytes. */
    public Stage inLine(Stage.Producer producer) {
        return Stage.inLine(producer, chunks.take(), chunks::giveBack);
    }

    WindowLease windows(Compression compression, Limits limits) {
        return new WindowLease(windows, compression, limits);
    }
}
