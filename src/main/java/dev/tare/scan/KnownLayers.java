package dev.tare.scan;

import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The layers that need not be read again: those that this process has read, and those that a store has. Safe for use by many threads. */
public final class KnownLayers {

    /** Maximum entries of layers that are kept in memory from one image to the next. */
    private static final int MAX_HELD_ENTRIES = 1_000_000;

    private final LayerStore store;
    private final Map<Digest, Known> held = new ConcurrentHashMap<>();

    /** @param origin the store, or where the image is that it was read for */
    record Known(LayerIndex index, Origin origin) {}

    public KnownLayers(LayerStore store) {
        this.store = store;
    }

    /** To be called between images, so that a row of them does not fill the memory. */
    public void forgetIfMany() {
        if (held.values().stream().mapToLong(known -> known.index().size()).sum() > MAX_HELD_ENTRIES) {
            held.clear();
        }
    }

    /**
     * The layer, if it is known by this digest and has this size.
     *
     * @param image where the image is: what the store has is taken for one in a registry only
     */
    Optional<Known> find(Descriptor layer, Origin image, Limits limits) {
        var known = held.get(layer.digest());
        if (known == null && image == Origin.NETWORK) {
            known = store.find(layer, limits)
                    .map(index -> new Known(index, Origin.CACHE))
                    .orElse(null);
            if (known != null) {
                held.put(layer.digest(), known);
            }
        }
        return Optional.ofNullable(known).filter(it -> it.index().compressedBytes() == layer.size());
    }

    /** @param image where it was read: what lies in a file is read again as fast, and may have been damaged since, so that is not stored */
    void add(LayerIndex index, Origin image, Limits limits) {
        held.put(index.digest(), new Known(index, image));
        if (image == Origin.NETWORK) {
            store.keep(index, limits);
        }
    }
}
