package dev.tare.layer.store;

import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.LayerIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stores that are asked in turn, each for what those before do not have. All keep what is read; what one of them has is not passed on to another, since
 * they are not trusted alike.
 */
public final class StoreChain implements LayerStore {

    private final List<LayerStore> stores;

    public StoreChain(List<LayerStore> stores) {
        this.stores = List.copyOf(stores);
    }

    @Override
    public Map<Digest, Found> find(List<Descriptor> layers, Limits limits) {
        var found = new HashMap<Digest, Found>();
        for (var store : stores) {
            var missing = layers.stream()
                    .filter(layer -> !found.containsKey(layer.digest()))
                    .toList();
            if (!missing.isEmpty()) {
                found.putAll(store.find(missing, limits));
            }
        }
        return found;
    }

    @Override
    public boolean has(Descriptor layer) {
        return stores.stream().anyMatch(store -> store.has(layer));
    }

    @Override
    public Optional<Found> findLate(Descriptor layer, Limits limits) {
        return stores.stream()
                .flatMap(store -> store.findLate(layer, limits).stream())
                .findFirst();
    }

    @Override
    public boolean isShared() {
        return stores.stream().anyMatch(LayerStore::isShared);
    }

    @Override
    public void keep(LayerIndex index, Limits limits) {
        stores.forEach(store -> store.keep(index, limits));
    }

    @Override
    public Optional<byte[]> config(Descriptor config) {
        return stores.stream().flatMap(store -> store.config(config).stream()).findFirst();
    }

    @Override
    public void keepConfig(Digest digest, byte[] bytes) {
        stores.forEach(store -> store.keepConfig(digest, bytes));
    }

    @Override
    public void close() {
        stores.forEach(LayerStore::close);
    }
}
