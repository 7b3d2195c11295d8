package dev.tare.layer.store;

import dev.tare.image.Descriptor;
import dev.tare.image.Limits;
import dev.tare.layer.LayerIndex;
import java.util.Optional;

/** Where indexes of layers are kept from one run to the next. Safe for use by many threads. */
public interface LayerStore {

    LayerStore NONE = new LayerStore() {
        @Override
        public Optional<LayerIndex> find(Descriptor layer, Limits limits) {
            return Optional.empty();
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

    /** The index of a layer that was read within limits that are no laxer than these. */
    Optional<LayerIndex> find(Descriptor layer, Limits limits);

    /** Returns false if {@link #find} would find nothing. It is cheap, and true may be wrong. */
    boolean has(Descriptor layer);

    /**
     * Keeps the index of a layer, if it can.
     *
     * @param limits within which the layer was read
     */
    void keep(LayerIndex index, Limits limits);
}
