package dev.tare.layer;

import dev.tare.codec.StreamDigest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.IOException;

/**
 * A window on the uncompressed bytes of a layer: all that passes goes into the diff ID, is held against the bounds on bombs,
 * and is matched with the compressed bytes that it came from. Headers and contents are read where they lie.
 */
final class TarInput {

    static final int BLOCK = 512;

    /** Takes a run of content bytes that is only valid during the call. */
    interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    private final Stage stage;
    private final StreamDigest diffId;
    private final Limits limits;
    private final byte[] carry = new byte[BLOCK];

    byte[] buffer = carry;
    int position;
    private int limit;
    private long count;
    private long holes;

    private Chunk chunk = new Chunk(0);
    private int mark;
    private int markFrom;
    private long takenBefore;
    private long takenNow;

    TarInput(Stage stage, StreamDigest diffId, Limits limits) {
        this.stage = stage;
        this.diffId = diffId;
        this.limits = limits;
    }

    /** Brings the next block to {@link #position}, to be used up by the caller; false at the end of the stream. */
    boolean block() throws IOException {
        if (hasBlock()) {
            return true;
        }
        if (limit == position) {
            return false;
        }
        throw new Damaged("the tar archive is cut off in the middle of a header");
    }

    /** Brings the next block to {@link #position}; false where fewer bytes are left. */
    boolean hasBlock() throws IOException {
        while (limit - position < BLOCK) {
            if (!next()) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes can be read where they lie. */
    int available() {
        return limit - position;
    }

    /** Hands {@code length} bytes of content on. */
    void content(long length, Sink sink) throws IOException {
        long left = length;
        while (left > 0) {
            if (!more()) {
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
        skip(-length & (BLOCK - 1));
    }

    /** Passes over {@code length} bytes, or over fewer where the stream ends. */
    void skip(long length) throws IOException {
        long left = length;
        while (left > 0 && more()) {
            int run = (int) Math.min(left, limit - position);
            position += run;
            left -= run;
        }
    }

    /** Passes over zeros; returns true at another byte, false at the end of the stream. */
    boolean skipZeros() throws IOException {
        while (more()) {
            while (position < limit) {
                if (buffer[position] != 0) {
                    return true;
                }
                position++;
            }
        }
        return false;
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

    /** The compressed bytes that all before {@link #position} came from; within a piece of the decompressor, in proportion. */
    double pulled() {
        while (mark < chunk.marks() && position >= chunk.end(mark)) {
            markFrom = chunk.end(mark);
            takenBefore = chunk.taken(mark++);
        }
        if (mark == chunk.marks() || position <= markFrom) {
            return takenBefore;
        }
        double part = (double) (position - markFrom) / (chunk.end(mark) - markFrom);
        return takenBefore + part * (chunk.taken(mark) - takenBefore);
    }

    private boolean more() throws IOException {
        return position < limit || next();
    }

    /** Brings the next chunk, behind what is left of this one, which is less than a block. */
    private boolean next() throws IOException {
        int left = limit - position;
        System.arraycopy(buffer, position, carry, 0, left);
        Chunk next = stage.next();
        if (next == null) {
            buffer = carry;
            position = 0;
            limit = left;
            takenBefore = takenNow;
            mark = chunk.marks();
            return false;
        }
        takenBefore = takenNow;
        takenNow = next.taken(next.marks() - 1);
        chunk = next;
        mark = 0;
        markFrom = next.from;
        buffer = next.bytes;
        position = next.from - left;
        limit = next.to;
        System.arraycopy(carry, 0, buffer, position, left);
        next.digest(diffId);
        count += next.length();
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
        if (expanded > Limits.RATIO_FROM && expanded / limits.ratio() > takenNow) {
            throw Limits.exceeded(
                    "a ratio of %,d uncompressed bytes to each compressed one"
                            .formatted(expanded / Math.max(1, takenNow)),
                    limits.ratio(),
                    "max-ratio");
        }
    }
}
