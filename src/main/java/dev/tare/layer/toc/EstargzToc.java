package dev.tare.layer.toc;

import dev.tare.codec.Codecs;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.layer.stream.Chunk;
import dev.tare.layer.stream.ReadAhead;
import dev.tare.layer.tar.Stargz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The table of contents of an eStargz layer (stargz-snapshotter, estargz.md): the blob ends with a footer, an empty gzip member whose extra field says
 * where the member with the table begins. The table is a tar of one file, {@code stargz.index.json}.
 */
final class EstargzToc {

    /** The tail of the blob that is fetched first, in bytes: it holds the footer, and in a small layer the table too. */
    private static final int TAIL_BYTES = 32 << 10;

    /** So many bytes before the table are fetched with it: they tell where the layer's tar ends. */
    private static final int BEFORE_TABLE_BYTES = 4 << 10;

    /** Maximum size of a compressed table, in bytes. */
    private static final int MAX_COMPRESSED_BYTES = 64 << 20;

    /** Maximum size of a table, in bytes. */
    private static final long MAX_JSON_BYTES = 512L << 20;

    /** Minimum size of a gzip member, in bytes: its header and its trailer. */
    private static final int MIN_PIECE_BYTES = 18;

    private static final int FOOTER_BYTES = 51;

    /** The footer of stargz, without the identification of its extra field. */
    private static final int LEGACY_FOOTER_BYTES = 47;

    /** What stands in the extra field: an offset in hexadecimal digits and a name. */
    private static final Pattern EXTRA = Pattern.compile("([0-9a-f]{16})STARGZ");

    private static final int EXTRA_BYTES = 22;

    private final Ranges ranges;
    private final long blobBytes;
    private final Limits limits;

    EstargzToc(Ranges ranges, long blobBytes, Limits limits) {
        this.ranges = ranges;
        this.blobBytes = blobBytes;
        this.limits = limits;
    }

    /**
     * Reads the table, and verifies it at its end: what the sink took before is worth nothing if this fails.
     *
     * @return where the contents end in the blob, and whether the table is a member of the layer's tar
     */
    TableOfContents.Read read(TocClaim.OfEstargz claim, TableOfContents.Sink sink) throws IOException {
        int tailBytes = (int) Math.min(TAIL_BYTES, blobBytes);
        var tail = fetch(blobBytes - tailBytes, tailBytes);
        long offset = offset(tail.bytes());
        long length = blobBytes - footerBytes(tail.bytes()) - offset;
        if (offset < MIN_PIECE_BYTES || length <= 0 || length > MAX_COMPRESSED_BYTES) {
            throw new Damaged("its footer leads to no table");
        }
        long from = Math.max(0, offset - BEFORE_TABLE_BYTES);
        var before = from >= tail.from() ? tail : fetch(from, (int) (tail.from() - from));
        var members = new Members(offset, sink);
        var parser = new TocParser(limits, members);
        long json = parse(member(before, tail, offset, length), claim.digest(), parser);
        long table = Chunk.TAR_BLOCK_BYTES + GoTarSize.padded(json) + GoTarSize.END_BYTES;
        long endBytes = members.endBytes(before.inFrontOf(ranges));
        if (!members.size.fits(claim.uncompressedBytes() - table - endBytes)) {
            throw new Damaged("the layer's tar has headers of which it tells nothing");
        }
        return new TableOfContents.Read(claim.uncompressedBytes(), offset, endBytes == 0);
    }

    /** A part of the blob in memory. */
    private record Stored(long from, byte[] bytes) {

        /** The same ranges, of which those in this part need no request. */
        Ranges inFrontOf(Ranges ranges) {
            return (begin, length) -> {
                long skipped = begin - from;
                return skipped >= 0 && skipped + length <= bytes.length
                        ? Arrays.copyOfRange(bytes, (int) skipped, (int) skipped + length)
                        : ranges.read(begin, length);
            };
        }
    }

    private Stored fetch(long from, int length) throws IOException {
        return new Stored(from, ranges.read(from, length));
    }

    /** Parses the table, verifies its digest, and returns its size in bytes. */
    private static long parse(InputStream compressed, Digest expected, TocParser parser) throws ImageFault {
        try (var plain = Codecs.gzip(compressed)) {
            long json = jsonBytes(plain);
            var hashed = new DigestInputStream(new Bounded(plain, json), Codecs.digest("sha256"));
            try (var ahead = new ReadAhead(hashed)) {
                parser.parse(ahead);
                ahead.transferTo(OutputStream.nullOutputStream());
            }
            var digest = Digest.of("sha256", hashed.getMessageDigest().digest());
            if (!digest.equals(expected)) {
                throw new Damaged("it has the digest %s; the manifest says %s".formatted(digest, expected));
            }
            return json;
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw noGzip(e);
        }
    }

    private static Damaged noGzip(IOException why) {
        return new Damaged("it is no gzip stream", why);
    }

    /** Where the table begins, or -1. */
    private static long offset(byte[] tail) {
        return footer(tail, FOOTER_BYTES, true)
                .or(() -> footer(tail, LEGACY_FOOTER_BYTES, false))
                .map(hex -> Long.parseUnsignedLong(hex, 16))
                .orElse(-1L);
    }

