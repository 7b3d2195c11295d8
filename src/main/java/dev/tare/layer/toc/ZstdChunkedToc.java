package dev.tare.layer.toc;

import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.tar.SplitTar;
import dev.tare.layer.tar.TarHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The table of contents of a zstd:chunked layer (containers/storage, {@code pkg/chunked}): the annotations say where it is, and where the headers of the tar
 * are. Contents are told by the table, all else by the headers.
 */
final class ZstdChunkedToc {

    /** Maximum size of a compressed table, and of compressed headers, in bytes. */
    private static final int MAX_COMPRESSED_BYTES = 64 << 20;

    /** Maximum size of a table, and of headers, in bytes. */
    private static final long MAX_PLAIN_BYTES = 512L << 20;

    /**
     * Maximum window of a table and of headers, in bytes. It is not counted with those of layers that are read at the same time. What makes these layers asks
     * for 8 MiB.
     */
    private static final long MAX_WINDOW_BYTES = 32 << 20;

    private final Ranges ranges;
    private final long blobBytes;
    private final Limits limits;

    ZstdChunkedToc(Ranges ranges, long blobBytes, Limits limits) {
        this.ranges = ranges;
        this.blobBytes = blobBytes;
        this.limits = limits;
    }

    /** Reads the table, and verifies it first. */
    TableOfContents.Read read(TocClaim.OfZstdChunked claim, TableOfContents.Sink sink) throws IOException {
        var contents = new Contents(claim.table().offset(), limits.layerBytes());
        byte[] tarSplit = fetch(claim.tarSplit(), parse(claim.table(), claim.digest(), contents));
        try (var plain = open(tarSplit);
                var pieces = new TarSplit(plain)) {
            var notes = new Warnings();
            var tar = new SplitTar(pieces, limits, notes);
            var member = new TocMember();
            for (var header = tar.next(); header != null; header = tar.next()) {
                contents.fill(member, header);
                sink.take(member);
            }
            long bytes = tar.finish();
            if (!contents.isUsedUp() || !notes.lines().isEmpty()) {
                throw new Damaged("it has other files than the headers of the layer's tar");
            }
            return new TableOfContents.Read(bytes, claim.table().offset(), false);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw noHeaders(e);
        }
    }

    /** Parses the table, and returns the digest of the headers that it has. */
    private String parse(TocClaim.Part table, Digest digest, TocParser.Sink sink) throws IOException {
        var parser = new TocParser(limits, sink);
        try (var plain = open(fetch(table, digest.toString()))) {
            parser.parse(plain);
            return parser.tarSplitDigest();
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw new Damaged("it is no zstd stream", e);
        }
    }

    /** Reads the members that the table has, and returns the digest of the headers that it has. */
    String readTable(CheckableToc.ZstdChunked toc, TableOfContents.Sink sink) throws IOException {
        return parse(toc.table(), toc.digest(), new MemberSink(sink));
    }

    /** Reads the members that the headers of the tar have. */
    void readHeaders(TocClaim.Part tarSplit, String digest, TableOfContents.Sink sink) throws IOException {
        byte[] compressed = fetch(tarSplit, digest);
        try (var plain = open(compressed);
                var pieces = new TarSplit(plain)) {
            var tar = new SplitTar(pieces, limits, new Warnings());
            var member = new TocMember();
            for (var header = tar.next(); header != null; header = tar.next()) {
                member.header = header;
                sink.take(member);
            }
            tar.finish();
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw noHeaders(e);
        }
    }

    private static Damaged noHeaders(IOException why) {
        return new Damaged("the headers of its tar are no zstd stream", why);
    }

    private byte[] fetch(TocClaim.Part part, String digest) throws IOException {
        boolean isInside = part.length() > 0
                && part.length() <= MAX_COMPRESSED_BYTES
                && part.offset() <= blobBytes - part.length();
        if (!isInside) {
            throw new Damaged("its position is none in the layer");
        }
        byte[] bytes = ranges.read(part.offset(), (int) part.length());
        var actual = Digest.sha256(bytes);
        if (!actual.toString().equals(digest)) {
            throw new Damaged("a part of it has the digest %s, which is not the one that is claimed".formatted(actual));
        }
        return bytes;
    }

    private InputStream open(byte[] compressed) throws IOException {
        long window = Math.min(limits.windowBytes(), MAX_WINDOW_BYTES);
        var stream = new ByteArrayInputStream(compressed);
        return new Bounded(Compression.ZSTD.open(stream, limits.with(Bound.WINDOW_BYTES, window)), MAX_PLAIN_BYTES);
    }

    /** The contents of a table, in the order of the tar. */
    private static final class Contents implements TocParser.Sink {

        private final long end;
        private final Columns columns = new Columns();
        private int next;
        private long left;

        /** @param maxBytes maximum size of all contents together */
        Contents(long end, long maxBytes) {
            this.left = maxBytes;
            this.end = end;
        }

        @Override
        public void take(TocEntry entry) throws IOException {
            if (entry.isChunk()) {
                return;
            }
            boolean isPlaced = !entry.hasContent()
                    || (entry.offset > 0 && entry.offset < entry.endOffset && entry.endOffset <= end);
            if (!isPlaced) {
                throw new Damaged("it has a content that is at no place");
            }
            columns.add(entry);
        }

        /** Fills in what the table tells of the next member. */
        void fill(TocMember member, TarHeader header) throws Damaged {
            boolean fits = next < columns.size
                    && header.type == columns.types[next]
                    && header.sparse == null
                    && (header.type != '0' || header.size == columns.sizes[next]);
            left -= fits ? header.size : 0;
            if (!fits || left < 0) {
                throw new Damaged("it has other files than the headers of the layer's tar");
            }
            member.header = header;
            member.offset = columns.offsets[next];
            member.end = columns.ends[next];
            System.arraycopy(columns.digests, next * TocMember.DIGEST_BYTES, member.sha256, 0, TocMember.DIGEST_BYTES);
            next++;
        }

        boolean isUsedUp() {
            return next == columns.size;
        }
    }

    /** What is kept of the entries. */
    private static final class Columns {

        /** Maximum entries, whose digests fit into an array. */
        private static final int MAX_ENTRIES = 40_000_000;

        private int size;
        private byte[] types = new byte[64];
        private long[] sizes = new long[64];
        private long[] offsets = new long[64];
        private long[] ends = new long[64];
        private byte[] digests = new byte[64 * TocMember.DIGEST_BYTES];
        private final byte[] digest = new byte[TocMember.DIGEST_BYTES];

        void add(TocEntry entry) throws Damaged {
            if (size == types.length) {
                grow();
            }
            types[size] = entry.typeFlag();
            sizes[size] = entry.size;
            if (entry.hasContent()) {
                entry.fillDigest(digest);
                System.arraycopy(digest, 0, digests, size * TocMember.DIGEST_BYTES, TocMember.DIGEST_BYTES);
                offsets[size] = entry.offset;
                ends[size] = entry.endOffset;
            }
            size++;
        }

        private void grow() throws Damaged {
            if (size >= MAX_ENTRIES) {
                throw new Damaged("it has more than %,d entries".formatted(MAX_ENTRIES));
            }
            int capacity = size + (size >> 1);
            types = Arrays.copyOf(types, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
            offsets = Arrays.copyOf(offsets, capacity);
            ends = Arrays.copyOf(ends, capacity);
            digests = Arrays.copyOf(digests, capacity * TocMember.DIGEST_BYTES);
        }
    }
}
