package dev.tare.layer.stream;

import dev.tare.codec.StreamDigest;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stored blob and verifies it against its descriptor. A wrong size is an error as soon as it shows, a wrong digest at the end of the blob.
 */
public final class BlobInput extends InputStream {

    private static final int CHUNK_BYTES = 256 << 10;

    private final InputStream in;
    private final long size;
    private final Optional<Digest> expected;
    private final String algorithm;
    private final StreamDigest hasher;
    private final LongConsumer progress;
    private final Stage stage;
    private long count;

    byte[] buffer = {};
    int position;
    int limit;
    private long received;
    private @Nullable Damaged refusal;
    private @Nullable BlobParts kept;

    /**
     * @param expected the digest to verify; empty if it is unknown
     * @param ahead true to fetch and digest ahead in another thread
     * @param pools shared with layers that are read at the same time
     */
    public BlobInput(
            InputStream in, long size, Optional<Digest> expected, boolean ahead, Pools pools, LongConsumer progress) {
        this.in = in;
        this.size = size;
        this.expected = expected;
        this.algorithm = expected.map(Digest::algorithm).orElse("sha256");
        this.hasher = pools.digest(algorithm);
        this.progress = progress;
        this.stage = ahead ? Stage.ahead("fetch", this::fetch, CHUNK_BYTES, true) : pools.inLine(this::fetch);
    }

    private void fetch(Chunk chunk) throws IOException {
        while (chunk.room() > 0) {
            int got = in.read(chunk.bytes, chunk.to, chunk.room());
            if (got <= 0) {
                if (count < size) {
                    throw new Damaged("the blob ends after %,d bytes; the manifest says %,d".formatted(count, size));
                }
                break;
            }
            count += got;
            if (count > size) {
                throw new Damaged("the blob is longer than the %,d bytes that the manifest says".formatted(size));
            }
            progress.accept(got);
            chunk.to += got;
        }
        chunk.digest(hasher);
    }

    /** Fills the range from {@link #position} to {@link #limit} when it is used up; false at the end. */
    boolean refill() throws IOException {
        position = 0;
        limit = 0;
        Chunk chunk;
        try {
            chunk = stage.next();
        } catch (Damaged e) {
            refusal = e;
            throw e;
        }
        if (chunk == null) {
            return false;
        }
        buffer = chunk.bytes;
        position = chunk.from;
        limit = chunk.to;
        if (kept != null) {
            kept.take(received, buffer, position, limit - position);
        }
        received += chunk.length();
        return true;
    }

    /** Has parts of the blob kept. To be called before anything is read. */
    public void keep(BlobParts parts) {
        kept = parts;
    }

    /** The first bytes of the blob, fewer if the blob is shorter. */
    public byte[] peek(int wanted) throws IOException {
        return position < limit || refill()
                ? Arrays.copyOfRange(buffer, position, Math.min(limit, position + wanted))
                : new byte[0];
    }

    /** Compressed bytes that the reader has consumed. */
    long taken() {
        return received - (limit - position);
    }

    /**
     * Reads the rest, verifies the whole, and returns its digest.
     *
     * @throws Damaged if the blob differs from its descriptor
     */
    public Digest finish() throws IOException {
        if (refusal != null) {
            throw refusal;
        }
        while (refill()) {
            // only the digest needs these bytes
        }
        var actual = Digest.of(algorithm, hasher.digest());
        verify(actual);
        return actual;
    }

    private void verify(Digest actual) throws Damaged {
        if (expected.isPresent() && !actual.equals(expected.get())) {
            refusal = new Damaged(
                    "the blob's bytes have the digest %s; the manifest says %s".formatted(actual, expected.get()));
            throw refusal;
        }
    }

    @Override
    public int read() throws IOException {
        return position < limit || refill() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == limit && !refill()) {
            return -1;
        }
        int got = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, got);
        position += got;
        return got;
    }

    /** Stops fetching. The caller closes the blob. */
    @Override
    public void close() {
        stage.close();
    }
}
