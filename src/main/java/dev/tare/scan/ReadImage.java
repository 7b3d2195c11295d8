package dev.tare.scan;

import dev.tare.image.ImageFault;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import java.util.List;
import java.util.Optional;

/**
 * An image, all layers of which have been read as far as they are to be had.
 *
 * @param image whose manifest lists the layers in the order of the config
 * @param layers the lowest first
 * @param origins of each layer
 * @param notes on how each layer was read
 * @param reordered whether the source's own manifest lists them in another order
 */
record ReadImage(
        ReadSource source,
        ResolvedImage image,
        List<LayerIndex> layers,
        List<Origin> origins,
        List<List<String>> notes,
        boolean reordered) {

    /** What is told of a source after it is closed. */
    record ReadSource(String name, Origin origin, List<String> warnings) {}

    boolean isRemote() {
        return source.origin() == Origin.NETWORK;
    }

    /**
     * Puts the layers into the order of the config's diff IDs. In a registry each must be at its place already: whoever pulls the image has
     * nothing but the manifest. In files the manifest may be wrong beside a config that is right, as Docker 25.0.0 wrote them.
     */
    ReadImage inOrder() throws ImageFault {
        var ids = image.diffIds();
        for (int i = 0; i < layers.size(); i++) {
            if (origins.get(i) != Origin.NOT_HELD && !ids.fits(i, layers.get(i))) {
                boolean movable = !isRemote() && !origins.contains(Origin.NOT_HELD);
                var order = movable ? ids.order(layers) : Optional.<List<Integer>>empty();
                if (order.isEmpty()) {
                    throw ids.misfit(i, layers.get(i)).in(place(i).toString());
                }
                return new ReadImage(
                        source,
                        image.inOrder(order.get()),
                        order.get().stream().map(layers::get).toList(),
                        origins, // of a file, whose layers are all from there
                        notes,
                        true);
            }
        }
        return this;
    }

    private LayerPlace place(int layer) {
        return new LayerPlace(image.manifest(), image.config(), layer);
    }
}
