package dev.tare.layer.tar;

import com.dynatrace.hash4j.hashing.HashValue128;
import dev.tare.codec.ContentHash;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.image.Warnings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a tar archive: V7, ustar, PAX and GNU (POSIX pax; GNU tar manual, "Basic Tar Format"). An archive
 * ends with two blocks of zeros, with one, or where the stream ends between two members, since umoci and others write
 * all three. Anything else that is cut off or does not add up is an error, as it is to those who unpack images.
 */
public final class TarReader {

    private static final int BLOCK = TarInput.BLOCK;
    private static final byte[] ZEROS = new byte[64 << 10];

    private static final ContentSink NOWHERE = (_, _, _) -> {};

    private final TarInput in;
    private final Limits limits;
    private final Warnings notes;
    private final TarHeader header = new TarHeader();
    private final byte[] pathField = new byte[155 + 1 + 100];
    private final byte[] linkField = new byte[100];
    private final Pax global;
    private final Pax pax;
    private final SparseMaps sparseMaps;
    private final ContentHash hash = new ContentHash();
    private long unread;
    private long total;
    private boolean any;
    private boolean atMember;
    private double pulledBefore;

    public TarReader(LayerInput in, Limits limits, Warnings notes) {
        this((TarInput) in, limits, notes);
    }

    /** Reads a tar that is no layer. */
    TarReader(TarInput in, Limits limits, Warnings notes) {
        this.in = in;
        this.limits = limits;
        this.notes = notes;
        this.global = Pax.ofAll(limits, notes);
        this.pax = global.ofOne();
        this.sparseMaps = new SparseMaps(in, limits);
    }

    /** The next member, of a kind that a filesystem can have; null at the end of the archive. */
    public @Nullable TarHeader next() throws IOException {
        skipContent();
        pulledBefore = in.pulled();
        atMember = false;
        boolean extended = false;
        byte[] longName = null;
        byte[] longLink = null;
        pax.clear();
        while (block()) {
            int at = in.position;
            if (isZero(at)) {
                in.position += BLOCK;
                break;
            }
            checksum(at);
            any = true;
            byte type = in.buffer[at + 156];
            switch (type) {
                case 'x', 'X' -> {
                    pax.add(extended(at, limits.paxBytes(), "a PAX header", Bound.PAX_BYTES));
                    extended = true;
                }
                case 'g' -> global.add(extended(at, limits.paxBytes(), "a global PAX header", Bound.PAX_BYTES));
                case 'L' -> {
                    longName = toNul(extended(at, limits.nameBytes(), "a path", Bound.NAME_BYTES));
                    extended = true;
                }
                case 'K' -> {
                    longLink = toNul(extended(at, limits.nameBytes(), "a link target", Bound.NAME_BYTES));
                    extended = true;
                }
                default -> {
                    read(at, type, longName, longLink);
                    if (header.type != 0) {
                        return header;
                    }
                    notes.add("a tar member of unknown type is passed over", () -> "'" + printable(type) + "'");
                    skipContent();
                    pulledBefore = in.pulled();
                    extended = false;
                    longName = null;
                    longLink = null;
                    pax.clear();
                }
            }
        }
        if (extended) {
            throw new Damaged("the tar archive ends behind an extended header");
        }
        return null;
    }

    /** Where the reader stands, for a message: at a member or behind one; empty at the beginning. */
    public String place() {
        if (header.pathLength == 0) {
            return "";
        }
        String name = Printable.brief(header.path, header.pathLength);
        if (!atMember) {
            return "behind " + name;
        }
        return header.type == '0' ? "%s, a file of %,d bytes".formatted(name, header.size) : name;
    }

    private static String printable(byte type) {
        return type >= ' ' && type < 127 ? String.valueOf((char) type) : String.valueOf(type & 0xff);
    }

    /** Reads past the end mark to the end of the stream, which the diff ID wants. */
    public void finish() throws IOException {
        finish(_ -> {});
    }

