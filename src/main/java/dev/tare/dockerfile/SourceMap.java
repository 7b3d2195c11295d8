package dev.tare.dockerfile;

import java.util.List;
import java.util.Optional;

/**
 * The lines of a Dockerfile that made each layer of an image.
 *
 * @param file the Dockerfile, as {@link Recipe} names it; empty if there is none
 * @param items for each item of the history
 * @param layers for each item that is not empty, so for each layer
 * @param warnings for lines or layers that could not be matched
 */
public record SourceMap(
        Optional<String> file, List<Optional<Lines>> items, List<Optional<Lines>> layers, List<String> warnings) {

    /** The map without a Dockerfile: no lines are known. */
    public static final SourceMap NONE = new SourceMap(Optional.empty(), List.of(), List.of(), List.of());

    /** The lines that left this item of the history, if they are known. */
    public Optional<Lines> ofItem(int item) {
        return item < items.size() ? items.get(item) : Optional.empty();
    }

    /** The lines that made this layer, if they are known. */
    public Optional<Lines> ofLayer(int layer) {
        return layer < layers.size() ? layers.get(layer) : Optional.empty();
    }
}
