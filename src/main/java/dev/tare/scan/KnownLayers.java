package dev.tare.scan;

import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.layer.LayerIndex;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The layers that need not be read again: those that this process has read, and those that a store has. Safe for use by many threads. */
public final class KnownLayers {

    /** So many files and directories are held in memory from one image to the next. */
    private static final int HELD = 1_000_000;

    private final LayerStore store;
    private final Map<Digest, Known> held = new ConcurrentHashMap<>();

    /** @param stored whether it came from the store, and not from where the image is */
    record Known(LayerIndex index, boolean stored) {}

    public KnownLayers(LayerStore store) {
        this.store = store;
    }

    /** To be called between images, so that a row of them does not fill the memory. */
    public void forgetIfMany() {
        if (held.values().stream().mapToLong(known -> known.index().size()).sum() > HELD) {
            held.clear();
        }
    }

    /** The layer, if it is known by this digest and has this size. */
    Optional<Known> find(Descriptor layer, boolean remote, Limits limits) {
        var known = held.get(layer.digest());
        if (known == null && remote) {
            known = store.find(layer, limits)
                    .map(index -> new Known(index, true))
                    .orElse(null);
            if (known != null) {
                held.put(layer.digest(), known);
            }
        }
        return Optional.ofNullable(known).filter(it -> it.index().compressedBytes() == layer.size());
    }

    /** @param remote whether it came by a network: what lies in a file is read again as fast, and may have been damaged since */
    void add(LayerIndex index, boolean remote, Limits limits) {
        held.put(index.digest(), new Known(index, false));
        if (remote) {
            store.keep(index, limits);
        }
    }
}