    /**
     * The same for who wants the table of contents of an eStargz layer, if it stands behind the end mark.
     *
     * @param table reads it
     */
    public void finish(StreamTaker table) throws IOException {
        boolean more = in.skipZeros();
        if (more && isStargzIndex()) {
            readStargzIndex(table);
            more = in.skipZeros();
        }
        if (more) {
            notes.add("content follows the end of the tar archive");
            in.skip(Long.MAX_VALUE);
        }
        if (in.count() == 0) {
            notes.add("the layer is empty: it has not even the end mark of a tar archive");
        }
    }

    /**
     * Whether the table of contents of an eStargz layer comes next. Where the layer was made without loss, as BuildKit does, the original
     * tar is kept up to its end mark, and the table is a tar of its own behind that.
     */
    private boolean isStargzIndex() throws IOException {
        if (!in.hasBlock() || in.buffer[in.position + 156] != '0') {
            return false;
        }
        int length = nul(in.position, 100);
        return Stargz.isIndex(Arrays.copyOfRange(in.buffer, in.position, in.position + length));
    }

    private void readStargzIndex(StreamTaker table) throws IOException {
        long size = Math.max(0, number(in.position + 124, 12, "size"));
        in.skip(BLOCK);
        var content = new ContentStream(in, size, NOWHERE);
        content.read(table);
        in.pad(size);
    }

    /** Fills {@link #header} from the block at {@code at}; its type is '0' for files, 0 for what is passed over. */
    private void read(int at, byte type, byte @Nullable [] longName, byte @Nullable [] longLink) throws IOException {
        header.type = type;
        readNumbers(at);
        readPath(at, longName);
        atMember = true;
        readLink(at, longLink);
        header.sparse = null;
        if (type == 'S') {
            readGnuSparse(at);
        } else {
            in.position += BLOCK;
        }
        takePax();
        setKind();
        unread = header.stored;
        total = header.stored;
        if (header.type != '0') {
            header.size = 0;
        } else if (type != 'S') {
            readPaxSparse();
        }
    }

    private void readNumbers(int at) throws Damaged {
        header.stored = pax.whole("size", number(at + 124, 12, "size"));
        if (header.stored < 0) {
            throw new Damaged("a tar member has a negative size");
        }
        header.size = header.stored;
        header.mode = (int) number(at + 100, 8, "mode") & 07777;
        header.uid = pax.id("uid", number(at + 108, 8, "uid"));
        header.gid = pax.id("gid", number(at + 116, 8, "gid"));
        header.mtime = number(at + 136, 12, "mtime");
        header.mtimeNanos = 0;
    }

    private void readPath(int at, byte @Nullable [] longName) {
        header.linkLength = 0;
        if (longName != null) {
            header.path = longName;
            header.pathLength = longName.length;
            return;
        }
        header.path = pathField;
        header.pathLength = 0;
        byte[] b = in.buffer;
        boolean ustar = b[at + 257] == 'u' && b[at + 261] == 'r' && b[at + 262] == 0;
        if (ustar && b[at + 345] != 0) {
            boolean star = b[at + 508] == 't' && b[at + 509] == 'a' && b[at + 510] == 'r' && b[at + 511] == 0;
            appendPath(at + 345, star ? 131 : 155);
            header.path[header.pathLength++] = '/';
        }
        appendPath(at, 100);
    }

    private void readLink(int at, byte @Nullable [] longLink) {
        if (longLink != null) {
            header.link = longLink;
            header.linkLength = longLink.length;
            return;
        }
        header.link = linkField;
        header.linkLength = nul(at + 157, 100);
        System.arraycopy(in.buffer, at + 157, header.link, 0, header.linkLength);
    }

    /** Reads the map of an old GNU sparse file. */
    private void readGnuSparse(int at) throws IOException {
        header.size = number(at + 483, 12, "size");
        if (header.size < 0) {
            throw new Damaged("a sparse file has a negative size");
        }
        in.position += BLOCK;
        header.sparse = sparseMaps.gnu(at, header.size, header.stored);
    }

