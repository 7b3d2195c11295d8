package dev.tare.layer;

import dev.tare.codec.BadStream;
import dev.tare.codec.Codecs;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import java.io.IOException;
import java.io.InputStream;

/** A blob of zstd frames (RFC 8878), with its errors as ours. */
final class ZstdDecoder implements Decoder {

    /** A decoder may have to hold a window of this size: zstd's own default for a decoder that is not told otherwise. */
    private static final int WINDOW_LOG = 27;

    /** Compressed bytes that zstd is given at once: it takes in all that it is given, and puts out whole blocks. */
    private static final int PIECE = 8 << 10;

    private final BlobInput in;
    private final InputStream plain;

    ZstdDecoder(BlobInput in) throws IOException {
        this.in = in;
        this.plain = Codecs.zstd(in, WINDOW_LOG, PIECE);
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
            if (e.isWindowTooLarge()) {
                throw new BeyondLimit(
                        "its zstd stream wants a window of more than %,d bytes".formatted(1 << WINDOW_LOG), "");
            }
            throw new Damaged("the zstd stream is damaged (%s)".formatted(e.getMessage()), e);
        }
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
