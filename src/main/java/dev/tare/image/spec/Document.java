package dev.tare.image.spec;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;

/** The document that a reference names: the {@link Manifest} of one image, or an {@link Index} of several. */
public sealed interface Document permits Manifest, Index {

    String mediaType();

    /**
     * Reads a manifest or an index.
     *
     * @param said the media type that came with the bytes; it counts only where the document does not name its own
     *     (OCI image-spec, manifest.md: {@code mediaType} SHOULD be there and then MUST match)
     * @throws Damaged if it is neither
     * @throws Unreadable if it is a kind of document that tare does not read
     */
    static Document parse(byte[] bytes, String said) throws ImageFault {
        var root = Json.object(bytes, "the manifest");
        String own = Json.text(root, "mediaType");
        String type = own.isEmpty() ? said : own;
        if (MediaType.isSchema1(type) || Json.is(root, "schemaVersion", 1)) {
            throw new Unreadable(
                    "the registry answered with a manifest of Docker's old schema 1, which names no layer sizes and no"
                            + " config",
                    "push the image again with a current tool");
        }
        if (!Json.is(root, "schemaVersion", 2)) {
            throw new Damaged("the manifest has no schemaVersion 2");
        }
        boolean hasLayers = root.has("layers") || root.has("config");
        boolean hasManifests = root.has("manifests");
        if (hasLayers && hasManifests) {
            // CVE-2021-41190: a document that can be read both ways is read in neither
            throw new Damaged("the manifest has both layers and manifests, so it may mean two things");
        }
        if (hasManifests && (MediaType.isIndex(type) || !MediaType.isManifest(type))) {
            return Index.parse(root, MediaType.isIndex(type) ? type : MediaType.OCI_INDEX);
        }
        if (hasLayers && (MediaType.isManifest(type) || !MediaType.isIndex(type))) {
            return Manifest.parse(root, MediaType.isManifest(type) ? type : MediaType.OCI_MANIFEST);
        }
        throw new Damaged("what the registry answered is neither a manifest nor an index (%s)"
                .formatted(type.isEmpty() ? "no media type" : type));
    }
}
