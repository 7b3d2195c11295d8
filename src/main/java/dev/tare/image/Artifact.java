package dev.tare.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.ImageFault.Damaged;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An artifact in a registry: an image manifest whose config is empty (OCI image-spec, manifest.md, "Guidelines for Artifact Usage").
 *
 * @param type the {@code artifactType}
 */
public record Artifact(String type, List<Blob> blobs, Map<String, String> annotations) {

    /** The content of the config: an empty object (manifest.md, "Guidance for an Empty Descriptor"). */
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

    /**
     * A blob of an artifact.
     *
     * @param size in bytes
     * @param data the content, where the manifest has it too (descriptor.md, "data"); it is verified
     */
    public record Blob(String mediaType, Digest digest, long size, Optional<byte[]> data) {

        /** The blob of these bytes, which the manifest has too if they are no more than so many. */
        public static Blob of(String mediaType, byte[] bytes, int maxDataBytes) {
            return new Blob(
                    mediaType,
                    Digest.sha256(bytes),
                    bytes.length,
                    bytes.length <= maxDataBytes ? Optional.of(bytes) : Optional.empty());
        }

        private static Blob parse(JsonNode node, int number) throws Damaged {
            String what = "blob %d of the artifact".formatted(number);
            var descriptor = Descriptor.parse(node, what);
            String data = Json.text(node, "data");
            var blob = new Blob(
                    descriptor.mediaType(),
                    descriptor.digest(),
                    descriptor.size(),
                    data.isEmpty() ? Optional.empty() : Optional.of(decoded(data, what)));
            if (blob.data().isPresent()) {
                blob.verify(blob.data().get());
            }
            return blob;
        }

        /** @throws Damaged if these bytes are not the content */
        public void verify(byte[] bytes) throws Damaged {
            if (bytes.length != size || !digest.ofSameKind(bytes).equals(digest)) {
                throw new Damaged(
                        "the blob %s of the artifact has other bytes than its digest says".formatted(digest.brief()));
            }
        }

        private static byte[] decoded(String data, String what) throws Damaged {
            try {
                return Base64.getDecoder().decode(data);
            } catch (IllegalArgumentException e) {
                throw new Damaged(what + " has data that are no Base64", e);
            }
        }

        private Map<String, Object> fields() {
            var fields = Json.ordered();
            fields.put("mediaType", mediaType);
            fields.put("digest", digest.toString());
            fields.put("size", size);
            data.ifPresent(bytes -> fields.put("data", Base64.getEncoder().encodeToString(bytes)));
            return fields;
        }
    }

    /** The blob that the config of every artifact is. */
    public static Blob config() {
        return Blob.of(EMPTY_TYPE, EMPTY, EMPTY.length);
    }

    /** @throws Damaged if this is no artifact */
    public static Artifact parse(byte[] manifest) throws Damaged {
        var root = Json.object(manifest, "the artifact");
        var blobs = new ArrayList<Blob>();
        for (var blob : Json.elements(root.path("layers"), "the artifact's blobs")) {
            blobs.add(Blob.parse(blob, blobs.size()));
        }
        return new Artifact(
                Json.required(root, "artifactType", "the artifact"),
                List.copyOf(blobs),
                Json.map(root.path("annotations")));
    }

    /** The manifest, of type {@link MediaType#OCI_MANIFEST}. Equal artifacts have equal manifests. */
    public byte[] manifest() {
        var fields = Json.ordered();
        fields.put("schemaVersion", 2);
        fields.put("mediaType", MediaType.OCI_MANIFEST);
        fields.put("artifactType", type);
        fields.put("config", config().fields());
        fields.put("layers", blobs.stream().map(Blob::fields).toList());
        fields.put("annotations", Json.sorted(annotations));
        return Json.bytes(fields);
    }
}
