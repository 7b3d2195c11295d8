package dev.tare.layer.toc;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.tar.TarHeader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;

/** One entry of a table of contents: a member of the tar, or a further chunk of the file before. */
final class TocEntry {

    private static final String DIGEST_PREFIX = "sha256:";

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
            return Instant.parse(modtime).getEpochSecond();
        } catch (DateTimeException e) {
            throw new Damaged("it has a time that is none", e);
        }
    }

    /** Fills in the SHA-256 of the content. */
    void fillDigest(byte[] sha256) throws Damaged {
        try {
            if (digest.startsWith(DIGEST_PREFIX)) {
                byte[] parsed = HexFormat.of().parseHex(digest, DIGEST_PREFIX.length(), digest.length());
                if (parsed.length == sha256.length) {
                    System.arraycopy(parsed, 0, sha256, 0, sha256.length);
                    return;
                }
            }
        } catch (IllegalArgumentException e) {
            // no digest, as below
        }
        throw new Damaged("it has a file without a SHA-256 of its content");
    }
}
