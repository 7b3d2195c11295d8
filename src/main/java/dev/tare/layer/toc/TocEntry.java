package dev.tare.layer.toc;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.tar.TarHeader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HexFormat;

/** One entry of a table of contents: a member of the tar, or a further chunk of the file before. */
final class TocEntry {

    private static final String DIGEST_PREFIX = "sha256:";

    private static final String SECONDS_FORM = "0000-00-00T00:00:00Z";
    private static final int SECONDS_PER_DAY = 86_400;

    /** Whether the table has a name for the entry. That of the root may be empty. */
    boolean hasName;

    byte[] name = {};
    String type = "";
    byte[] linkName = {};
    String digest = "";
    String modtime = "";
    long size;
    long mode;
    long uid;
    long gid;
    long offset;
    long endOffset;
    long innerOffset;
    long chunkOffset;

    /** A fingerprint of the extended attributes, as a tar reader makes it. */
    long xattrs;

    /** What the attributes take in a PAX header, in bytes. */
    long xattrRecordBytes;

    void addXattr(String name, byte[] value) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        xattrs += TarHeader.xattr(bytes, value);
        xattrRecordBytes += GoTarSize.recordBytes("SCHILY.xattr.".length() + bytes.length, value.length);
    }

    boolean isChunk() {
        return type.equals("chunk");
    }

    /** Returns true if the entry ships content. */
    boolean hasContent() {
        return type.equals("reg") && size > 0;
    }

    /** Fills the header of a member. */
    void fill(TarHeader header) throws Damaged {
        header.type = typeFlag();
        header.path = name;
        header.pathLength = name.length;
        header.link = linkName;
        header.linkLength = linkName.length;
        header.size = header.type == '0' ? size : 0;
        header.mode = (int) mode & 07777;
        header.uid = (int) uid;
        header.gid = (int) gid;
        header.mtime = mtime();
        header.mtimeNanos = 0;
        header.xattrs = xattrs;
        header.sparse = null;
    }

    /** The type flag of a tar header. */
    byte typeFlag() throws Damaged {
        return switch (type) {
            case "reg" -> '0';
            case "hardlink" -> '1';
            case "symlink" -> '2';
            case "char" -> '3';
            case "block" -> '4';
            case "dir" -> '5';
            case "fifo" -> '6';
            default -> throw new Damaged("it has an entry of an unknown type");
        };
    }

    /** In seconds since 1970, which is where no time is given. */
    private long mtime() throws Damaged {
        if (modtime.isEmpty()) {
            return 0;
        }
        try {
            return isInSeconds() ? seconds() : Instant.parse(modtime).getEpochSecond();
        } catch (DateTimeException e) {
            throw new Damaged("it has a time that is none", e);
        }
    }

    /** Returns true for {@code 2006-01-02T15:04:05Z}, as nearly all times are: {@link Instant#parse} takes a fifth of the time that a table takes. */
    private boolean isInSeconds() {
        boolean fits = modtime.length() == SECONDS_FORM.length();
        for (int i = 0; i < modtime.length() && fits; i++) {
            char c = modtime.charAt(i);
            char form = SECONDS_FORM.charAt(i);
            fits = form == '0' ? c >= '0' && c <= '9' : c == form;
        }
        return fits;
    }

    private long seconds() {
        long day = LocalDate.of(digits(0, 4), digits(5, 7), digits(8, 10)).toEpochDay();
        var time = LocalTime.of(digits(11, 13), digits(14, 16), digits(17, 19));
        return day * SECONDS_PER_DAY + time.toSecondOfDay();
    }

    private int digits(int from, int to) {
        return Integer.parseInt(modtime, from, to, 10);
    }

    /** Fills in the SHA-256 of the content. */
    void fillDigest(byte[] sha256) throws Damaged {
        if (!digest.startsWith(DIGEST_PREFIX) || digest.length() != DIGEST_PREFIX.length() + 2 * sha256.length) {
            throw noDigest();
        }
        try {
            for (int i = 0; i < sha256.length; i++) {
                int at = DIGEST_PREFIX.length() + 2 * i;
                int high = HexFormat.fromHexDigit(digest.charAt(at));
                sha256[i] = (byte) (high << 4 | HexFormat.fromHexDigit(digest.charAt(at + 1)));
            }
        } catch (NumberFormatException e) {
            throw noDigest();
        }
    }

    private static Damaged noDigest() {
        return new Damaged("it has a file without a SHA-256 of its content");
    }
}
