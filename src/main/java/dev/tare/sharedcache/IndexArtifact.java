package dev.tare.sharedcache;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.spec.Artifact;
import dev.tare.layer.IndexFile;
import java.util.List;
import java.util.Map;

/** The artifact that the index of a layer is in a registry. */
final class IndexArtifact {

    /** The {@code artifactType}. */
    static final String TYPE = "application/vnd.tare.layer-index.v1";

    /** The type of its only blob, a {@link dev.tare.layer.store.PackedIndex}. */
    static final String BLOB_TYPE = "application/vnd.tare.layer-index.v1+gzip";

    /** An index of at most this many bytes is in the manifest too, which saves a request. */
    private static final int MAX_DATA_BYTES = 48 << 10;

    /** Maximum digits of a digest in a tag: a tag has at most 128 characters (distribution-spec 1.1, "Pulling manifests"), a sha512 digest 128 digits. */
    private static final int MAX_TAG_DIGITS = 64;

    private IndexArtifact() {}

    /**
     * The tag of a layer's index: {@code sha256-0123….index-5-0123abcd}. Of a longer digest it has the first digits; the index itself has them all.
     *
     * @param layer digest of the layer as stored
     */
    static String tag(Digest layer) {
        String digits = layer.hex().substring(0, Math.min(layer.hex().length(), MAX_TAG_DIGITS));
        return "%s-%s.%s".formatted(layer.algorithm(), digits, IndexFile.VERSION);
    }

    /** @param packed the index */
    static Artifact of(Digest layer, byte[] packed) {
        return new Artifact(
                TYPE,
                List.of(Artifact.Blob.of(BLOB_TYPE, packed, MAX_DATA_BYTES)),
                Map.of("dev.tare.layer.digest", layer.toString(), "dev.tare.index.version", IndexFile.VERSION));
    }

    /**
     * The packed index of an artifact.
     *
     * @throws Damaged if it is another artifact
     */
    static Artifact.Blob blob(Artifact artifact) throws Damaged {
        if (!artifact.type().equals(TYPE)
                || artifact.blobs().size() != 1
                || !artifact.blobs().getFirst().mediaType().equals(BLOB_TYPE)) {
            throw new Damaged("it is no layer index");
        }
        return artifact.blobs().getFirst();
    }
}
