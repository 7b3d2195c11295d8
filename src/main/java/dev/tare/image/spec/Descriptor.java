package dev.tare.image.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a manifest says of a blob or of another manifest (OCI image-spec, descriptor.md).
 *
 * @param size of the content as stored, in bytes: compressed for a compressed layer
 * @param urls where a foreign layer may be fetched; never followed unasked
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        List<String> urls,
        Map<String, String> annotations,
        Optional<Platform> platform) {

    /** BuildKit's mark of an attestation manifest among the images of an index. */
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";

    static Descriptor parse(JsonNode node, String what) throws Damaged {
        return parse(node, what, Json.required(object(node, what), "mediaType", what));
    }

    /** The same descriptor with the type that the content is known to have. */
    static Descriptor parse(JsonNode node, String what, String mediaType) throws Damaged {
        long size = Json.whole(object(node, what), "size", what);
        if (size < 0) {
            throw new Damaged("%s has a negative size, %d".formatted(what, size));
        }
        return new Descriptor(
                mediaType,
                Json.digest(node, "digest", what),
                size,
                Json.texts(node.path("urls"), what + ", urls"),
                Json.map(node.path("annotations")),
                Optional.of(Platform.parse(node.path("platform"))).filter(Platform::isKnown));
    }

    private static JsonNode object(JsonNode node, String what) throws Damaged {
        if (!node.isObject()) {
            throw new Damaged(what + " is no descriptor");
        }
        return node;
    }

    /** Returns true if its bytes may be elsewhere than where the image is (OCI image-spec, layer.md, "Non-Distributable Layers"). */
    public boolean isForeign() {
        return !urls.isEmpty() || MediaType.isForeign(mediaType);
    }

    public boolean isAttestation() {
        return annotations.containsKey(REFERENCE_TYPE)
                || platform.filter(p -> p.os().equals("unknown")).isPresent();
    }
}
