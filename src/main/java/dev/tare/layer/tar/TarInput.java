package dev.tare.layer.tar;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.stream.Chunk;
import dev.tare.layer.stream.Stage;
import java.io.IOException;

/** A window on the bytes of a tar, which come in chunks. Headers and contents are read where they lie. */
class TarInput {

    static final int BLOCK = Chunk.TAR_BLOCK_BYTES;

    private final Stage stage;
    private final byte[] carry = new byte[BLOCK];

    byte[] buffer = carry;
    int position;
    private int limit;
    private long count;

    TarInput(Stage stage) {
        this.stage = stage;
    }

    /** Brings the next block to {@link #position}, to be used up by the caller; false at the end of the stream. */
    final boolean block() throws IOException {
        if (hasBlock()) {
            return true;
        }
        if (limit == position) {
            return false;
        }
        throw new Damaged("the tar archive is cut off in the middle of a header");
    }

    /** Brings the next block to {@link #position}; false where fewer bytes are left. */
    final boolean hasBlock() throws IOException {
        while (limit - position < BLOCK) {
            if (!next()) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes can be read where they lie. */
    final int available() {
        return limit - position;
    }

    /** Hands {@code length} bytes of content on. */
    final void content(long length, ContentSink sink) throws IOException {
        long left = length;
        while (left > 0) {
            if (!more()) {
                throw cutOff();
            }
            int run = (int) Math.min(left, limit - position);
            sink.accept(buffer, position, run);
            position += run;
            left -= run;
        }
    }

    /** Copies content, at least one byte of it. */
    final int read(byte[] target, int offset, int length) throws IOException {
        if (!more()) {
            throw cutOff();
        }
        int run = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, run);
        position += run;
        return run;
    }

    static Damaged cutOff() {
        return new Damaged("the tar archive is cut off in the middle of a file");
    }

    /** Passes over the padding behind a content; that of the last entry may be missing. */
    final void pad(long length) throws IOException {
        skip(-length & (BLOCK - 1));
    }

    /** Passes over {@code length} bytes; returns how many of them the stream did not have. */
    final long skip(long length) throws IOException {
        int here = (int) Math.min(length, limit - position);
        position += here;
        long left = length - here;
        if (left > 0) {
            long over = stage.skip(left);
            count += over;
            left -= over;
        }
        while (left > 0 && more()) {
            int run = (int) Math.min(left, limit - position);
            position += run;
            left -= run;
        }
        return left;
    }

    /** Passes over zeros; returns true at another byte, false at the end of the stream. */
    final boolean skipZeros() throws IOException {
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

    /** Bytes that have come so far, and those that were passed over. */
    public final long count() {
        return count;
    }

    /** Where in the stream {@link #position} is, in bytes. */
    final long offset() {
        return count - available();
    }

    /** Returns false at the end of the stream. */
    final boolean more() throws IOException {
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
            ended();
            return false;
        }
        buffer = next.bytes;
        position = next.from - left;
        limit = next.to;
        System.arraycopy(carry, 0, buffer, position, left);
        count += next.length();
        arrived(next);
        return true;
    }

    // what only layers want

    /** A chunk has come. */
    void arrived(Chunk chunk) throws IOException {}

    /** The last chunk has come. */
    void ended() {}

    /** A sparse file claims bytes without shipping them. */
    void claim(long hole) throws IOException {}

    /** The compressed bytes that all before {@link #position} came from. */
    double pulled() {
        return offset();
    }
}
