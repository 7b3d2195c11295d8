package dev.tare.scan;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.LayerReader;
import dev.tare.layer.LayerReader.Hashes;
import dev.tare.layer.Origin;
import dev.tare.layer.store.LayerStore;
import dev.tare.layer.store.LayerStore.Found;
import dev.tare.layer.stream.Pools;
import dev.tare.layer.tar.Expansion;
import dev.tare.layer.toc.CheckableToc;
import dev.tare.layer.toc.TocClaim;
import dev.tare.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the layers of all images of a run. Each distinct layer is read once, however many images have it, also when they ask for it at the same
 * time. All images together read as many layers at a time as one image alone.
 *
 * <p>Each image takes a {@link Turn}, and the layers of an earlier turn go first. While the indexes in use have too many entries, only the earliest
 * open turn goes on: one image always does, and the others wait until it is closed.
 *
 * <p>Safe for use by many threads.
 */
public final class LayerIndexer {

    /** Maximum entries of all indexes in use with which a turn that is not the earliest starts to read another layer. */
    private static final long MAX_ENTRIES_AHEAD = 400_000;

    /** Maximum open turns that ask for layers before they read them. Others would take the room of these. */
    private static final int MAX_TURNS_AHEAD = 4;

    /** How many layers that are still on their way are passed over for one that is there. */
    private static final int MAX_PASSED_OVER = 64;

    private final Limits limits;
    private final Pools pools = new Pools();
    private final int jobs;
    private final FetchAhead fetches;
    private final LayerStore store;
    private final long maxEntriesAhead;

    // guarded by this object
    private final HeldIndexes held = new HeldIndexes();
    private final Map<Blob, Reading> underWay = new HashMap<>();

    /** Layers that were asked for on behalf of a turn and whose reading no turn has begun. */
    private final Map<Blob, FetchAhead.Fetch> expected = new HashMap<>();

    private final TreeSet<Reading> waiting =
            new TreeSet<>(Comparator.<Reading>comparingLong(reading -> reading.turn.number)
                    .thenComparingLong(reading -> reading.number));
    private final TreeSet<Long> openTurns = new TreeSet<>();
    private long turns;
    private long readings;
    private int workers;

    /** The identity of a layer. It includes the size, since two manifests may claim different sizes for one digest, of which one is wrong. */
    record Blob(Digest digest, long size, Way way) {}

    /**
     * @param jobs how many layers are read at the same time
     * @param requests how many layers are asked for ahead at the same time
     * @param store indexes of earlier runs
     */
    public LayerIndexer(Limits limits, int jobs, int requests, LayerStore store) {
        this(limits, jobs, requests, store, MAX_ENTRIES_AHEAD);
    }

    LayerIndexer(Limits limits, int jobs, int requests, LayerStore store, long maxEntriesAhead) {
        this.limits = limits;
        this.jobs = jobs;
        this.fetches = store.isShared() ? FetchAhead.ofSmall(requests) : new FetchAhead(requests);
        this.store = store;
        this.maxEntriesAhead = maxEntriesAhead;
    }

    /** The next turn; to be closed when nothing of the image is used any more. */
    public synchronized Turn turn() {
        var turn = new Turn(turns++);
        openTurns.add(turn.number);
        return turn;
    }

    private static Blob blob(Descriptor layer) {
        return new Blob(layer.digest(), layer.size(), Way.WHOLE);
    }

    private static Optional<IndexedLayer> fitting(@Nullable Found found, Descriptor layer) {
        return Optional.ofNullable(found)
                .filter(it -> it.index().compressedBytes() == layer.size())
                .map(it -> new IndexedLayer(it.index(), it.origin()));
    }

    /** One image's place in the order of images. What it reads stays in memory until it is closed. */
    public final class Turn implements AutoCloseable {

        private final long number;
        private final Set<Blob> used = new HashSet<>();
        private final Set<Reading> own = new HashSet<>();
        private final Set<Blob> expects = new HashSet<>();
        private volatile EarlyLookup lookup = EarlyLookup.NONE;

        private Turn(long number) {
            this.number = number;
        }

