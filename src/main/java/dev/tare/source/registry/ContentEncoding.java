package dev.tare.source.registry;

import dev.tare.codec.Codecs;
import dev.tare.image.ImageFault.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Undoes the content encoding of documents (RFC 9110, 8.4): servers and proxies pack manifests, configs and tokens with gzip unasked,
 * and their digests are those of the documents. Layers are never unpacked here: their digests are those of the blobs as stored.
 */
final class ContentEncoding {

    private ContentEncoding() {}

    /**
     * Reads a document as it was before it was encoded.
     *
     * @param limit its size at most, in bytes, encoded or not
     * @return one byte more than the limit, at most, where it is larger
     * @throws Unreadable if it is encoded otherwise than with gzip, or damaged
     */
    static byte[] read(Http.Answer answer, InputStream body, int limit) throws IOException {
        byte[] bytes = body.readNBytes(limit + 1);
        String encoding =
                String.join(",", answer.headers("Content-Encoding")).strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> bytes;
            // some proxies unpack the body and leave the header
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

    private static byte[] unpacked(Http.Answer answer, byte[] bytes, int limit) throws Unreadable {
        try (var stream = Codecs.gzip(new ByteArrayInputStream(bytes))) {
            return stream.readNBytes(limit + 1);
        } catch (IOException e) {
            throw new Unreadable(
                    "%s answered with a document in gzip that is damaged".formatted(answer.address()), "try again");
        }
    }
}
