package dev.tare.scan;

import dev.tare.image.Digest;
import dev.tare.layer.LayerIndex;
import java.util.List;

/** What is known of the image that another was built from. Nothing is guessed: without a word of the user or the image it is unknown. */
public sealed interface Base {

    /** The annotations that name it (OCI image-spec, annotations.md). */
    String NAME = "org.opencontainers.image.base.name";

    String DIGEST = "org.opencontainers.image.base.digest";

    /** How many of the lowest layers come from it, as far as that is known. */
    default int layers() {
        return this instanceof Known known ? known.layers : 0;
    }

    /**
     * Its layers are those at the bottom of the image, by their diff IDs.
     *
     * @param digest of its manifest
     * @param annotated whether the image names it, and not the user
     */
    record Known(String name, Digest digest, int layers, boolean annotated) implements Base {}

    /**
     * It has a name, and which layers are its is not known.
     *
     * @param why a sentence without its first capital
     */
    record Named(String name, String why) implements Base {}

    /** Nobody says what it is. */
    record Unknown() implements Base {}

    /** Holds a base against the bottom of an image, by the digests of the uncompressed layers. */
    static Base of(String name, ResolvedImage base, List<LayerIndex> image, boolean annotated) {
        var ids = base.config().diffIds();
        for (int i = 0; i < ids.size(); i++) {
            if (i >= image.size()) {
                return new Named(name, "it has more layers than this image");
            }
            if (!ids.get(i).equals(image.get(i).diffId())) {
                return new Named(
                        name,
                        i == 0
                                ? "this image is not built on it: no layer is the same"
                                : "this image is not built on it as it is now: layer %d is another".formatted(i));
            }
        }
        return ids.isEmpty()
                ? new Named(name, "it has no layers")
                : new Known(name, base.digest(), ids.size(), annotated);
    }
}