    /** Takes from the PAX header what it tells of the member. */
    private void takePax() throws IOException {
        header.path = pax.bytes("path", header.path);
        header.pathLength = pax.has("path") ? header.path.length : header.pathLength;
        header.link = pax.bytes("linkpath", header.link);
        header.linkLength = pax.has("linkpath") ? header.link.length : header.linkLength;
        pax.mtime(header);
        header.xattrs = pax.xattrs();
        checkName(header.pathLength, "a path");
        checkName(header.linkLength, "a link target");
    }

    private void setKind() {
        switch (header.type) {
            case '0', '7', 0, 'S' -> {
                boolean isDirectory =
                        header.type == 0 && header.pathLength > 0 && header.path[header.pathLength - 1] == '/';
                header.type = (byte) (isDirectory ? '5' : '0');
            }
            case '1', '2', '3', '4', '5', '6' -> header.stored = 0; // a size here is of no content (POSIX, ustar)
            case 'D' -> header.type = '5'; // GNU's directory with a list of its names
            default -> header.type = 0;
        }
    }

    /** Reads the map of a GNU sparse file in PAX form: 0.0 and 0.1 have it in the header, 1.0 in front of the content. */
    private void readPaxSparse() throws IOException {
        boolean isInContent = pax.text("GNU.sparse.major").equals("1");
        String map = pax.sparseMap();
        if (!isInContent && map.isEmpty()) {
            return;
        }
        header.path = pax.bytes("GNU.sparse.name", header.path);
        header.pathLength = pax.has("GNU.sparse.name") ? header.path.length : header.pathLength;
        checkName(header.pathLength, "a path");
        header.size = pax.whole("GNU.sparse.realsize", pax.whole("GNU.sparse.size", header.stored));
        if (isInContent) {
            long before = in.offset();
            long[] pieces = sparseMaps.inContent(unread);
            unread -= in.offset() - before;
            header.sparse = SparseMaps.checked(pieces, header.size, unread);
        } else {
            header.sparse = SparseMaps.checked(SparseMaps.inHeader(map), header.size, unread);
        }
    }

    private void checkName(int length, String what) throws IOException {
        if (length > limits.nameBytes()) {
            throw Limits.exceeded("%s of %,d bytes".formatted(what, length), limits.nameBytes(), Bound.NAME_BYTES);
        }
    }

    /**
     * Hashes the content of the file at hand, holes and all; {@link #pulled()} is its share of the compressed blob.
     *
     * @param also is shown the content as it passes
     */
    public HashValue128 hashContent(ContentSink also) throws IOException {
        TarHeader h = header;
        long[] sparse = h.sparse;
        if (sparse == null
                && unread > 0
                && unread <= in.available()) { // all of it is there, as it is with nearly all files
            int length = (int) unread;
            var whole = hash.hash(in.buffer, in.position, length);
            also.accept(in.buffer, in.position, length);
            in.position += length;
            unread = 0;
            skipContent();
            return whole;
        }
        hash.reset();
        if (sparse == null) {
            take(unread, also);
        } else {
            long cursor = 0;
            for (int i = 0; i < sparse.length; i += 2) {
                hole(sparse[i] - cursor, also);
                take(sparse[i + 1], also);
                cursor = sparse[i] + sparse[i + 1];
            }
            hole(h.size - cursor, also);
        }
        skipContent(); // the padding is the file's too
        return hash.get();
    }

    /** Reads a content as a stream. It need not read all of it. */
    public interface StreamTaker {
        void take(InputStream content) throws IOException;
    }

    /**
     * Hashes the content of the file at hand, which must not be sparse, while it is read as a stream.
     *
     * @param also is shown the content as it passes
     * @param taker reads it
     */
    public HashValue128 hashContent(ContentSink also, StreamTaker taker) throws IOException {
        hash.reset();
        var content = new ContentStream(in, unread, (bytes, offset, run) -> {
            hash.update(bytes, offset, run);
            also.accept(bytes, offset, run);
        });
        if (content.read(taker) > 0) {
            throw TarInput.cutOff();
        }
        unread = 0;
        skipContent(); // the padding
        return hash.get();
    }

