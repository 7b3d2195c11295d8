package dev.tare.layer;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.LongSupplier;

/**
 * A window on the uncompressed bytes of a layer: all that passes goes into the diff ID, is held against the bounds on bombs,
 * and is matched with the compressed bytes that it came from. Headers and contents are read where they lie.
 */
final class TarInput {

    static final int BLOCK = 512;
    static final int WINDOW = 256 << 10;

    /** Takes a run of content bytes that is only valid during the call. */
    interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    private final InputStream in;
    private final LongSupplier taken;
    private final MessageDigest diffId;
    private final Limits limits;
    private final int step;

    final byte[] buffer = new byte[WINDOW];
    int position;
    private int limit;
    private long count;
    private long holes;
    private long takenNow;
    private double compressedPerByte;

    /** @param taken the compressed bytes that the decompressor took in so far */
    TarInput(InputStream in, LongSupplier taken, MessageDigest diffId, Limits limits) {
        this(in, taken, diffId, limits, WINDOW);
    }

    /**
     * @param step the bytes to ask the decompressor for at once. What comes in one step is taken to be compressed alike, so small
     *     ones tell files apart; the content of a large file comes in large steps all the same, and a step ends where it does
     */
    TarInput(InputStream in, LongSupplier taken, MessageDigest diffId, Limits limits, int step) {
        this.in = in;
        this.taken = taken;
        this.diffId = diffId;
        this.limits = limits;
        this.step = step;
    }

    /** Brings the next block to {@link #position}, to be used up by the caller; false at the end of the stream. */
    boolean block() throws IOException {
        if (limit - position < BLOCK) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
            while (limit < BLOCK) {
                if (!fill(step)) {
                    if (limit == 0) {
                        return false;
                    }
                    throw new Damaged("the tar archive is cut off in the middle of a header");
                }
            }
        }
        return true;
    }

    /** Hands {@code length} bytes of content on. */
    void content(long length, Sink sink) throws IOException {
        long left = length;
        while (left > 0) {
            if (!more(left + (-left & (BLOCK - 1)))) {
                throw new Damaged("the tar archive is cut off in the middle of a file");
            }
            int run = (int) Math.min(left, limit - position);
            sink.accept(buffer, position, run);
            position += run;
            left -= run;
        }
    }

    /** Passes over the padding behind a content; that of the last entry may be missing. */
    void pad(long length) throws IOException {
        long left = -length & (BLOCK - 1);
        while (left > 0 && more(left)) {
            int run = (int) Math.min(left, limit - position);
            position += run;
            left -= run;
        }
    }

    /** Reads to the end; whether anything but zeros was left. */
    boolean drain() throws IOException {
        boolean content = false;
        while (more(WINDOW)) {
            for (int i = position; i < limit && !content; i++) {
                content = buffer[i] != 0;
            }
            position = limit;
        }
        return content;
    }

    /** Counts bytes that a sparse file claims without shipping them. */
    void claim(long hole) throws IOException {
        holes = hole > Long.MAX_VALUE - holes ? Long.MAX_VALUE : holes + hole;
        checkBounds();
    }

    /** Uncompressed bytes read so far. */
    long count() {
        return count;
    }

    /** The compressed bytes that all before {@link #position} came from; within a step of the decompressor, in proportion. */
    double pulled() {
        return takenNow - (limit - position) * compressedPerByte;
    }

    private boolean more(long wanted) throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = 0;
        return fill(wanted);
    }

    private boolean fill(long wanted) throws IOException {
        int got = in.read(buffer, limit, (int) Math.min(buffer.length - limit, Math.max(step, wanted)));
        if (got <= 0) {
            return false;
        }
        diffId.update(buffer, limit, got);
        limit += got;
        count += got;
        long takenBefore = takenNow;
        takenNow = taken.getAsLong();
        compressedPerByte = (double) (takenNow - takenBefore) / got;
        checkBounds();
        return true;
    }

    private void checkBounds() throws IOException {
        long expanded = holes > Long.MAX_VALUE - count ? Long.MAX_VALUE : count + holes;
        if (expanded > limits.layerBytes()) {
            throw Limits.exceeded(
                    "an uncompressed size of %,d bytes or more".formatted(expanded),
                    limits.layerBytes(),
                    "max-layer-bytes");
        }
        if (expanded > Limits.RATIO_FROM && expanded / limits.ratio() > taken.getAsLong()) {
            throw Limits.exceeded(
                    "a ratio of %,d uncompressed bytes to each compressed one"
                            .formatted(expanded / Math.max(1, taken.getAsLong())),
                    limits.ratio(),
                    "max-ratio");
        }
    }
}
