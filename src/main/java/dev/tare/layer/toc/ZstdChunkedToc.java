package dev.tare.layer.toc;

import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.stream.ReadAhead;
import dev.tare.layer.tar.SplitTar;
import dev.tare.layer.tar.TarHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** So many bytes that are not wanted are fetched between the table and the headers, since another request takes longer. */
    private static final int MAX_GAP_BYTES = 64 << 10;

    /** Permission bits, with set-uid, set-gid and sticky. */
    private static final int MODE_BITS = 07777;

    private final Ranges ranges;
    private final long blobBytes;
    private final Limits limits;

    ZstdChunkedToc(Ranges ranges, long blobBytes, Limits limits) {
        this.ranges = ranges;
        this.blobBytes = blobBytes;
        this.limits = limits;
    }

    /** Reads the table together with the headers, and verifies these at their end: what the sink took before is worth nothing if this fails. */
    TableOfContents.Read read(TocClaim.OfZstdChunked claim, TableOfContents.Sink sink) throws IOException {
        var both = fetch(claim.table(), claim.tarSplit());
        var table = both.getFirst().verified(claim.digest().toString());
        var headers = both.getLast();
        try (var plain = open(headers);
                var split = new TarSplit(plain);
                var pieces = new PiecesAhead(split, headers.length())) {
            var members = new Members(pieces, claim.table().offset(), limits, sink);
            headers.verified(parse(table, members));
            return new TableOfContents.Read(members.finish(), claim.table().offset(), false);
        }
    }

    /** Parses the table, and returns the digest of the headers that it has. */
    private String parse(Stored table, TocParser.Sink sink) throws ImageFault {
        var parser = new TocParser(limits, sink);
        try (var plain = open(table);
                var ahead = new ReadAhead(plain)) {
            parser.parse(ahead);
            return parser.tarSplitDigest();
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw new Damaged("it is no zstd stream", e);
        }
    }

    /** Reads the members that the table has, and returns the digest of the headers that it has. */
    String readTable(CheckableToc.ZstdChunked toc, TableOfContents.Sink sink) throws IOException {
        return parse(fetch(toc.table()).verified(toc.digest().toString()), new MemberSink(sink));
    }

    /** Reads the members that the headers of the tar have. */
    void readHeaders(TocClaim.Part tarSplit, String digest, TableOfContents.Sink sink) throws IOException {
        try (var plain = open(fetch(tarSplit).verified(digest));
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

    /** A part of the blob in memory. */
    private record Stored(byte[] bytes, int offset, int length) {

        InputStream stream() {
            return new ByteArrayInputStream(bytes, offset, length);
        }

        Stored verified(String digest) throws IOException {
            var actual = Digest.sha256(stream());
            if (!actual.toString().equals(digest)) {
                throw new Damaged(
                        "a part of it has the digest %s, which is not the one that is claimed".formatted(actual));
            }
            return this;
        }
    }

    /** Fetches two parts, by one request where the second follows the first. */
    private List<Stored> fetch(TocClaim.Part first, TocClaim.Part second) throws IOException {
        long gap = second.offset() - first.offset() - first.length();
        if (!isInside(first) || !isInside(second) || gap < 0 || gap > MAX_GAP_BYTES) {
            return List.of(fetch(first), fetch(second));
        }
        int offset = (int) (second.offset() - first.offset());
        byte[] bytes = ranges.read(first.offset(), offset + (int) second.length());
        return List.of(new Stored(bytes, 0, (int) first.length()), new Stored(bytes, offset, (int) second.length()));
    }

    private Stored fetch(TocClaim.Part part) throws IOException {
        if (!isInside(part)) {
            throw new Damaged("its position is none in the layer");
        }
        byte[] bytes = ranges.read(part.offset(), (int) part.length());
        return new Stored(bytes, 0, bytes.length);
    }

    private boolean isInside(TocClaim.Part part) {
        return part.length() > 0 && part.length() <= MAX_COMPRESSED_BYTES && part.offset() <= blobBytes - part.length();
    }

    private InputStream open(Stored compressed) throws IOException {
        long window = Math.min(limits.windowBytes(), MAX_WINDOW_BYTES);
        return new Bounded(
                Compression.ZSTD.open(compressed.stream(), limits.with(Bound.WINDOW_BYTES, window)), MAX_PLAIN_BYTES);
    }

    /** Makes members of the entries of a table and the headers of the tar, which must be of the same files. */
    private static final class Members implements TocParser.Sink {

        private final Warnings notes = new Warnings();
        private final SplitTar tar;
        private final long end;
        private final TableOfContents.Sink sink;
        private final TocMember member = new TocMember();

        /** How many bytes of contents are within the limit. */
        private long left;

        Members(PiecesAhead pieces, long end, Limits limits, TableOfContents.Sink sink) {
            this.tar = new SplitTar(pieces, limits, notes);
            this.end = end;
            this.sink = sink;
            this.left = limits.layerBytes();
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
            var header = next();
            if (header == null || !isOf(entry, header) || header.size > left) {
                throw otherFiles();
            }
            left -= header.size;
            member.header = header;
            member.offset = entry.hasContent() ? entry.offset : 0;
            member.end = entry.hasContent() ? entry.endOffset : 0;
            if (entry.hasContent()) {
                entry.fillDigest(member.sha256);
            }
            sink.take(member);
        }

        private static boolean isOf(TocEntry entry, TarHeader header) throws Damaged {
            byte type = entry.typeFlag();
            return header.type == type
                    && header.sparse == null
                    && (type != '0' || header.size == entry.size)
                    && ((type != '1' && type != '2') || is(entry.linkName, header.link, header.linkLength))
                    && is(entry.name, header.path, header.pathLength)
                    && (header.mode & MODE_BITS) == (entry.mode & MODE_BITS)
                    && header.uid == (int) entry.uid
                    && header.gid == (int) entry.gid;
        }

        private static boolean is(byte[] name, byte[] other, int length) {
            return Arrays.equals(name, 0, name.length, other, 0, length);
        }

        private @Nullable TarHeader next() throws ImageFault {
            try {
                return tar.next();
            } catch (ImageFault e) {
                throw e;
            } catch (IOException e) {
                throw noHeaders(e);
            }
        }

        /** Reads past the end of the tar, and returns its length in bytes. */
        long finish() throws ImageFault {
            try {
                if (tar.next() != null) {
                    throw otherFiles();
                }
                long bytes = tar.finish();
                if (!notes.lines().isEmpty()) {
                    throw otherFiles();
                }
                return bytes;
            } catch (ImageFault e) {
                throw e;
            } catch (IOException e) {
                throw noHeaders(e);
            }
        }

        private static Damaged otherFiles() {
            return new Damaged("it has other files than the headers of the layer's tar");
        }
    }
}
