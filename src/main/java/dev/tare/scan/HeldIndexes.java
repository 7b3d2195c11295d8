package dev.tare.scan;

import dev.tare.scan.LayerIndexer.Blob;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Indexes in memory: those in use, and of the others the last ones used, up to a bound. Not safe for use by several threads.
 */
final class HeldIndexes {

    /** Maximum entries of all indexes that nobody uses. */
    private static final long MAX_IDLE_ENTRIES = 1_000_000;

    private final Map<Blob, Held> all = new LinkedHashMap<>(16, 0.75f, true); // the one used longest ago first
    private long usedEntries;
    private long idleEntries;

    private static final class Held {
        final IndexedLayer layer;
        int users;

        Held(IndexedLayer layer) {
            this.layer = layer;
        }

        /** A layer without entries takes memory too. */
        long entries() {
            return layer.index().size() + 1L;
        }
    }

    /** Entries of all indexes in use. */
    long usedEntries() {
        return usedEntries;
    }

    /** Returns whether there is an index of a blob, and does not use it. */
    boolean has(Blob blob) {
        return all.containsKey(blob);
    }

    /** Adds an index that nobody uses yet. One that is there already stays. */
    void add(Blob blob, IndexedLayer layer) {
        var held = new Held(layer);
        if (all.putIfAbsent(blob, held) == null) {
            idleEntries += held.entries();
            evict();
        }
    }

    /**
     * Finds an index, and uses it.
     *
     * @param used what the same user uses already; the blob is added if it is found
     */
    Optional<IndexedLayer> find(Blob blob, Set<Blob> used) {
        var held = all.get(blob);
        if (held == null) {
            return Optional.empty();
        }
        if (used.add(blob) && held.users++ == 0) {
            idleEntries -= held.entries();
            usedEntries += held.entries();
        }
        return Optional.of(held.layer);
    }

    /** Ends the use of all these. */
    void release(Set<Blob> used) {
        for (var blob : used) {
            var held = all.get(blob);
            if (held != null && --held.users == 0) {
                usedEntries -= held.entries();
                idleEntries += held.entries();
            }
        }
        evict();
    }

    private void evict() {
        for (var each = all.values().iterator(); idleEntries > MAX_IDLE_ENTRIES && each.hasNext(); ) {
            var held = each.next();
            if (held.users == 0) {
                idleEntries -= held.entries();
                each.remove();
            }
        }
    }
}
