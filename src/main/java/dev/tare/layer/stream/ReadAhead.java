package dev.tare.layer.stream;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a stream ahead in another thread, so that it is decoded while what came out of it before is parsed. */
public final class ReadAhead extends InputStream {

    private static final int CHUNK_BYTES = 64 << 10;

    private final Stage stage;
    private @Nullable Chunk chunk;
    private int position;

    /** @param in not closed */
    public ReadAhead(InputStream in) {
        stage = Stage.ahead(
                "read-ahead",
                chunk -> chunk.to += in.readNBytes(chunk.bytes, chunk.to, chunk.room()),
                CHUNK_BYTES,
                true);
    }

    /** The chunk with the next bytes; null at the end. */
    private @Nullable Chunk chunk() throws IOException {
        if (chunk == null || position == chunk.to) {
            chunk = stage.next();
            position = chunk == null ? 0 : chunk.from;
        }
        return chunk;
    }

    @Override
    public int read() throws IOException {
        var from = chunk();
        return from == null ? -1 : from.bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        var from = chunk();
        if (from == null) {
            return -1;
        }
        int got = Math.min(length, from.to - position);
        System.arraycopy(from.bytes, position, target, offset, got);
        position += got;
        return got;
    }

    /** Ends the thread. */
    @Override
    public void close() {
        stage.close();
    }
}