    private static int footerBytes(byte[] tail) {
        return footer(tail, FOOTER_BYTES, true).isPresent() ? FOOTER_BYTES : LEGACY_FOOTER_BYTES;
    }

    /** The offset in a footer, if it is one: a gzip header (RFC 1952, 2.3) of 10 bytes, the length of its extra field, and the field. */
    private static Optional<String> footer(byte[] tail, int footerBytes, boolean identified) {
        int at = tail.length - footerBytes;
        int extra = at + (identified ? 16 : 12);
        boolean isGzip = at >= 0 && tail[at] == 0x1f && (tail[at + 1] & 0xff) == 0x8b && (tail[at + 3] & 4) != 0;
        if (!isGzip || (identified && (tail[at + 12] != 'S' || tail[at + 13] != 'G'))) {
            return Optional.empty();
        }
        var matcher = EXTRA.matcher(new String(tail, extra, EXTRA_BYTES, StandardCharsets.ISO_8859_1));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The member of the blob that holds the table: it may begin in the part before the tail. */
    private static InputStream member(Stored before, Stored tail, long offset, long length) {
        if (offset >= tail.from()) {
            return new ByteArrayInputStream(tail.bytes(), (int) (offset - tail.from()), (int) length);
        }
        int inTail = (int) (length - (tail.from() - offset));
        return new SequenceInputStream(
                new ByteArrayInputStream(before.bytes(), (int) (offset - before.from()), (int) (tail.from() - offset)),
                new ByteArrayInputStream(tail.bytes(), 0, inTail));
    }

    private static long jsonBytes(InputStream tar) throws IOException {
        byte[] block = tar.readNBytes(Chunk.TAR_BLOCK_BYTES);
        long size = block.length < Chunk.TAR_BLOCK_BYTES ? -1 : Stargz.indexBytes(block);
        if (size < 0 || size > MAX_JSON_BYTES) {
            throw new Damaged("there is no table where its footer leads");
        }
        return size;
    }

    /** Makes members of entries. */
    private static final class Members implements TocParser.Sink {

        /** Maximum size of the last compressed piece before the table that is fetched to see whether the tar ends there, in bytes. */
        private static final int MAX_LAST_PIECE_BYTES = 1 << 20;

        private static final int GZIP_TRAILER_BYTES = 8;

        final GoTarSize size = new GoTarSize();
        private final long end;
        private final TableOfContents.Sink sink;
        private final TocMember member = new TocMember();
        private boolean inFile;

        // of the last chunk
        private long offset;
        private long innerOffset;
        private long length; // with the padding of the file
        private boolean isLast;

        Members(long end, TableOfContents.Sink sink) {
            this.end = end;
            this.sink = sink;
        }

        /**
         * How long the end mark of the tar and its padding are that precede the table, in bytes. They are there where the tar was kept without loss; else the
         * table is a member of the tar. Where a content is the last of the tar, the length of its compressed piece tells (RFC 1952, 2.3.1, "ISIZE"), unless there
         * is padding. Where members without content follow it, their headers cannot be zeros.
         */
        long endBytes(Ranges ranges) throws IOException {
            if (isLast) {
                byte[] trailer = ranges.read(end - GZIP_TRAILER_BYTES, GZIP_TRAILER_BYTES);
                int bytes =
                        ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN).getInt(Integer.BYTES);
                int behind = bytes - (int) (innerOffset + length);
                if (behind == 0 || behind == GoTarSize.END_BYTES) {
                    return behind;
                }
            }
            if (end - offset > MAX_LAST_PIECE_BYTES) {
                throw new Damaged("it does not tell where the layer's tar ends");
            }
            byte[] compressed = ranges.read(offset, (int) (end - offset));
            try (var plain = Codecs.gzip(new ByteArrayInputStream(compressed))) {
                plain.skipNBytes(innerOffset + length);
                return zerosAtEnd(plain);
            } catch (IOException e) {
                throw noGzip(e);
            }
        }

        /** The length of the blocks of zeros that a tar ends with. */
        private static long zerosAtEnd(InputStream tar) throws IOException {
            byte[] zeros = new byte[Chunk.TAR_BLOCK_BYTES];
            long run = 0;
            for (byte[] block = tar.readNBytes(zeros.length);
                    block.length == zeros.length;
                    block = tar.readNBytes(zeros.length)) {
                run = Arrays.equals(block, zeros) ? run + zeros.length : 0;
            }
            return run;
        }

        @Override
        public void take(TocEntry entry) throws IOException {
            if (entry.isChunk() || entry.hasContent()) {
                boolean isPlaced = entry.offset > 0 && entry.offset >= offset && entry.offset < end;
                if (!isPlaced || (entry.isChunk() && !inFile)) {
                    throw new Damaged("it has a content that is at no place");
                }
                offset = entry.offset;
                innerOffset = entry.innerOffset;
                length = GoTarSize.padded(entry.isChunk() ? member.header.size : entry.size) - entry.chunkOffset;
            }
            if (entry.isChunk()) {
                return;
            }
            isLast = entry.hasContent();
            inFile = entry.hasContent();
            entry.fill(member.header);
            size.add(entry);
            if (inFile) {
                entry.fillDigest(member.sha256);
            }
            member.offset = entry.offset;
            member.innerOffset = entry.innerOffset;
            member.end = 0;
            sink.take(member);
        }
    }
}
