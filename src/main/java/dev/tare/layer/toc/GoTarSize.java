package dev.tare.layer.toc;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.stream.Chunk;
import java.util.Arrays;

/**
 * How long a tar is that Go's {@code archive/tar} writes of some members, as all writers of eStargz do. A table of contents leaves out times below a second and
 * records of PAX headers that it does not know. They would make the tar longer: where its length is the expected one, there are none.
 */
final class GoTarSize {

    private static final int BLOCK = Chunk.TAR_BLOCK_BYTES;
    private static final int NAME_FIELD_BYTES = 100;
    private static final int PREFIX_FIELD_BYTES = 155;

    /** The largest numbers of the fields of a ustar header, in octal. */
    private static final long MAX_ID = 07777777;

    private static final long MAX_SIZE = 077777777777L;

    /** Two blocks of zeros, which end a tar. */
    static final int END_BYTES = 2 * BLOCK;

    /** How names that are too long for their field are written. A tar has them in one of these forms. */
    private enum Form {
        USTAR,
        PAX,
        GNU
    }

    private final long[] bytes = new long[Form.values().length];

    void add(TocEntry entry) throws Damaged {
        try {
            for (var form : Form.values()) {
                long extended = form == Form.GNU ? gnu(entry) : pax(entry, form);
                bytes[form.ordinal()] = Math.addExact(
                        bytes[form.ordinal()],
                        Math.addExact(extended + BLOCK, entry.type.equals("reg") ? padded(entry.size) : 0));
            }
        } catch (ArithmeticException e) {
            throw new Damaged("it has files beyond 64 bits", e);
        }
    }

    /** Returns whether a tar of just these members has this length, without its end mark. */
    boolean fits(long tarBytes) {
        return Arrays.stream(bytes).anyMatch(it -> it == tarBytes);
    }

    private static long gnu(TocEntry entry) {
        if (entry.xattrRecordBytes > 0) {
            return pax(entry, Form.PAX);
        }
        return gnu(entry.name) + gnu(entry.linkName);
    }

    private static long gnu(byte[] name) {
        return name.length > NAME_FIELD_BYTES ? BLOCK + padded(name.length + 1L) : 0;
    }

    private static long pax(TocEntry entry, Form form) {
        long records = entry.xattrRecordBytes;
        boolean needed = records > 0 || entry.uid > MAX_ID || entry.gid > MAX_ID || entry.size > MAX_SIZE;
        boolean longName = isLong(entry.name);
        boolean longLink = isLong(entry.linkName);
        needed |= longLink || (longName && (form == Form.PAX || !isSplittable(entry.name)));
        if (!needed) {
            return 0;
        }
        records += longName ? recordBytes("path".length(), entry.name.length) : 0;
        records += longLink ? recordBytes("linkpath".length(), entry.linkName.length) : 0;
        records += number("uid", entry.uid, MAX_ID);
        records += number("gid", entry.gid, MAX_ID);
        records += entry.type.equals("reg") ? number("size", entry.size, MAX_SIZE) : 0;
        return BLOCK + padded(records);
    }

    private static long number(String key, long value, long most) {
        return value > most ? recordBytes(key.length(), Long.toString(value).length()) : 0;
    }

    private static boolean isLong(byte[] name) {
        return name.length > NAME_FIELD_BYTES || !isAscii(name);
    }

    private static boolean isAscii(byte[] name) {
        for (byte b : name) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the prefix of a ustar header helps: what is before some slash goes there (Go, {@code splitUSTARPath}). */
    private static boolean isSplittable(byte[] name) {
        if (name.length <= NAME_FIELD_BYTES || !isAscii(name)) {
            return false;
        }
        int end = Math.min(name.length, PREFIX_FIELD_BYTES + 1);
        end -= end == name.length && name[end - 1] == '/' ? 1 : 0;
        int slash = end - 1;
        while (slash >= 0 && name[slash] != '/') {
            slash--;
        }
        int rest = name.length - slash - 1;
        return slash > 0 && rest > 0 && rest <= NAME_FIELD_BYTES;
    }

    /** The length of a PAX record, {@code LENGTH KEY=VALUE\n}, which counts itself (POSIX pax, "pax Extended Header"). */
    static long recordBytes(int key, int value) {
        long rest = key + value + 3L;
        long length = rest + Long.toString(rest).length();
        return rest + Long.toString(length).length();
    }

    static long padded(long bytes) {
        return Math.addExact(bytes, -bytes & (BLOCK - 1));
    }
}
