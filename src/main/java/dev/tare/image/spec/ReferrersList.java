package dev.tare.image.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import java.util.Map;

/**
 * The artifacts that are about one manifest, as an image index under a tag: for registries without the referrers API (OCI distribution-spec 1.1,
 * "Referrers Tag Schema"). What others have put into it stays as it is.
 */
public final class ReferrersList {

    private static final String WHAT = "the list of referrers";

    private static final int MAX_ALGORITHM = 32;
    private static final int MAX_DIGITS = 64;

    private final ObjectNode root;
    private final ArrayNode manifests;

    private ReferrersList(ObjectNode root, ArrayNode manifests) {
        this.root = root;
        this.manifests = manifests;
    }

    /** The tag that has the list for a manifest: {@code sha256-0123…}. */
    public static String tag(Digest subject) {
        return "%s-%s".formatted(brief(subject.algorithm(), MAX_ALGORITHM), brief(subject.hex(), MAX_DIGITS));
    }

    private static String brief(String text, int max) {
        return text.substring(0, Math.min(text.length(), max));
    }

    /** A list of nothing. */
    public static ReferrersList empty() {
        var root = Json.writable();
        root.put("schemaVersion", 2).put("mediaType", MediaType.OCI_INDEX);
        return new ReferrersList(root, root.putArray("manifests"));
    }

    /** @throws Damaged if this is no image index */
    public static ReferrersList parse(byte[] index) throws Damaged {
        var node = Json.object(index, WHAT);
        if (node instanceof ObjectNode root
                && root.path("manifests") instanceof ArrayNode manifests
                && Json.text(root, "mediaType").equals(MediaType.OCI_INDEX)) {
            return new ReferrersList(root, manifests);
        }
        throw new Damaged(WHAT + " is no image index");
    }

    /** Returns true if the artifact with this digest is in the list. */
    public boolean has(Digest artifact) {
        for (JsonNode manifest : manifests) {
            if (Json.text(manifest, "digest").equals(artifact.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Adds an artifact as it is pushed. */
    public void add(Artifact artifact) {
        byte[] manifest = artifact.manifest();
        var descriptor = manifests.addObject();
        descriptor
                .put("mediaType", MediaType.OCI_MANIFEST)
                .put("digest", Digest.sha256(manifest).toString())
                .put("size", manifest.length)
                .put("artifactType", artifact.type());
        if (!artifact.annotations().isEmpty()) {
            var annotations = descriptor.putObject("annotations");
            artifact.annotations().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(it -> annotations.put(it.getKey(), it.getValue()));
        }
    }

    /** The index, of type {@link MediaType#OCI_INDEX}. */
    public byte[] bytes() {
        return Json.bytes(root);
    }
}
