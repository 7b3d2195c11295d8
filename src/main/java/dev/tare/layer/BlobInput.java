package dev.tare.layer;

import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * The bytes of a blob as stored, held against its descriptor: counted and digested as they pass. A blob that is longer or
 * shorter than its descriptor says is refused where that shows, one with another digest at its end.
 */
final class BlobInput extends InputStream {

    private final InputStream in;
    private final Descriptor descriptor;
    private final MessageDigest hasher;
    private final LongConsumer progress;

    final byte[] buffer = new byte[128 << 10];
    int position;
    int limit;
    private long count;
    private boolean refused;

    BlobInput(InputStream in, Descriptor descriptor, LongConsumer progress) {
        this.in = in;
        this.descriptor = descriptor;
        this.hasher = descriptor.digest().hasher();
        this.progress = progress;
    }

    /** Has more bytes between {@link #position} and {@link #limit}, once those before are used up; false at the end. */
    boolean refill() throws IOException {
        position = 0;
        limit = 0;
        return fill();
    }

    /** Makes sure that {@code wanted} bytes are there to look at, as far as the blob has them; for its beginning. */
    int peek(int wanted) throws IOException {
        while (limit - position < wanted && fill()) {
            // a registry may send as little at a time as it likes
        }
        return limit - position;
    }

    private boolean fill() throws IOException {
        int got = in.read(buffer, limit, buffer.length - limit);
        if (got <= 0) {
            if (count < descriptor.size()) {
                refused = true;
                throw new Damaged(
                        "the blob ends after %,d bytes; the manifest says %,d".formatted(count, descriptor.size()));
            }
            return false;
        }
        count += got;
        if (count > descriptor.size()) {
            refused = true;
            throw new Damaged(
                    "the blob is longer than the %,d bytes that the manifest says".formatted(descriptor.size()));
        }
        hasher.update(buffer, limit, got);
        progress.accept(got);
        limit += got;
        return true;
    }

    /** Whether the blob is known not to be the one that its descriptor tells of. */
    boolean isRefused() {
        return refused;
    }

    /** Compressed bytes that whoever reads has taken so far. */
    long taken() {
        return count - (limit - position);
    }

    /** Reads what is left and holds the whole against the descriptor. */
    void finish() throws IOException {
        while (refill()) {
            // only the digest wants these
        }
        verify(new Digest(descriptor.digest().algorithm(), HexFormat.of().formatHex(hasher.digest())));
    }

    private void verify(Digest actual) throws Damaged {
        if (!actual.equals(descriptor.digest())) {
            refused = true;
            throw new Damaged(
                    "the blob's bytes have the digest %s; the manifest says %s".formatted(actual, descriptor.digest()));
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

    /** Does nothing: a decompressor is done before the blob is, and whoever opened the blob closes it. */
    @Override
    public void close() {}
}
