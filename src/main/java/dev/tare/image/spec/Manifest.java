package dev.tare.image.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.ImageFault.Damaged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One image: its config and its layers, the lowest first (OCI image-spec, manifest.md; Docker schema 2).
 *
 * @param artifactType what it is, where it is no image; else empty
 */
public record Manifest(
        String mediaType,
        String artifactType,
        Descriptor config,
        List<Descriptor> layers,
        Map<String, String> annotations)
        implements Document {

    static Manifest parse(JsonNode root, String mediaType) throws Damaged {
        var layers = new ArrayList<Descriptor>();
        for (var layer : Json.elements(root.path("layers"), "the manifest's layers")) {
            layers.add(Descriptor.parse(layer, "layer " + layers.size() + " of the manifest"));
        }
        return new Manifest(
                mediaType,
                Json.text(root, "artifactType"),
                config(root.path("config"), mediaType),
                List.copyOf(layers),
                Json.map(root.path("annotations")));
    }

    private static Descriptor config(JsonNode config, String mediaType) throws Damaged {
        String what = "the manifest's config";
        // only Docker's manifests of old leave the type out
        return mediaType.equals(MediaType.DOCKER_MANIFEST)
                ? Descriptor.parse(config, what, Json.text(config, "mediaType"))
                : Descriptor.parse(config, what);
    }

    /** The same manifest with its layers in this order. */
    public Manifest inOrder(List<Integer> numbers) {
        return new Manifest(
                mediaType,
                artifactType,
                config,
                numbers.stream().map(layers::get).toList(),
                annotations);
    }

    /** Returns true if this is a container image and no artifact, as the type of its config tells (OCI image-spec, manifest.md, "config"). */
    public boolean isImage() {
        return MediaType.isConfig(config.mediaType(), mediaType);
    }
}
