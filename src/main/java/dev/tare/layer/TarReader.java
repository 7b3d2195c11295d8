package dev.tare.layer;

import com.dynatrace.hash4j.hashing.HashValue128;
import dev.tare.codec.ContentHash;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a tar archive: V7, ustar, PAX and GNU (POSIX pax; GNU tar manual, "Basic Tar Format"). An archive
 * ends with two blocks of zeros, with one, or where the stream ends between two members, since umoci and others write
 * all three. Anything else that is cut off or does not add up is an error, as it is to those who unpack images.
 */
final class TarReader {

    private static final int BLOCK = TarInput.BLOCK;
    private static final byte[] ZEROS = new byte[64 << 10];

    /** A piece of a sparse file is two numbers, and all of them may take as much as an extended header. */
    private static final int PIECE_BYTES = 2 * Long.BYTES;

    private final TarInput in;
    private final Limits limits;
    private final LayerWarnings notes;
    private final TarHeader header = new TarHeader();
    private final byte[] pathField = new byte[155 + 1 + 100];
    private final byte[] linkField = new byte[100];
    private final Pax global;
    private final Pax pax;
    private final ContentHash hash = new ContentHash();
    private long unread;
    private long total;
    private boolean any;
    private boolean atMember;
    private double pulledBefore;

    TarReader(TarInput in, Limits limits, LayerWarnings notes) {
        this.in = in;
        this.limits = limits;
        this.notes = notes;
        this.global = Pax.ofAll(limits, notes);
        this.pax = global.ofOne();
    }

