package dev.tare.codec;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes zstd frames on as they are, and asks for the window of each before its decoder sees the end of its header (RFC 8878, 3.1). The decoders
 * refuse a window that is too large, but tell nobody how large those are that they take.
 */
final class ZstdFrames extends FilterInputStream {

    private static final int FRAME_MAGIC = 0xFD2FB528;
    private static final int SKIPPABLE_MAGIC = 0x184D2A50; // with any last four bits
    private static final int RLE_BLOCK = 1;
    private static final int CHECKSUM_BYTES = 4;

    /** The next part of the stream. */
    private enum Part {
        MAGIC,
        SKIPPABLE_SIZE,
        DESCRIPTOR,
        HEADER,
        BLOCK_HEADER
    }

    private final WindowGate gate;
    private final int piece;
    private final byte[] head = new byte[13];
    private Part part = Part.MAGIC;
    private int length = Integer.BYTES;
    private int have;
    private long content; // bytes to pass over before that

    private int descriptor;

    /** @param piece the most bytes that are passed on at once */
    ZstdFrames(InputStream in, WindowGate gate, int piece) {
        super(in);
        this.gate = gate;
        this.piece = piece;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int got = in.read(target, offset, Math.min(length, piece));
        look(target, offset, offset + got);
        return got;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Whoever opened what is below closes it. */
    @Override
    public void close() {}

    private void look(byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            if (content > 0) {
                int run = (int) Math.min(content, to - at);
                content -= run;
                at += run;
                continue;
            }
            head[have++] = bytes[at++];
            if (have == length) {
                have = 0;
                step();
            }
        }
    }

    private void step() throws IOException {
        switch (part) {
            case MAGIC -> {
                int magic = (int) number(0, 4);
                if (magic == FRAME_MAGIC) {
                    expect(Part.DESCRIPTOR, 1);
                } else if ((magic & ~0xf) == SKIPPABLE_MAGIC) {
                    expect(Part.SKIPPABLE_SIZE, 4);
                } else {
                    throw new BadStream("what begins there is no frame");
                }
            }
            case SKIPPABLE_SIZE -> {
                content = number(0, 4);
                expect(Part.MAGIC, 4);
            }
            case DESCRIPTOR -> {
                descriptor = head[0];
                expect(Part.HEADER, windowLength() + dictionaryLength() + sizeLength());
            }
            case HEADER -> {
                gate.request(window());
                expect(Part.BLOCK_HEADER, 3);
            }
            case BLOCK_HEADER -> {
                long block = number(0, 3);
                boolean last = (block & 1) != 0;
                boolean rle = (block >> 1 & 3) == RLE_BLOCK;
                content = rle ? 1 : block >> 3;
                if (last) {
                    boolean checksum = (descriptor & 4) != 0;
                    content += checksum ? CHECKSUM_BYTES : 0;
                    expect(Part.MAGIC, 4);
                }
            }
        }
    }

    private void expect(Part next, int bytes) {
        part = next;
        length = bytes;
    }

    // the fields of a frame header: RFC 8878, 3.1.1.1

    private boolean isSingleSegment() {
        return (descriptor & 0x20) != 0;
    }

    private int windowLength() {
        return isSingleSegment() ? 0 : 1;
    }

    private int dictionaryLength() {
        int flag = descriptor & 3;
        return flag == 3 ? 4 : flag;
    }

    private int sizeLength() {
        int flag = descriptor >> 6 & 3;
        return flag == 0 ? (isSingleSegment() ? 1 : 0) : 1 << flag;
    }

    /** Bytes that the decoder holds: what the header says or, where the frame is of a single segment, all of its content. */
    private long window() {
        if (isSingleSegment()) {
            int length = sizeLength();
            long size = number(dictionaryLength(), length) + (length == 2 ? 256 : 0);
            return size < 0 ? Long.MAX_VALUE : size;
        }
        int exponent = head[0] >> 3 & 0x1f;
        long base = 1L << (10 + exponent);
        return base + base / 8 * (head[0] & 7);
    }

    private long number(int from, int bytes) {
        long value = 0;
        for (int i = from + bytes - 1; i >= from; i--) {
            value = value << 8 | (head[i] & 0xff);
        }
        return value;
    }
}