        /** The indexes of those of these layers that are in memory or in the store. A layer whose digest the source cannot tell is never found. */
        Map<Digest, IndexedLayer> find(Source source, List<Descriptor> layers) {
            var known = new HashMap<Digest, IndexedLayer>();
            var unknown = new ArrayList<Descriptor>();
            for (var layer : layers) {
                if (source.digest(layer).isPresent()) {
                    find(blob(layer)).ifPresentOrElse(it -> known.put(layer.digest(), it), () -> unknown.add(layer));
                }
            }
            if (source.origin() == Origin.NETWORK && !unknown.isEmpty()) {
                var found = stored(unknown);
                for (var layer : unknown) {
                    fitting(found.get(layer.digest()), layer)
                            .ifPresent(it -> known.put(layer.digest(), hold(blob(layer), it)));
                }
            }
            return known;
        }

        private Map<Digest, Found> stored(List<Descriptor> layers) {
            var early = lookup;
            lookup = EarlyLookup.NONE;
            var found = new HashMap<>(early.found());
            var others = layers.stream().filter(layer -> !early.includes(layer)).toList();
            if (!others.isEmpty()) {
                found.putAll(store.find(others, limits));
            }
            return found;
        }

        /** Has a store that others use too, and whose answers take time, asked for layers that {@link #find} will be asked for. */
        void lookUp(Source source, List<Descriptor> layers) {
            if (!store.isShared() || source.origin() != Origin.NETWORK) {
                return;
            }
            synchronized (LayerIndexer.this) {
                var unknown = layers.stream()
                        .filter(layer -> source.digest(layer).isPresent() && !held.has(blob(layer)))
                        .distinct()
                        .toList();
                if (isAmongFirst() && !unknown.isEmpty()) {
                    lookup = EarlyLookup.start(unknown, store, limits);
                }
            }
        }

        /** The config with this descriptor, if an earlier run has kept it. */
        Optional<byte[]> config(Descriptor config) {
            return store.config(config);
        }

        /** Keeps a config that was verified for later runs. */
        void keepConfig(Digest digest, byte[] bytes) {
            store.keepConfig(digest, bytes);
        }

        /** Returns true if layers are best read in another order than other processes do. */
        boolean isShared() {
            return store.isShared();
        }

        /**
         * Has layers asked for that will be read, as far as they are not known. Whoever calls this need not know yet that the image is sound.
         *
         * @param layers in the order in which they will be read
         */
        void expect(Source source, List<Descriptor> layers) {
            var unknown = layers.stream()
                    .filter(layer -> source.digest(layer).isPresent() && !store.has(layer))
                    .toList();
            synchronized (LayerIndexer.this) {
                if (!isAmongFirst()) {
                    return;
                }
                for (var layer : unknown) {
                    var blob = blob(layer);
                    if (!held.has(blob) && !underWay.containsKey(blob) && !expected.containsKey(blob)) {
                        expected.put(blob, fetches.fetch(source, layer, number, readings++));
                        expects.add(blob);
                    }
                }
            }
        }

        private Optional<IndexedLayer> find(Blob blob) {
            synchronized (LayerIndexer.this) {
                return held.find(blob, used);
            }
        }

        /** Holds a layer while this turn is open, and gives the one that was held before if there was one. */
        private IndexedLayer hold(Blob blob, IndexedLayer layer) {
            synchronized (LayerIndexer.this) {
                held.add(blob, layer);
                return isOpen() ? held.find(blob, used).orElse(layer) : layer;
            }
        }

        /**
         * Reads a layer, or waits for another image that reads it. If that image fails, the layer is read for this one: the fault may be in the
         * other image's source.
         *
         * @param way how it is read if it is not in memory
         * @param expansion counter of the image, to which the layer is added
         * @return fails with what {@link LayerReader} throws
         */
        CompletableFuture<IndexedLayer> read(
                Source source, Descriptor layer, Way way, Expansion expansion, ScanListener listener) {
            var request = new Request(source, layer, way, expansion, listener, new CompletableFuture<>());
            read(request);
            return request.answer;
        }

