package dev.tare.layer;

import dev.tare.codec.BadStream;
import dev.tare.codec.Codecs;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.toc.Ranges;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The contents of single files of a layer, by ranges, and verified against its table of contents. */
public final class TocFiles {

    /** Maximum requests for the files of a layer: each takes a round trip. */
    private static final int MAX_REQUESTS = 64;

    /** Maximum size of a content, and of what one request is made for, in bytes: it is read into memory. */
    private static final int MAX_REQUEST_BYTES = 8 << 20;

    /** So many bytes that are not wanted are fetched between two files, since another request takes longer. */
    private static final int MAX_GAP_BYTES = 64 << 10;

    /** Of a layer's bytes, no more than the part by this divisor is fetched in pieces: else the whole is less work. */
    private static final int MIN_SAVING = 4;

    private final Ranges ranges;
    private final Extents extents;
    private final Compression compression;
    private final Limits limits;

    TocFiles(Ranges ranges, Extents extents, Compression compression, Limits limits) {
        this.ranges = ranges;
        this.extents = extents;
        this.compression = compression;
        this.limits = limits;
    }

    /** Takes contents. */
    interface Taker {
        void take(int entry, byte[] content) throws IOException;
    }

    /** Files that lie so near to each other that one request fetches them. */
    private record Batch(long from, long to, List<Integer> entries) {
        PartsAhead.Part part() {
            return new PartsAhead.Part(from, (int) (to - from));
        }
    }

    /** Returns true if these files are less work than the whole layer. */
    boolean isWorth(LayerIndex index, int[] entries) {
        var batches = batches(entries);
        long bytes =
                batches.stream().mapToLong(batch -> batch.to() - batch.from()).sum();
        return batches.size() <= MAX_REQUESTS
                && bytes <= index.compressedBytes() / MIN_SAVING
                && Arrays.stream(entries).allMatch(entry -> isSmall(index, entry));
    }

    private boolean isSmall(LayerIndex index, int entry) {
        return index.fileSize(entry) <= MAX_REQUEST_BYTES
                && extents.inner(entry) <= MAX_REQUEST_BYTES
                && extents.to(entry) - extents.from(entry) <= MAX_REQUEST_BYTES;
    }

    private List<Batch> batches(int[] entries) {
        var batches = new ArrayList<Batch>();
        var inOrder = Arrays.stream(entries)
                .boxed()
                .sorted(Comparator.comparingLong(extents::from))
                .toList();
        for (int entry : inOrder) {
            var last = batches.isEmpty() ? null : batches.getLast();
            long to = extents.to(entry);
            if (last != null
                    && extents.from(entry) - last.to() <= MAX_GAP_BYTES
                    && to - last.from() <= MAX_REQUEST_BYTES) {
                last.entries().add(entry);
                batches.set(batches.size() - 1, new Batch(last.from(), Math.max(to, last.to()), last.entries()));
            } else {
                batches.add(new Batch(extents.from(entry), to, new ArrayList<>(List.of(entry))));
            }
        }
        return batches;
    }

    /**
     * Reads the contents of files that are not empty.
     *
     * @throws Damaged if one is not what the table says
     */
    void read(LayerIndex index, int[] entries, Taker taker) throws IOException {
        var batches = batches(entries);
        try (var parts =
                new PartsAhead(ranges, batches.stream().map(Batch::part).toList())) {
            for (var batch : batches) {
                byte[] stored = parts.next();
                for (int entry : batch.entries()) {
                    int from = (int) (extents.from(entry) - batch.from());
                    int length = (int) (extents.to(entry) - extents.from(entry));
                    taker.take(entry, content(index, entry, new ByteArrayInputStream(stored, from, length)));
                }
            }
        }
    }

    /**
     * Writes the content of a file, however large it is.
     *
     * @throws Damaged if it is not what the table says; some bytes may have been written by then
     */
    void write(LayerIndex index, int entry, OutputStream out) throws IOException {
        var digest = Codecs.digest("sha256");
        try (var plain = compression.open(new RangeStream(ranges, extents.from(entry), extents.to(entry)), limits)) {
            plain.skipNBytes(extents.inner(entry));
            byte[] buffer = new byte[64 << 10];
            for (long left = index.fileSize(entry); left > 0; ) {
                int got = plain.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (got < 0) {
                    throw new EOFException();
                }
                digest.update(buffer, 0, got);
                out.write(buffer, 0, got);
                left -= got;
            }
        } catch (BadStream | EOFException e) {
            throw leadsNowhere(e);
        }
        verify(index, entry, digest.digest());
    }

    private byte[] content(LayerIndex index, int entry, ByteArrayInputStream stored) throws IOException {
        byte[] content;
        try (var plain = compression.open(stored, limits)) {
            plain.skipNBytes(extents.inner(entry));
            content = plain.readNBytes((int) index.fileSize(entry));
        } catch (BeyondLimit e) {
            throw e;
        } catch (IOException e) {
            throw leadsNowhere(e);
        }
        verify(index, entry, Codecs.digest("sha256").digest(content));
        return content;
    }

    private static Damaged leadsNowhere(IOException why) {
        return new Damaged("the table of contents leads to no content", why);
    }

    private static void verify(LayerIndex index, int entry, byte[] sha256) throws Damaged {
        if (Sha256Column.high(sha256) != index.hashHigh(entry) || Sha256Column.low(sha256) != index.hashLow(entry)) {
            throw new Damaged("the table of contents leads to another content than it says");
        }
    }

    /** Bytes of a blob, fetched part by part. */
    private static final class RangeStream extends InputStream {

        private static final int PART_BYTES = 4 << 20;

        private final Ranges ranges;
        private final long end;
        private long next;
        private ByteArrayInputStream part = new ByteArrayInputStream(new byte[0]);

        RangeStream(Ranges ranges, long from, long end) {
            this.ranges = ranges;
            this.next = from;
            this.end = end;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (part.available() == 0 && next < end) {
                int wanted = (int) Math.min(PART_BYTES, end - next);
                part = new ByteArrayInputStream(ranges.read(next, wanted));
                next += wanted;
            }
            return part.read(target, offset, length);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }
    }
}
