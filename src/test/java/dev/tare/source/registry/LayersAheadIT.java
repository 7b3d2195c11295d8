package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Handler;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a registry before what was asked for is there. */
class LayersAheadIT {

    private static final TestImage IMAGE =
            TestImage.of(new RawTar().file("a", "one"), new RawTar().file("a", "two"), new RawTar().file("b", "three"));

    /** Far more than tare takes to ask for a layer, and less than it waits for an answer. */
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    Path home;

    private static boolean isLayer(Request request) {
        return IMAGE.layers().stream().anyMatch(layer -> request.path().endsWith("/blobs/" + layer));
    }

    /** Sends the config only when all layers have been asked for, and no layer before the config. */
    private static Handler configAfter(CountDownLatch layers) {
        var config = new CountDownLatch(1);
        return (request, out) -> {
            if (isLayer(request)) {
                layers.countDown();
                config.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } else if (request.path().contains("/blobs/")) {
                boolean asked = layers.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                config.countDown();
                if (!asked) {
                    return RawServer.send(out, 500, "no layer was asked for");
                }
            }
            return RawServer.serving(IMAGE).answer(request, out);
        };
    }

    @Test
    void layersAreAskedForTogetherWithTheConfig() {
        try (var server = RawServer.start(configAfter(new CountDownLatch(3)))) {
            var result = Tare.at(home)
                    .run("scan", "--quiet", "--no-cache", "--retries=0", "--format=json", server.host() + "/app:1");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(3);
            assertThat(server.requests().stream().filter(LayersAheadIT::isLayer))
                    .hasSize(3);
        }
    }

    @Test
    void layersThatAreKnownAreNotAskedFor() {
        try (var server = RawServer.start(RawServer.serving(IMAGE))) {
            var name = List.of("scan", "--quiet", server.host() + "/app:1");
            assertThat(Tare.at(home).run(name.toArray(String[]::new)).exitCode())
                    .isZero();
            assertThat(Tare.at(home).run(name.toArray(String[]::new)).exitCode())
                    .isZero();
            assertThat(server.requests().stream().filter(LayersAheadIT::isLayer))
                    .hasSize(3);
        }
    }
}
