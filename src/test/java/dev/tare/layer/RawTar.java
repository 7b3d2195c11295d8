package dev.tare.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Writes tar archives block by block, with every freedom to write them wrong. Text is UTF-8. */
public final class RawTar {

    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A header block that starts as one of an empty regular ustar file. */
    public static final class Header {
        private final byte[] block = new byte[BLOCK];
        private boolean sealed;

        private Header() {
            mode(0644).owner(0, 0).octal(124, 12, 0).mtime(0).type('0').magic("ustar\00000");
        }

        /** Puts bytes at a field that is {@code length} long, with NUL behind them where there is room. */
        public Header field(int at, int length, byte[] value) {
            Arrays.fill(block, at, at + length, (byte) 0);
            System.arraycopy(value, 0, block, at, Math.min(length, value.length));
            return this;
        }

        public Header field(int at, int length, String value) {
            return field(at, length, utf8(value));
        }

        public Header octal(int at, int length, long value) {
            return field(at, length, ("%0" + (length - 1) + "o").formatted(value));
        }

        /** GNU's binary numbers, negative ones too. */
        public Header binary(int at, int length, long value) {
            for (int i = 0; i < length; i++) {
                int shift = 8 * (length - 1 - i);
                block[at + i] = (byte) (shift > 63 ? value >> 63 : value >> shift);
            }
            block[at] |= (byte) 0x80;
            return this;
        }

        public Header name(String name) {
            return field(0, 100, name);
        }

        public Header prefix(String prefix) {
            return field(345, 155, prefix);
        }

        public Header mode(int mode) {
            return octal(100, 8, mode);
        }

        public Header owner(int uid, int gid) {
            return octal(108, 8, uid).octal(116, 8, gid);
        }

        public Header size(long size) {
            return octal(124, 12, size);
        }

        public Header mtime(long seconds) {
            return octal(136, 12, seconds);
        }

        public Header type(char type) {
            block[156] = (byte) type;
            return this;
        }

        public Header link(String target) {
            return field(157, 100, target);
        }

        /** Magic and version, eight bytes: {@code "ustar\00000"} of POSIX, {@code "ustar  \0"} of GNU, or nothing as in V7. */
        public Header magic(String magic) {
            return field(257, 8, magic);
        }

        /** Leaves the checksum as it is. */
        public Header sealed(String checksum) {
            sealed = true;
            return field(148, 8, checksum);
        }

        public int sum(boolean signed) {
            int sum = 8 * ' ';
            for (int i = 0; i < BLOCK; i++) {
                sum += i >= 148 && i < 156 ? 0 : signed ? block[i] : block[i] & 0xff;
            }
            return sum;
        }

        private byte[] bytes() {
            if (!sealed) {
                field(148, 8, "%06o\0 ".formatted(sum(false)));
            }
            return block;
        }
    }

    /** A member with this content; its size is that of the content unless {@code with} says another. */
    public RawTar member(Consumer<Header> with, byte... content) {
        var header = new Header().size(content.length);
        with.accept(header);
        return raw(header.bytes()).content(content);
    }

    /** Content bytes and their padding. */
    public RawTar content(byte... content) {
        return raw(content).raw(new byte[-content.length & (BLOCK - 1)]);
    }

    public RawTar raw(byte... bytes) {
        out.write(bytes, 0, bytes.length);
        return this;
    }

    /** A name that is too long for a header is written as PAX. */
    private RawTar named(String path, Consumer<Header> with, byte... content) {
        if (utf8(path).length > 100) {
            pax("path", path);
        }
        return member(h -> with.accept(h.name(path)), content);
    }

    public RawTar file(String path, byte... content) {
        return named(path, h -> {}, content);
    }

    public RawTar file(String path, String content) {
        return file(path, utf8(content));
    }

    public RawTar file(String path, String content, Consumer<Header> with) {
        return named(path, with, utf8(content));
    }

    public RawTar directory(String path) {
        return directory(path, h -> {});
    }

    public RawTar directory(String path, Consumer<Header> with) {
        return named(path, h -> with.accept(h.type('5').mode(0755)));
    }

    public RawTar symlink(String path, String target) {
        return link(path, '2', target);
    }

    public RawTar hardlink(String path, String target) {
        return link(path, '1', target);
    }

    private RawTar link(String path, char type, String target) {
        if (utf8(target).length > 100) {
            pax("linkpath", target);
        }
        return named(path, h -> h.type(type).link(target));
    }

    public RawTar whiteout(String path) {
        int slash = path.lastIndexOf('/') + 1;
        return file(path.substring(0, slash) + ".wh." + path.substring(slash), "");
    }

    public RawTar opaque(String directory) {
        return file(directory + "/.wh..wh..opq", "");
    }

    /** A PAX header for the next member, of keys and values in turns. */
    public RawTar pax(String... records) {
        return extended('x', paxRecords(records));
    }

    /** A PAX header for all members that follow. */
    public RawTar global(String... records) {
        return extended('g', paxRecords(records));
    }

    /** GNU's long name ({@code 'L'}) or link target ({@code 'K'}) for the next member. */
    public RawTar gnuLong(char type, String text) {
        return member(h -> h.name("././@LongLink").type(type).magic("ustar  \0"), utf8(text + "\0"));
    }

    public RawTar extended(char type, byte... content) {
        return member(h -> h.name("PaxHeaders/x").type(type), content);
    }

    public static byte[] paxRecords(String... records) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < records.length; i += 2) {
            bytes.writeBytes(paxRecord(records[i], utf8(records[i + 1])));
        }
        return bytes.toByteArray();
    }

    public static byte[] paxRecord(String key, byte[] value) {
        int rest = utf8(key).length + value.length + 3;
        int length = rest;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        var record = new ByteArrayOutputStream();
        record.writeBytes(utf8(length + " " + key + "="));
        record.writeBytes(value);
        record.write('\n');
        return record.toByteArray();
    }

    /** The two blocks that end an archive. */
    public RawTar end() {
        return raw(new byte[2 * BLOCK]);
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
