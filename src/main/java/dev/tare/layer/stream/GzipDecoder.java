package dev.tare.layer.stream;

import dev.tare.codec.BadStream;
import dev.tare.codec.Codecs;
import dev.tare.codec.Inflate;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Warnings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A gzip stream of any number of members (RFC 1952, 2.2: "the contents of the members, one after another"), each one's CRC and
 * length verified. Unlike {@link java.util.zip.GZIPInputStream} it says whether something else follows the last member, tells
 * where in the compressed bytes it is, and knows the footer of eStargz.
 */
final class GzipDecoder implements Decoder {

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    /** Compressed bytes per call of the inflater: the resolution of the pull estimate. Smaller is slower. */
    private static final int FINE_INPUT_BYTES = 2 << 10;

    /** The same in the middle of a large file, where resolution does not matter. */
    private static final int COARSE_INPUT_BYTES = 16 << 10;

    private static final byte[] USTAR = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STARGZ = "STARGZ".getBytes(StandardCharsets.US_ASCII);

    private final BlobInput in;
    private final Warnings notes;
    private final Inflate inflate = Codecs.inflate();
    private final CRC32 headerCrc = new CRC32();
    private int piece = FINE_INPUT_BYTES;
    private int beforeBlock;
    private boolean inMember;
    private boolean ended;
    private boolean stargz;

    GzipDecoder(BlobInput in, Warnings notes) throws IOException {
        this.in = in;
        this.notes = notes;
        inMember = header();
    }

    /** Whether the last member carried the footer of an eStargz layer (stargz-snapshotter, estargz.md, "Footer"). */
    @Override
    public boolean isStargz() {
        return stargz;
    }

    @Override
    public void fill(Chunk chunk) throws IOException {
        decode(chunk);
        piece = hasHeader(chunk) ? FINE_INPUT_BYTES : COARSE_INPUT_BYTES;
    }

    /** Whether a member begins in a chunk; where none does, it is all one large file. */
    private boolean hasHeader(Chunk chunk) {
        boolean found = false;
        int at = chunk.from + beforeBlock;
        for (; at < chunk.to; at += Chunk.TAR_BLOCK_BYTES) {
            int magic = at + 257;
            found |= magic + USTAR.length <= chunk.to
                    && Arrays.equals(chunk.bytes, magic, magic + USTAR.length, USTAR, 0, USTAR.length);
        }
        beforeBlock = at - chunk.to;
        return found;
    }

    private void decode(Chunk chunk) throws IOException {
        while (!ended && !chunk.isFull()) {
            if (!inMember) {
                inMember = header();
                ended = !inMember;
                continue;
            }
            int got;
            try {
                got = inflate.inflate(chunk.bytes, chunk.to, chunk.room());
            } catch (BadStream e) {
                throw new Damaged("the gzip stream is damaged (%s)".formatted(e.getMessage()), e);
            }
            if (got > 0) {
                chunk.to += got;
                chunk.mark(in.taken() - inflate.remaining());
            } else if (inflate.isFinished()) {
                in.position -= inflate.remaining();
                trailer();
                inMember = false;
            } else if (!piece()) {
                throw truncated();
            }
        }
    }

    private boolean piece() throws IOException {
        if (in.position == in.limit && !in.refill()) {
            return false;
        }
        int end = Math.min(in.limit, in.position + piece);
        inflate.input(in.buffer, in.position, end);
        in.position = end;
        return true;
    }

    /** Reads a member's header; false at the end of the blob, or where what follows is no member. */
    private boolean header() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int second = in.read();
        if (first != 0x1f || second != 0x8b) {
            if (first == 0 && onlyZeros(second)) {
                return false; // padding, as tapes have it and gzip(1) passes over
            }
            notes.add("bytes that are no gzip follow the gzip stream");
            return false;
        }
        headerCrc.reset();
        headerCrc.update(0x1f);
        headerCrc.update(0x8b);
        if (next() != 8) {
            throw new Damaged("the gzip stream has an unknown compression method");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new Damaged("the gzip header has reserved flags set");
        }
        for (int i = 0; i < 6; i++) {
            next();
        }
        stargz = false;
        if ((flags & EXTRA) != 0) {
            extra(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            int computed = (int) headerCrc.getValue() & 0xffff;
            if ((next() | next() << 8) != computed) {
                throw new Damaged("the gzip header's checksum is wrong");
            }
        }
        inflate.reset();
        return true;
    }

    private boolean onlyZeros(int second) throws IOException {
        for (int b = second; b >= 0; b = in.read()) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void extra(int length) throws IOException {
        int matched = 0;
        for (int i = 0; i < length; i++) {
            int b = next();
            matched = b == STARGZ[matched] ? matched + 1 : b == STARGZ[0] ? 1 : 0;
            if (matched == STARGZ.length) {
                stargz = true;
                matched = 0;
            }
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // a name or a comment, of no use here; the blob's own size bounds it
        }
    }

    private void trailer() throws IOException {
        long expected = word();
        long length = word();
        if (expected != (inflate.crc() & 0xffffffffL)) {
            throw new Damaged("the gzip stream's checksum is wrong");
        }
        if (length != (inflate.count() & 0xffffffffL)) {
            throw new Damaged("the gzip stream's length is wrong");
        }
    }

    private long word() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw truncated();
        }
        headerCrc.update(b);
        return b;
    }

    private static Damaged truncated() {
        return new Damaged("the gzip stream is cut off");
    }

    @Override
    public void close() {
        inflate.close();
    }
}
