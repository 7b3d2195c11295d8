package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.TestImage;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import dev.tare.layer.RawTar;
import dev.tare.layer.store.LayerStore;
import dev.tare.source.registry.Registries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cache that machines share is asked for the layers of an image while its config is on its way. */
@Timeout(300)
class EarlyLookupIT {

    /** A store whose answers take time. */
    private static final class SlowStore implements LayerStore {

        private final Map<Digest, Found> known;
        private final CountDownLatch asked = new CountDownLatch(1);
        private final List<Descriptor> lookups = new ArrayList<>();

        SlowStore(List<LayerIndex> known) {
            this.known = known.stream()
                    .collect(Collectors.toMap(LayerIndex::digest, it -> new Found(it, Origin.SHARED_CACHE)));
        }

        @Override
        public Map<Digest, Found> find(List<Descriptor> layers, Limits limits) {
            synchronized (lookups) {
                lookups.addAll(layers);
            }
            asked.countDown();
            return known;
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public boolean has(Descriptor layer) {
            return true;
        }

        @Override
        public void keep(LayerIndex index, Limits limits) {
            // it keeps nothing
        }
    }

    private static ScannedImage scan(String reference, LayerStore store) throws Exception {
        try (var registries = new Registries(Registry.options(), Limits.DEFAULT);
                var source = LazyIT.open(registries, reference);
                var turn = new LayerIndexer(Limits.DEFAULT, 2, 2, store).turn()) {
            return new Scanner(Limits.DEFAULT, ScanListener.SILENT, turn).scan(source, Optional.empty());
        }
    }

    @Test
    void layersAreLookedUpOnceAndBeforeTheConfigIsThere() throws Exception {
        byte[] base = new RawTar().file("base", "1").end().bytes();
        byte[] top = new RawTar().file("top", "2").end().bytes();
        var image = TestImage.of()
                .layer(TestImage.OCI_LAYER, Blobs.gzip(base), Digest.sha256(base), "ADD")
                .layer(TestImage.OCI_LAYER, Blobs.gzip(top), Digest.sha256(top), "RUN");
        LayerIndex known;
        try (var server = RawServer.start(RawServer.serving(image))) {
            known = scan(server.host() + "/team/app:1", LayerStore.NONE)
                    .layers()
                    .getFirst();
        }
        var store = new SlowStore(List.of(known));
        try (var server = RawServer.start((request, out) -> {
            boolean isLayer = request.path()
                            .endsWith(Digest.sha256(Blobs.gzip(base)).toString())
                    || request.path().endsWith(Digest.sha256(Blobs.gzip(top)).toString());
            if (request.path().contains("/blobs/") && !isLayer && !store.asked.await(60, TimeUnit.SECONDS)) {
                return RawServer.send(out, 500, "the layers were not looked up");
            }
            return RawServer.serving(image).answer(request, out);
        })) {
            var scanned = scan(server.host() + "/team/app:1", store);
            assertThat(scanned.origins()).containsExactly(Origin.SHARED_CACHE, Origin.NETWORK);
            assertThat(store.lookups)
                    .containsExactlyElementsOf(scanned.manifest().layers());
        }
    }
}
