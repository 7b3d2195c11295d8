package dev.tare.scan;

import dev.tare.image.Digest;
import dev.tare.layer.LayerIndex;
import java.util.List;

/** The base image, as far as it is known. It is never guessed: the user or the image must name it. */
public sealed interface Base {

    /** The annotations that name it (OCI image-spec, annotations.md). */
    String NAME = "org.opencontainers.image.base.name";

    String DIGEST = "org.opencontainers.image.base.digest";

    /** Number of the lowest layers that come from the base; 0 if it is unknown. */
    default int layers() {
        return this instanceof Known known ? known.layers : 0;
    }

    /**
     * The diff IDs of the base are those at the bottom of the image.
     *
     * @param digest of its manifest
     * @param historyItems the items of its history, with which the image's begins
     * @param annotated true if the image names it, and not the user
     */
    record Known(String name, Digest digest, int layers, int historyItems, boolean annotated) implements Base {}

    /**
     * The base has a name, but its layers are unknown.
     *
     * @param why a sentence without its first capital
     */
    record Named(String name, String why) implements Base {}

    /** No base is named. */
    record Unknown() implements Base {}

    /** Compares the diff IDs of a base with the lowest layers of an image. */
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
                : new Known(
                        name, base.digest(), ids.size(), base.config().history().size(), annotated);
    }
}
