package dev.tare.source;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A place that holds one image, or one index of images, and the blobs that belong to it. Safe for use by many threads.
 *
 * <p>The kinds of sources are a closed set: registries, registries with mirrors, and files. The interface is not sealed, since without a module Java
 * allows sealed types within one package only (JLS 8.1.1.2); a test holds the set.
 */
public interface Source extends AutoCloseable {

    /**
     * A manifest or index as received.
     *
     * @param mediaType what the source says it is; empty if it says nothing
     * @param digest of exactly these bytes
     */
    record Fetched(byte[] bytes, String mediaType, Digest digest) {}

    /** What the image is called in reports and messages. */
    String name();

    /** The manifest or index that the source was opened for. A digest in the reference has been verified. */
    Fetched manifest() throws ImageFault;

    /** A manifest that an index lists; its digest and size have been verified. */
    Fetched manifest(Descriptor descriptor) throws ImageFault;

    /**
     * The bytes of a blob as stored, from the first to the last. They are not verified: whoever reads them all must.
     *
     * @throws ImageFault.NotHeld if the source does not have it
     * @throws ImageFault if it cannot be had; reading may throw it too, when the connection fails
     */
    InputStream blob(Descriptor descriptor) throws ImageFault;

    /**
     * Some bytes of a blob as stored. They cannot be verified by the digest, which is that of the whole blob.
     *
     * @param from the first byte, counted from 0
     * @param length in bytes, at least 1
     * @return a stream that ends after {@code length} bytes, or earlier where the blob ends; empty if the source cannot read from the middle of a blob
     * @throws ImageFault.NotHeld if the source does not have the blob
     * @throws ImageFault if it cannot be had; reading may throw it too, when the connection fails
     */
    Optional<InputStream> openRange(Descriptor descriptor, long from, long length) throws ImageFault;

    /** The digest that the bytes of a layer must have; empty if the descriptor has the diff ID of the config instead. */
    default Optional<Digest> digest(Descriptor layer) {
        return Optional.of(layer.digest());
    }

    /** The index of a layer that was read when the source was opened, such as one from a stream that cannot be read twice. */
    default Optional<LayerIndex> index(Descriptor layer) throws ImageFault {
        return Optional.empty();
    }

    /** Where the layers' bytes are: {@link Origin#NETWORK} or {@link Origin#FILE}. */
    default Origin origin() {
        return Origin.NETWORK;
    }

    /** Warnings so far, one line each. */
    List<String> warnings();

    @Override
    void close();
}