        private void read(Request request) {
            var found = request.isShareable() ? find(request.blob()) : Optional.<IndexedLayer>empty();
            if (found.isPresent()) {
                request.answer(found.get());
                return;
            }
            var reading = reading(request);
            boolean isOwn = reading.turn == this;
            var _ = reading.result.whenComplete((layer, fault) -> {
                if (layer == null && !isOwn) {
                    read(request);
                } else if (layer == null) {
                    request.answer.completeExceptionally(fault);
                } else if (isOwn) {
                    request.answer.complete(layer);
                } else {
                    request.answer(hold(request.blob(), layer));
                }
            });
        }

        /** The reading of the same layer that is under way, or a new one. */
        private Reading reading(Request request) {
            synchronized (LayerIndexer.this) {
                var other = request.isShareable() ? underWay.get(request.blob()) : null;
                if (other != null) {
                    return other;
                }
                long order = readings++;
                var expecting = request.isShareable() ? expected.remove(LayerIndexer.blob(request.layer)) : null;
                var fetch = expecting != null ? expecting : fetch(request, order);
                var reading = new Reading(this, order, request, fetch);
                if (!isOpen()) {
                    fetch.close();
                    reading.result.completeExceptionally(new CancellationException());
                    return reading;
                }
                own.add(reading);
                if (request.isShareable()) {
                    underWay.put(request.blob(), reading);
                }
                waiting.add(reading);
                startWorkers();
                return reading;
            }
        }

        /** A layer with a table of contents is not asked for ahead: most of it is not needed. */
        private FetchAhead.Fetch fetch(Request request, long order) {
            return request.isLazy()
                    ? fetches.later(request.source, request.layer, number, order)
                    : fetches.fetch(request.source, request.layer, number, order);
        }

        private boolean isAmongFirst() {
            return isOpen() && number < openTurns.first() + MAX_TURNS_AHEAD;
        }

        private boolean isOpen() {
            return openTurns.contains(number);
        }

        /** Ends the reading of all layers that this turn has asked for and that are not read yet. */
        void stop() {
            Set<Reading> stopped;
            synchronized (LayerIndexer.this) {
                stopped = withdraw();
            }
            fail(stopped);
        }

        @Override
        public void close() {
            Set<Reading> stopped;
            synchronized (LayerIndexer.this) {
                stopped = withdraw();
                lookup = EarlyLookup.NONE;
                openTurns.remove(number);
                held.release(used);
                used.clear();
                startWorkers();
            }
            fail(stopped);
        }

        /** To be called with the lock. */
        private Set<Reading> withdraw() {
            for (var blob : expects) {
                var unread = expected.remove(blob);
                if (unread != null) {
                    unread.close();
                }
            }
            expects.clear();
            var withdrawn = Set.copyOf(own);
            own.clear();
            for (var reading : withdrawn) {
                waiting.remove(reading);
                reading.fetch.close();
                underWay.remove(reading.request.blob(), reading);
                if (reading.worker != null) {
                    reading.worker.interrupt();
                }
            }
            return withdrawn;
        }

        /** To be called without the lock, since other images that wait for these layers now read them themselves. */
        private static void fail(Set<Reading> withdrawn) {
            withdrawn.forEach(reading -> reading.result.completeExceptionally(new CancellationException()));
        }
    }

    /** What an image asks for. */
    private record Request(
            Source source,
            Descriptor layer,
            Way way,
            Expansion expansion,
            ScanListener listener,
            CompletableFuture<IndexedLayer> answer) {

        Blob blob() {
            return new Blob(layer.digest(), layer.size(), way);
        }

        /** Returns true if there may be a table of contents to read in the place of the layer. */
        boolean isLazy() {
            return way == Way.LAZY && TocClaim.of(layer).isPresent();
        }

        /** Whether another image may use what is read: only if the descriptor has the digest of the bytes. */
        boolean isShareable() {
            return source.digest(layer).isPresent();
        }

        /** Answers with a layer that was not read for this image, but counts as if it were. */
        void answer(IndexedLayer known) {
            try {
                expansion.add(known.index().expandedBytes());
                answer.complete(known);
            } catch (BeyondLimit e) {
                answer.completeExceptionally(e);
            }
        }

        IndexedLayer read(FetchAhead.Fetch fetch, Limits limits, Pools pools) throws IOException {
            listener.begun(layer.digest());
            if (!isLazy()) {
                return new IndexedLayer(whole(fetch, limits, pools), source.origin());
            }
            var lazy = new LazyRead(source, layer, limits, this::received);
            var read = lazy.read();
            if (read.isPresent()) {
                expansion.add(read.get().index().expandedBytes());
                return read.get();
            }
            return new IndexedLayer(whole(fetch, limits, pools), source.origin(), Optional.empty(), lazy.notes());
        }

        private LayerIndex whole(FetchAhead.Fetch fetch, Limits limits, Pools pools) throws IOException {
            var hashes = way != Way.WHOLE ? Hashes.XXH3_AND_SHA256 : Hashes.XXH3;
            try (var blob = fetch.open(source)) {
                return new LayerReader(limits, expansion, pools, hashes)
                        .read(
                                blob,
                                layer.size(),
                                source.digest(layer),
                                CheckableToc.of(layer),
                                source.origin() == Origin.NETWORK,
                                this::received);
            }
        }

        private void received(long bytes) {
            listener.received(layer.digest(), bytes);
        }
    }

