package dev.tare.layer.stream;

import dev.tare.codec.BadStream;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.IOException;
import java.io.InputStream;

/** A blob that a library decodes (zstd, xz, bzip2), with its errors as ours. */
final class StreamDecoder implements Decoder {

    /** Compressed bytes per call of the decoder. zstd consumes all of its input, and emits whole blocks. */
    private static final int INPUT_BYTES = 8 << 10;

    private final BlobInput in;
    private final Compression compression;
    private final WindowLease windows;
    private final InputStream plain;

    StreamDecoder(BlobInput in, Compression compression, Limits limits, Pools pools) throws IOException {
        this.in = in;
        this.compression = compression;
        this.windows = pools.windows(compression, limits);
        this.plain = compression.decode(in, windows, INPUT_BYTES);
    }

    @Override
    public void fill(Chunk chunk) throws IOException {
        try {
            while (!chunk.isFull()) {
                int got = plain.read(chunk.bytes, chunk.to, chunk.room());
                if (got < 0) {
                    return;
                }
                chunk.to += got;
                chunk.mark(in.taken());
            }
        } catch (BadStream e) {
            throw new Damaged("the %s stream is damaged (%s)".formatted(compression, e.getMessage()), e);
        }
    }

    @Override
    public void close() throws IOException {
        try (windows) {
            plain.close();
        }
    }
}