    /** Where in the stream the stored content of the file at hand begins, in bytes. */
    long offset() {
        return in.offset();
    }

    /** How much content of the file at hand is stored and not yet read, in bytes: that of a sparse one without its holes. */
    long storedBytes() {
        return unread;
    }

    /** That content, to be read before the next member is asked for. */
    InputStream stored() {
        return new InputStream() {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int wanted = (int) Math.min(length, unread);
                if (wanted == 0) {
                    return length == 0 ? 0 : -1;
                }
                int got = in.read(target, offset, wanted);
                unread -= got;
                return got;
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }
        };
    }

    /** The part of the compressed blob that the member at hand came from, headers, hashed content and padding, in bytes: an estimate. */
    public long pulled() {
        return Math.round(Math.max(0, in.pulled() - pulledBefore));
    }

    private void take(long length, ContentSink also) throws IOException {
        in.content(length, (bytes, offset, run) -> {
            hash.update(bytes, offset, run);
            also.accept(bytes, offset, run);
        });
        unread -= length;
    }

    private void hole(long length, ContentSink also) throws IOException {
        in.claim(length);
        for (long left = length; left > 0; left -= ZEROS.length) {
            int run = (int) Math.min(left, ZEROS.length);
            hash.update(ZEROS, 0, run);
            also.accept(ZEROS, 0, run);
        }
    }

    private void skipContent() throws IOException {
        if (unread > 0) {
            if (in.skip(unread) > 0) {
                throw TarInput.cutOff();
            }
            unread = 0;
        }
        if (total > 0) {
            in.pad(total);
            total = 0;
        }
    }

    /** The content of a header that describes the next one. */
    private byte[] extended(int at, int limit, String what, Bound bound) throws IOException {
        long size = number(at + 124, 12, "size");
        if (size < 0) {
            throw new Damaged("a tar member has a negative size");
        }
        if (size > limit) {
            throw Limits.exceeded("%s of %,d bytes".formatted(what, size), limit, bound);
        }
        in.position += BLOCK;
        byte[] data = new byte[(int) size];
        int[] end = {0};
        in.content(size, (bytes, offset, run) -> {
            System.arraycopy(bytes, offset, data, end[0], run);
            end[0] += run;
        });
        in.pad(size);
        return data;
    }

    private static byte[] toNul(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        return end == data.length ? data : Arrays.copyOf(data, end);
    }

    private void appendPath(int from, int length) {
        int run = nul(from, length);
        System.arraycopy(in.buffer, from, header.path, header.pathLength, run);
        header.pathLength += run;
    }

    private int nul(int from, int length) {
        int end = from;
        while (end < from + length && in.buffer[end] != 0) {
            end++;
        }
        return end - from;
    }

    private boolean isZero(int at) {
        return Arrays.equals(in.buffer, at, at + BLOCK, ZEROS, 0, BLOCK);
    }

    private boolean block() throws IOException {
        if (!any
                && !in.hasBlock()
                && Lookalike.of(in.buffer, in.position, in.available()).isPresent()) {
            throw noTar(in.position, "");
        }
        return in.block();
    }

    /** Says what it is instead, where that shows, or else why it is no tar archive. */
    private Damaged noTar(int at, String why) {
        return new Damaged("it is no tar archive (%s)"
                .formatted(Lookalike.of(in.buffer, at, in.available()).orElse(why)));
    }

    private void checksum(int at) throws Damaged {
        long said = number(at + TarChecksum.FIELD, TarChecksum.FIELD_BYTES, "checksum");
        if (!TarChecksum.fits(said, in.buffer, at)) {
            throw any
                    ? new Damaged("a tar header has a wrong checksum")
                    : noTar(at, "the first header has a wrong checksum");
        }
    }

    private long number(int at, int length, String field) throws Damaged {
        if (any || TarNumber.isValid(in.buffer, at, length)) {
            return TarNumber.of(in.buffer, at, length, field);
        }
        throw noTar(in.position, "the first header has no valid " + field);
    }
}