    /** The next member, of a kind that a filesystem can have; null at the end of the archive. */
    @Nullable TarHeader next() throws IOException {
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
                    pax.add(extended(at, limits.paxBytes(), "a PAX header", "max-pax-bytes"));
                    extended = true;
                }
                case 'g' -> global.add(extended(at, limits.paxBytes(), "a global PAX header", "max-pax-bytes"));
                case 'L' -> {
                    longName = toNul(extended(at, limits.nameBytes(), "a path", "max-name-bytes"));
                    extended = true;
                }
                case 'K' -> {
                    longLink = toNul(extended(at, limits.nameBytes(), "a link target", "max-name-bytes"));
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
    String place() {
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
    void finish() throws IOException {
        boolean more = in.skipZeros();
        if (more && isStargzIndex()) {
            skipStargzIndex();
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

    private void skipStargzIndex() throws IOException {
        long size = Math.max(0, number(in.position + 124, 12, "size"));
        in.skip(BLOCK);
        in.skip(size);
        in.pad(size);
    }

    /** Fills {@link #header} from the block at {@code at}; its type is '0' for files, 0 for what is passed over. */
    private void read(int at, byte type, byte @Nullable [] longName, byte @Nullable [] longLink) throws IOException {
        byte[] b = in.buffer;
        TarHeader h = header;
        h.type = type;
        h.sparse = null;
        h.stored = pax.whole("size", number(at + 124, 12, "size"));
        if (h.stored < 0) {
            throw new Damaged("a tar member has a negative size");
        }
        h.size = h.stored;
        h.mode = (int) number(at + 100, 8, "mode") & 07777;
        h.uid = pax.id("uid", number(at + 108, 8, "uid"));
        h.gid = pax.id("gid", number(at + 116, 8, "gid"));
        h.mtime = number(at + 136, 12, "mtime");
        h.mtimeNanos = 0;
        h.pathLength = 0;
        h.linkLength = 0;
        if (longName != null) {
            h.path = longName;
            h.pathLength = longName.length;
        } else {
            h.path = pathField;
            boolean ustar = b[at + 257] == 'u' && b[at + 261] == 'r' && b[at + 262] == 0;
            if (ustar && b[at + 345] != 0) {
                boolean star = b[at + 508] == 't' && b[at + 509] == 'a' && b[at + 510] == 'r' && b[at + 511] == 0;
                appendPath(at + 345, star ? 131 : 155);
                h.path[h.pathLength++] = '/';
            }
            appendPath(at, 100);
        }
        atMember = true;
        if (longLink != null) {
            h.link = longLink;
            h.linkLength = longLink.length;
        } else {
            h.link = linkField;
            h.linkLength = nul(at + 157, 100);
            System.arraycopy(b, at + 157, h.link, 0, h.linkLength);
        }
        boolean gnuSparse = type == 'S';
        if (gnuSparse) {
            h.size = number(at + 483, 12, "size");
            if (h.size < 0) {
                throw new Damaged("a sparse file has a negative size");
            }
            in.position += BLOCK;
            h.sparse = gnuMap(at);
        } else {
            in.position += BLOCK;
        }
        h.path = pax.bytes("path", h.path);
        h.pathLength = pax.has("path") ? h.path.length : h.pathLength;
        h.link = pax.bytes("linkpath", h.link);
        h.linkLength = pax.has("linkpath") ? h.link.length : h.linkLength;
        pax.mtime(h);
        h.xattrs = pax.xattrs();
        checkName(h.pathLength, "a path");
        checkName(h.linkLength, "a link target");
        switch (type) {
            case '0', '7', 0, 'S' -> {
                boolean directory = type == 0 && h.pathLength > 0 && h.path[h.pathLength - 1] == '/';
                h.type = (byte) (directory ? '5' : '0');
            }
            case '1', '2', '3', '4', '5', '6' -> h.stored = 0; // a size here is of no content (POSIX, ustar)
            case 'D' -> h.type = '5'; // GNU's directory with a list of its names
            default -> h.type = 0;
        }
        begin(h.stored);
        if (h.type == '0') {
            if (!gnuSparse) {
                paxSparse();
            }
        } else {
            h.size = 0;
        }
    }

    private void checkName(int length, String what) throws IOException {
        if (length > limits.nameBytes()) {
            throw Limits.exceeded("%s of %,d bytes".formatted(what, length), limits.nameBytes(), "max-name-bytes");
        }
    }

    private void begin(long stored) {
        unread = stored;
        total = stored;
    }

    /**
     * Hashes the content of the file at hand, holes and all; {@link #pulled()} is its share of the compressed blob.
     *
     * @param also is shown the content as it passes
     */
    HashValue128 hashContent(TarInput.Sink also) throws IOException {
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
    long pulled() {
        return Math.round(Math.max(0, in.pulled() - pulledBefore));
    }

    private void take(long length, TarInput.Sink also) throws IOException {
        in.content(length, (bytes, offset, run) -> {
            hash.update(bytes, offset, run);
            also.accept(bytes, offset, run);
        });
        unread -= length;
    }

    private void hole(long length, TarInput.Sink also) throws IOException {
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
    private byte[] extended(int at, int limit, String what, String option) throws IOException {
        long size = number(at + 124, 12, "size");
        if (size < 0) {
            throw new Damaged("a tar member has a negative size");
        }
        if (size > limit) {
            throw Limits.exceeded("%s of %,d bytes".formatted(what, size), limit, option);
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
        byte[] b = in.buffer;
        long unsigned = 8L * ' ';
        long signed = unsigned;
        for (int i = at; i < at + BLOCK; i++) {
            if (i < at + 148 || i >= at + 156) {
                unsigned += b[i] & 0xff;
                signed += b[i];
            }
        }
        long said = number(at + 148, 8, "checksum");
        // old writers summed signed bytes, so both are taken (GNU tar manual, "Checksumming Problems")
        if (said != unsigned && said != signed) {
            throw any
                    ? new Damaged("a tar header has a wrong checksum")
                    : noTar(at, "the first header has a wrong checksum");
        }
    }

    /** A number in octal, or in GNU's base-256 where the first bit is set. */
    private long number(int at, int length, String field) throws Damaged {
        byte[] b = in.buffer;
        if ((b[at] & 0x80) != 0) {
            boolean negative = (b[at] & 0x40) != 0;
            long value = (negative ? -1L << 6 : 0) | (b[at] & 0x3f);
            for (int i = at + 1; i < at + length; i++) {
                if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                    throw new Damaged("a tar header has a %s beyond 64 bits".formatted(field));
                }
                value = (value << 8) | (b[i] & 0xff);
            }
            return value;
        }
        int i = at;
        int end = at + length;
        while (i < end && (b[i] == ' ' || b[i] == 0)) {
            i++;
        }
        long value = 0;
        for (; i < end && b[i] >= '0' && b[i] <= '7'; i++) {
            value = (value << 3) | (b[i] - '0');
        }
        for (; i < end; i++) {
            if (b[i] == 0) {
                break; // what stands behind the NUL is no part of the number
            }
            if (b[i] != ' ') {
                throw any
                        ? new Damaged("a tar header has a %s that is no number".formatted(field))
                        : noTar(in.position, "the first header has no valid " + field);
            }
        }
        return value;
    }

    /** The map of an old GNU sparse file: four pairs in the header, and 21 in each block that follows it. */
    private long[] gnuMap(int at) throws IOException {
        long[] map = new long[8];
        int used = pairs(map, 0, at + 386, 4);
        boolean extended = in.buffer[at + 482] != 0;
        while (extended) {
            if (!in.block()) {
                throw new Damaged("the tar archive is cut off in the map of a sparse file");
            }
            checkPieces(used / 2);
            map = used + 42 > map.length ? Arrays.copyOf(map, map.length * 2 + 42) : map;
            used = pairs(map, used, in.position, 21);
            extended = in.buffer[in.position + 504] != 0;
            in.position += BLOCK;
        }
        return checked(Arrays.copyOf(map, used), header.stored);
    }

    private int pairs(long[] map, int used, int at, int count) throws Damaged {
        int next = used;
        for (int i = 0; i < count && in.buffer[at + 24 * i] != 0; i++) {
            map[next++] = number(at + 24 * i, 12, "sparse offset");
            map[next++] = number(at + 24 * i + 12, 12, "sparse size");
        }
        return next;
    }

    /** GNU's sparse files in PAX form: 0.0 and 0.1 carry the map in the header, 1.0 in front of the content. */
    private void paxSparse() throws IOException {
        TarHeader h = header;
        boolean inContent = pax.text("GNU.sparse.major").equals("1");
        String map = pax.sparseMap();
        if (!inContent && map.isEmpty()) {
            return;
        }
        h.path = pax.bytes("GNU.sparse.name", h.path);
        h.pathLength = pax.has("GNU.sparse.name") ? h.path.length : h.pathLength;
        checkName(h.pathLength, "a path");
        h.size = pax.whole("GNU.sparse.realsize", pax.whole("GNU.sparse.size", h.stored));
        h.sparse = checked(inContent ? mapInContent() : map(map), unread);
    }

    private static long[] map(String text) throws Damaged {
        String[] numbers = text.split(",", -1);
        if (numbers.length % 2 != 0) {
            throw new Damaged("the map of a sparse file is incomplete");
        }
        long[] map = new long[numbers.length];
        for (int i = 0; i < map.length; i++) {
            map[i] = Pax.whole(numbers[i], "the map of a sparse file");
        }
        return map;
    }

    private long[] mapInContent() throws IOException {
        var digits = new StringBuilder();
        long[] map = new long[0];
        int used = -1; // the first number is the count of pairs
        while (used < 0 || used < map.length) {
            if (unread < BLOCK || !in.block()) {
                throw new Damaged("the map of a sparse file is cut off");
            }
            String block = new String(in.buffer, in.position, BLOCK, StandardCharsets.ISO_8859_1);
            in.position += BLOCK;
            unread -= BLOCK;
            for (int i = 0; i < BLOCK && (used < 0 || used < map.length); i++) {
                char c = block.charAt(i);
                if (c != '\n') {
                    if (digits.length() > 19) {
                        throw new Damaged("the map of a sparse file holds no numbers");
                    }
                    digits.append(c);
                    continue;
                }
                long number = Pax.whole(digits.toString(), "the map of a sparse file");
                digits.setLength(0);
                if (used >= 0) {
                    map[used] = number;
                } else {
                    checkPieces(number);
                    map = new long[(int) number * 2];
                }
                used++;
            }
        }
        return map;
    }

    private void checkPieces(long count) throws IOException {
        int most = limits.paxBytes() / PIECE_BYTES;
        if (count > most) {
            throw Limits.exceeded("a sparse file of %,d pieces".formatted(count), most, "max-pax-bytes");
        }
    }

    /** A map whose pieces are in order, inside the file, and all there. */
    private long[] checked(long[] map, long stored) throws Damaged {
        long cursor = 0;
        long sum = 0;
        for (int i = 0; i < map.length; i += 2) {
            long offset = map[i];
            long length = map[i + 1];
            if (offset < cursor || length < 0 || offset > header.size - length || length > stored - sum) {
                throw new Damaged("the map of a sparse file does not fit the file");
            }
            cursor = offset + length;
            sum += length;
        }
        return map;
    }
}
