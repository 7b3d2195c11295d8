package dev.tare.scan;

import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.store.LayerStore;
import dev.tare.layer.store.LayerStore.Found;
import dev.tare.layer.stream.Awaited;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Layers that a store is asked for while the config of their image is on its way. A store that cannot tell has found nothing.
 *
 * @param layers that are looked for
 */
record EarlyLookup(Set<Descriptor> layers, Future<Map<Digest, Found>> answer) {

    static final EarlyLookup NONE = new EarlyLookup(Set.of(), new FutureTask<>(Map::of));

    /** Asks in a thread of its own, which ends with the answer. */
    static EarlyLookup start(List<Descriptor> layers, LayerStore store, Limits limits) {
        var task = new FutureTask<>(() -> store.find(layers, limits));
        Thread.ofPlatform().daemon().name("lookup").start(task);
        return new EarlyLookup(Set.copyOf(layers), task);
    }

    boolean includes(Descriptor layer) {
        return layers.contains(layer);
    }

    /** Waits for the answer. If this thread is interrupted it is empty. */
    Map<Digest, Found> found() {
        if (layers.isEmpty()) {
            return Map.of();
        }
        try {
            return Awaited.bytes(answer);
        } catch (IOException e) {
            return Map.of(); // interrupted: nothing else is thrown but bugs
        }
    }
}
