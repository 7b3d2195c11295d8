package dev.tare.image.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.ImageFault.Damaged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Several images under one name, one for each platform (OCI image-spec, image-index.md; Docker's manifest list). */
public record Index(String mediaType, List<Descriptor> manifests, Map<String, String> annotations) implements Document {

    static Index parse(JsonNode root, String mediaType) throws Damaged {
        var manifests = new ArrayList<Descriptor>();
        for (var manifest : Json.elements(root.path("manifests"), "the index's manifests")) {
            manifests.add(Descriptor.parse(manifest, "manifest " + manifests.size() + " of the index"));
        }
        return new Index(mediaType, List.copyOf(manifests), Json.map(root.path("annotations")));
    }

    /**
     * The images that may be the one for a platform, best first; those that do not say what they are for come last, as
     * their configs do. Attestations are no images.
     */
    public List<Descriptor> candidates(Platform wanted) {
        return manifests.stream()
                .filter(m -> !m.isAttestation())
                .filter(m -> m.platform().map(wanted::suits).orElse(1) > 0)
                .sorted(Comparator.comparingInt(
                        (Descriptor m) -> -m.platform().map(wanted::suits).orElse(0)))
                .toList();
    }

    /** The platforms on offer, for a message. */
    public List<Platform> platforms() {
        return manifests.stream()
                .filter(m -> !m.isAttestation())
                .flatMap(m -> m.platform().stream())
                .distinct()
                .toList();
    }
}
