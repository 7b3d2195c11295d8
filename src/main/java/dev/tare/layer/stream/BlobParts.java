package dev.tare.layer.stream;

import dev.tare.image.ImageFault.Damaged;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Parts of a blob as stored, kept while it passes by. */
public final class BlobParts {

    /** Maximum length of a part that is kept, in bytes. Of a longer one nothing is. */
    private static final int MAX_PART_BYTES = 64 << 20;

    private final List<Part> parts;

    private static final class Part {
        final long from;
        final long length;
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

        Part(long from, long length) {
            this.from = from;
            this.length = length;
        }

        /** Takes what is of the part out of the bytes that begin at this offset of the blob. */
        void take(long at, byte[] piece, int offset, int run) {
            long next = from + bytes.size();
            long left = length - bytes.size();
            if (length <= MAX_PART_BYTES && left > 0 && next >= at && next - at < run) {
                int skipped = (int) (next - at);
                bytes.write(piece, offset + skipped, (int) Math.min(left, run - skipped));
            }
        }
    }

    /** @param ranges offset and length in bytes, in turn */
    public BlobParts(List<long[]> ranges) {
        parts = ranges.stream().map(range -> new Part(range[0], range[1])).toList();
    }

    /** Takes the next bytes of the blob, which begin at this offset of it. */
    void take(long at, byte[] piece, int offset, int run) {
        for (var part : parts) {
            part.take(at, piece, offset, run);
        }
    }

    /**
     * Returns a part that was kept.
     *
     * @throws Damaged if the blob does not have all of it
     */
    public byte[] read(long from, int length) throws Damaged {
        return parts.stream()
                .filter(part -> part.from == from && part.bytes.size() == length)
                .findFirst()
                .map(part -> part.bytes.toByteArray())
                .orElseThrow(() -> new Damaged("its position is none in the layer"));
    }
}
