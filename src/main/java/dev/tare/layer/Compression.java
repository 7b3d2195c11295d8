package dev.tare.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** How a layer is compressed, told by its first bytes; the media type is only what the manifest claims. */
public enum Compression {
    NONE,
    GZIP,
    ZSTD;

    /** Tells the compression by the magic numbers of RFC 1952 and RFC 8878 (a zstd frame, or a skippable one). */
    static Compression of(byte[] first) {
        int length = first.length;
        if (length >= 2 && first[0] == 0x1f && (first[1] & 0xff) == 0x8b) {
            return GZIP;
        }
        if (length >= 4) {
            int magic = (first[0] & 0xff) | (first[1] & 0xff) << 8 | (first[2] & 0xff) << 16 | (first[3] & 0xff) << 24;
            if (magic == 0xFD2FB528 || (magic & 0xFFFFFFF0) == 0x184D2A50) {
                return ZSTD;
            }
        }
        return NONE;
    }

    /** The same of a stream, of which it takes the first bytes. */
    public static Compression of(InputStream stream) throws IOException {
        return of(stream.readNBytes(4));
    }

    /** What a layer's media type claims. */
    public static Compression claimedBy(String mediaType) {
        if (mediaType.endsWith("zstd")) {
            return ZSTD;
        }
        return mediaType.endsWith("gzip") || mediaType.endsWith("gz") ? GZIP : NONE;
    }

    @Override
    public String toString() {
        return this == NONE ? "uncompressed tar" : name().toLowerCase(Locale.ROOT);
    }
}
