package dev.tare.layer.store;

import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where indexes of layers, and configs of images, are kept from one run to the next. Safe for use by many threads. */
public interface LayerStore extends AutoCloseable {

    LayerStore NONE = new LayerStore() {
        @Override
        public Map<Digest, Found> find(List<Descriptor> layers, Limits limits) {
            return Map.of();
        }

        @Override
        public boolean has(Descriptor layer) {
            return false;
        }

        @Override
        public void keep(LayerIndex index, Limits limits) {
            // it keeps nothing
        }
    };

    /** @param origin of the index: {@link Origin#CACHE} or {@link Origin#SHARED_CACHE} */
    record Found(LayerIndex index, Origin origin) {}

    /** The indexes of those of these layers that were read within limits that are no laxer than these. */
    Map<Digest, Found> find(List<Descriptor> layers, Limits limits);

    /** Looks again for a layer that was not found, right before it is fetched. Only where others may have kept it meanwhile is anything found. */
    default Optional<Found> findLate(Descriptor layer, Limits limits) {
        return Optional.empty();
    }

    /** Returns true if others keep what they read here at the same time. Then it pays to read layers in another order than they do. */
    default boolean isShared() {
        return false;
    }

    /** Returns false if {@link #find} would find nothing. It is cheap, and true may be wrong. */
    boolean has(Descriptor layer);

    /**
     * Keeps the index of a layer, if it can.
     *
     * @param limits within which the layer was read
     */
    void keep(LayerIndex index, Limits limits);

    /** The config with this descriptor, which is verified; empty if it is not kept here. */
    default Optional<byte[]> config(Descriptor config) {
        return Optional.empty();
    }

    /**
     * Keeps a config, if it can.
     *
     * @param bytes that were verified
     */
    default void keepConfig(Digest digest, byte[] bytes) {
        // most stores keep layers only
    }

    /** Waits until what is to be kept is kept, for a bounded time. */
    @Override
    default void close() {}
}
