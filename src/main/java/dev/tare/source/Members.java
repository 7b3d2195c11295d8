package dev.tare.source;

import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.layer.LayerIndex;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.io.input.BoundedInputStream;

/** The files of a folder or an archive, by name. Safe for use by many threads. */
public interface Members extends Closeable {

    /** Some archives prefix every name with {@code ./}. */
    Pattern BLOB = Pattern.compile("(?:\\./)?blobs/(sha256|sha512)/([0-9a-f]+)");

    /** The name of a blob in an image layout (OCI image-spec, image-layout.md, "Blobs"). */
    static String blob(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    /** The digest that a file must have by its name; empty if it is not named as a blob of an image layout is. */
    static Optional<Digest> blobDigest(String name) {
        var blob = BLOB.matcher(name);
        try {
            return blob.matches() ? Optional.of(Digest.parse(blob.group(1) + ":" + blob.group(2))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // named like a blob without being one
        }
    }

    /** What the user called it. */
    String name();

    /** The size of a file in bytes, or -1 if there is no such file. */
    long size(String name);

    /** The bytes of a file that is there. */
    InputStream open(String name) throws IOException;

    /**
     * Some bytes of a file that is there.
     *
     * @param from the first byte, counted from 0
     * @param length in bytes
     * @return empty if the file has passed by and cannot be read again
     */
    default Optional<InputStream> openRange(String name, long from, long length) throws IOException {
        var stream = open(name);
        try {
            stream.skipNBytes(Math.min(from, size(name))); // moves the position, and reads nothing
            return Optional.of(BoundedInputStream.builder()
                    .setInputStream(stream)
                    .setMaxCount(length)
                    .get());
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /**
     * Reads a whole file, which must be small.
     *
     * @param limit its size at most, in bytes
     * @param bound whose limit it is
     */
    default byte[] read(String name, int limit, Bound bound) throws ImageFault {
        if (size(name) > limit) {
            throw Limits.exceeded("%s of %,d bytes".formatted(name, size(name)), limit, bound);
        }
        try (var stream = open(name)) {
            return stream.readNBytes((int) Math.min(limit, size(name)));
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** The error for a file that exists and cannot be read. */
    default Unreadable unreadable(String name, IOException cause) {
        return new Unreadable("%s in %s cannot be read".formatted(name, name()), "", cause);
    }

    /** The index of a file that was read as a layer when it came by, where the files can be read only once. */
    default Optional<LayerIndex> index(String name) throws ImageFault {
        return Optional.empty();
    }

    @Override
    void close() throws IOException;
}
