package dev.tare.image.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An artifact in a registry: an image manifest whose config is empty (OCI image-spec, manifest.md, "Guidelines for Artifact Usage").
 *
 * @param type the {@code artifactType}
 * @param subject the manifest of the same repository that it is about, if it is about one
 */
public record Artifact(String type, List<Blob> blobs, Map<String, String> annotations, Optional<Subject> subject) {

    /** The content of the config: an empty object (manifest.md, "Guidance for an Empty Descriptor"). */
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

    /**
     * The manifest that an artifact is about.
     *
     * @param size in bytes
     */
    public record Subject(String mediaType, Digest digest, long size) {

        private static Subject parse(JsonNode node) throws Damaged {
            var descriptor = Descriptor.parse(node, "the subject of the artifact");
            return new Subject(descriptor.mediaType(), descriptor.digest(), descriptor.size());
        }

        private void write(ObjectNode descriptor) {
            Artifact.write(descriptor, mediaType, digest, size);
        }
    }

    /**
     * A blob of an artifact.
     *
     * @param size in bytes
     * @param data the content, where the manifest has it too (descriptor.md, "data"); it is verified
     * @param title the file that tools write it to; empty for none
     */
    public record Blob(String mediaType, Digest digest, long size, Optional<byte[]> data, String title) {

        /** OCI image-spec, annotations.md, "Pre-Defined Annotation Keys". */
        private static final String TITLE = "org.opencontainers.image.title";

        /** The blob of these bytes, which the manifest has too if they are no more than so many. */
        public static Blob of(String mediaType, byte[] bytes, int maxDataBytes) {
            return new Blob(
                    mediaType,
                    Digest.sha256(bytes),
                    bytes.length,
                    bytes.length <= maxDataBytes ? Optional.of(bytes) : Optional.empty(),
                    "");
        }

        /** The same blob with a title. */
        public Blob titled(String file) {
            return new Blob(mediaType, digest, size, data, file);
        }

        private static Blob parse(JsonNode node, int number) throws Damaged {
            String what = "blob %d of the artifact".formatted(number);
            var descriptor = Descriptor.parse(node, what);
            String data = Json.text(node, "data");
            var blob = new Blob(
                    descriptor.mediaType(),
                    descriptor.digest(),
                    descriptor.size(),
                    data.isEmpty() ? Optional.empty() : Optional.of(decoded(data, what)),
                    descriptor.annotations().getOrDefault(TITLE, ""));
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

        private void write(ObjectNode descriptor) {
            Artifact.write(descriptor, mediaType, digest, size);
            data.ifPresent(bytes -> descriptor.put("data", Base64.getEncoder().encodeToString(bytes)));
            if (!title.isEmpty()) {
                descriptor.putObject("annotations").put(TITLE, title);
            }
        }
    }

    /** An artifact about nothing else. */
    public Artifact(String type, List<Blob> blobs, Map<String, String> annotations) {
        this(type, blobs, annotations, Optional.empty());
    }

    private static void write(ObjectNode descriptor, String mediaType, Digest digest, long size) {
        descriptor.put("mediaType", mediaType).put("digest", digest.toString()).put("size", size);
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
                Json.map(root.path("annotations")),
                root.has("subject") ? Optional.of(Subject.parse(root.path("subject"))) : Optional.empty());
    }

    /** The manifest, of type {@link MediaType#OCI_MANIFEST}. Equal artifacts have equal manifests. */
    public byte[] manifest() {
        var root = Json.writable();
        root.put("schemaVersion", 2).put("mediaType", MediaType.OCI_MANIFEST).put("artifactType", type);
        config().write(root.putObject("config"));
        var layers = root.putArray("layers");
        blobs.forEach(blob -> blob.write(layers.addObject()));
        subject.ifPresent(it -> it.write(root.putObject("subject")));
        var notes = root.putObject("annotations");
        new TreeMap<>(annotations).forEach(notes::put);
        return Json.bytes(root);
    }
}
