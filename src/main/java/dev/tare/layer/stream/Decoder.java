package dev.tare.layer.stream;

import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import java.io.Closeable;
import java.io.IOException;

/** Decodes a blob into chunks of the uncompressed layer, with marks. */
public interface Decoder extends Stage.Producer, Closeable {

    static Decoder of(BlobInput in, Compression compression, Limits limits, Pools pools, Warnings notes)
            throws IOException {
        return switch (compression) {
            case NONE -> new PlainDecoder(in);
            case GZIP -> new GzipDecoder(in, notes);
            case ZSTD, XZ, BZIP2 -> new StreamDecoder(in, compression, limits, pools);
        };
    }

    /** Returns true if it was an eStargz layer. Known at the end of the blob only. */
    default boolean isStargz() {
        return false;
    }

    /** Passes uncompressed bytes on. */
    record PlainDecoder(BlobInput in) implements Decoder {
        @Override
        public void fill(Chunk chunk) throws IOException {
            int got = in.read(chunk.bytes, chunk.to, chunk.room());
            if (got > 0) {
                chunk.to += got;
                chunk.mark(in.taken());
            }
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