    /** One layer that is read or waits for it, on behalf of the turn that asked first. */
    private static final class Reading {
        final Turn turn;
        final long number;
        final Request request;
        final FetchAhead.Fetch fetch;
        final CompletableFuture<IndexedLayer> result = new CompletableFuture<>();

        @Nullable Thread worker;

        Reading(Turn turn, long number, Request request, FetchAhead.Fetch fetch) {
            this.turn = turn;
            this.number = number;
            this.request = request;
            this.fetch = fetch;
        }
    }

    /** Starts threads as long as there is work for them. Each ends when there is none. To be called with the lock. */
    private void startWorkers() {
        for (int more = waiting.size(); more > 0 && workers < jobs && mayStart(waiting.first()); more--) {
            workers++;
            Thread.ofPlatform().daemon().name("layer").start(this::work);
        }
    }

    private boolean mayStart(Reading reading) {
        return reading.turn.number == openTurns.first() || held.usedEntries() < maxEntriesAhead;
    }

    private void work() {
        for (var reading = next(); reading != null; reading = next()) {
            try {
                reading.result.complete(end(reading, read(reading)));
            } catch (Throwable e) { // whoever waits for the layer is told, also of a bug
                end(reading);
                reading.result.completeExceptionally(e);
            }
        }
    }

    private IndexedLayer read(Reading reading) throws IOException {
        var request = reading.request;
        var late = findLate(request);
        if (late.isPresent()) {
            request.expansion().add(late.get().index().expandedBytes());
            return late.get();
        }
        var layer = request.read(reading.fetch, limits, pools);
        if (layer.origin() == Origin.NETWORK) {
            store.keep(layer.index(), limits);
        }
        return layer;
    }

    /** A layer that is not fetched ahead may have been read by another process since it was looked for. */
    private Optional<IndexedLayer> findLate(Request request) {
        boolean isWorthLooking = request.source().origin() == Origin.NETWORK
                && request.way() == Way.WHOLE
                && request.isShareable()
                && request.layer().size() > FetchAhead.MAX_SMALL_LAYER_BYTES;
        return isWorthLooking
                ? store.findLate(request.layer(), limits).flatMap(it -> fitting(it, request.layer()))
                : Optional.empty();
    }

    private synchronized IndexedLayer end(Reading reading, IndexedLayer layer) {
        end(reading); // in one step, so that nobody in between reads the layer again
        return reading.turn.hold(
                new Blob(layer.index().digest(), layer.index().compressedBytes(), reading.request.way()), layer);
    }

    private synchronized @Nullable Reading next() {
        if (waiting.isEmpty() || !mayStart(waiting.first())) {
            workers--;
            return null;
        }
        var reading = waiting.stream()
                .limit(MAX_PASSED_OVER)
                .filter(it -> it.fetch.isReady() && mayStart(it))
                .findFirst()
                .orElseGet(waiting::first);
        waiting.remove(reading);
        reading.worker = Thread.currentThread();
        return reading;
    }

    private synchronized void end(Reading reading) {
        reading.worker = null;
        Thread.interrupted(); // it was meant for this reading
        reading.fetch.close();
        reading.turn.own.remove(reading);
        underWay.remove(reading.request.blob(), reading);
    }
}
