package dev.tare.layer.stream;

import dev.tare.codec.Codecs;
import dev.tare.codec.WindowGate;
import dev.tare.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a layer or an archive is compressed, told by its first bytes; the media type is only what the manifest claims. */
public enum Compression {
    NONE,
    GZIP,
    ZSTD,
    XZ,
    BZIP2;

    /** Number of first bytes that identify the compression. */
    public static final int MAGIC_BYTES = 10;

    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[] XZ_MAGIC = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    private static final byte[] BZIP2_MAGIC = {'B', 'Z', 'h'};

    /** What follows the level of bzip2: its first block, or its end. Without that, it could be a tar whose first file is so called. */
    private static final List<byte[]> BZIP2_BLOCKS = List.of(
            new byte[] {0x31, 0x41, 0x59, 0x26, 0x53, 0x59}, new byte[] {0x17, 0x72, 0x45, 0x38, 0x50, (byte) 0x90});

    /** Compressed bytes of an archive that are decoded per call. */
    private static final int INPUT_BYTES = 64 << 10;

    /** Tells the compression by the magic numbers of RFC 1952, RFC 8878 (a zstd frame, or a skippable one), xz and bzip2. */
    public static Compression of(byte[] first) {
        if (has(GZIP_MAGIC, first, 0)) {
            return GZIP;
        }
        if (has(XZ_MAGIC, first, 0)) {
            return XZ;
        }
        if (has(BZIP2_MAGIC, first, 0) && BZIP2_BLOCKS.stream().anyMatch(block -> has(block, first, 4))) {
            return BZIP2;
        }
        if (first.length >= 4) {
            int magic = (first[0] & 0xff) | (first[1] & 0xff) << 8 | (first[2] & 0xff) << 16 | (first[3] & 0xff) << 24;
            if (magic == 0xFD2FB528 || (magic & 0xFFFFFFF0) == 0x184D2A50) {
                return ZSTD;
            }
        }
        return NONE;
    }

    private static boolean has(byte[] magic, byte[] first, int at) {
        return first.length >= at + magic.length && Arrays.equals(first, at, at + magic.length, magic, 0, magic.length);
    }

    /** The same for a stream. It consumes the first bytes. */
    public static Compression of(InputStream stream) throws IOException {
        return of(stream.readNBytes(MAGIC_BYTES));
    }

    /** The compression that a media type claims. */
    public static Compression claimedBy(String mediaType) {
        String format = mediaType.substring(Math.max(mediaType.lastIndexOf('.'), mediaType.lastIndexOf('+')) + 1);
        return switch (format) {
            case "gzip", "gz" -> GZIP;
            case "zstd" -> ZSTD;
            case "xz" -> XZ;
            case "bzip2", "bz2" -> BZIP2;
            default -> NONE;
        };
    }

    /**
     * The uncompressed bytes of a whole archive, which holds one window without waiting for those of layers. To be closed, which does not
     * close {@code in}.
     *
     * @throws dev.tare.image.ImageFault.BeyondLimit later, if it wants a window beyond the limit
     */
    public InputStream open(InputStream in, Limits limits) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> Codecs.gzip(in);
            case ZSTD, XZ, BZIP2 -> decode(in, bytes -> WindowLease.check(bytes, this, limits), INPUT_BYTES);
        };
    }

    /** The same for compressions that a library decodes. */
    InputStream decode(InputStream in, WindowGate windows, int piece) throws IOException {
        return switch (this) {
            case ZSTD -> Codecs.zstd(in, windows, piece);
            case XZ -> Codecs.xz(in, windows);
            case BZIP2 -> Codecs.bzip2(in);
            case NONE, GZIP -> throw new IllegalStateException("no library decodes " + this);
        };
    }

    @Override
    public String toString() {
        return this == NONE ? "uncompressed tar" : name().toLowerCase(Locale.ROOT);
    }
}
