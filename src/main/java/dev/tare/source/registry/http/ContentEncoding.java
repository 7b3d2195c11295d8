package dev.tare.source.registry.http;

import dev.tare.codec.Codecs;
import dev.tare.image.ImageFault.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;

/**
 * Decodes the content encoding of documents (RFC 9110, 8.4). Some servers and proxies compress manifests, configs and tokens unasked; the digest
 * is that of the decoded document. Layers are never decoded here, since their digest is that of the stored blob.
 */
public final class ContentEncoding {

    private ContentEncoding() {}

    /**
     * Reads a document and decodes it.
     *
     * @param limit maximum size in bytes, encoded and decoded
     * @return at most one byte more than the limit
     * @throws Unreadable if the encoding is not gzip, or the body is damaged
     */
    public static byte[] read(Answer answer, int limit) throws IOException {
        byte[] bytes = answer.body().readNBytes(limit + 1);
        String encoding =
                String.join(",", answer.headers("Content-Encoding")).strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> bytes;
            // some proxies decode the body and leave the header
            case "gzip", "x-gzip" -> isGzip(bytes) && bytes.length <= limit ? unpacked(answer, bytes, limit) : bytes;
            default ->
                throw new Unreadable(
                        "%s answered in the content encoding %s, for which it was not asked"
                                .formatted(answer.address(), RegistryErrors.brief(encoding)),
                        "check which proxy or server in between encodes it");
        };
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length > 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    }

    private static byte[] unpacked(Answer answer, byte[] bytes, int limit) throws Unreadable {
        try (var stream = Codecs.gzip(new ByteArrayInputStream(bytes))) {
            return stream.readNBytes(limit + 1);
        } catch (IOException e) {
            throw new Unreadable(
                    "%s answered with a document in gzip that is damaged".formatted(answer.address()), "try again");
        }
    }
}
