package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.kit.Await;
import dev.tare.kit.LazyLayer;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees on a terminal while a registry lets them wait; the terminal is one of {@code script}. */
@Timeout(90)
class ProgressIT {

    private static final TestImage IMAGE = TestImage.of(new RawTar().file("a", "one"), new RawTar().file("b", "two"));
    private static final Digest LAYER = IMAGE.layers().getFirst();

    @TempDir
    Path home;

    private ProcessBuilder terminal(RawServer server, String... options) {
        return Tare.at(home)
                .onTerminal("scan --no-cache -o %s %s %s/team/app:1"
                        .formatted(home.resolve("report"), String.join(" ", options), server.host()));
    }

    private String onATerminal(RawServer server, String... options) {
        return Tool.run(terminal(server, options));
    }

    @Test
    void aSilentRegistryIsShownBeforeTheRetry() {
        var stalls = new AtomicInteger();
        var over = new CountDownLatch(1);
        try (var server = RawServer.start((request, out) -> {
            if (request.path().endsWith(LAYER.toString()) && stalls.incrementAndGet() == 1) {
                RawServer.head(out, 200, Objects.requireNonNull(IMAGE.blobs().get(LAYER)).length);
                over.await();
                return false;
            }
            return RawServer.serving(IMAGE).answer(request, out);
        })) {
            // a busy machine may not paint in each second
            assertThat(onATerminal(server, "--stall-timeout=5"))
                    .containsPattern("1 of 2 layers[^\u001b]*  " + LAYER.brief() + "  silent for [34] s")
                    .containsSubsequence(
                            " silent for ",
                            "\u001b[J",
                            "tare: " + server.host() + "/team/app:1: layer 0 (" + LAYER.brief() + "): http://"
                                    + server.host() + " stopped sending after 0 bytes and was silent for 5 seconds;"
                                    + " attempt 2 of 4 in 0.");
        } finally {
            over.countDown();
        }
    }

    @Test
    void waitingForABusyRegistryIsShown() {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        try (var server = RawServer.start((request, out) -> {
            boolean mayBeBusy =
                    request.path().contains("/manifests/") || request.path().endsWith(LAYER.toString());
            return (mayBeBusy && asked.add(request.path()))
                    ? RawServer.send(out, 429, "{}", "Retry-After: 2")
                    : RawServer.serving(IMAGE).answer(request, out);
        })) {
            assertThat(onATerminal(server))
                    .containsSubsequence(
                            "the image: http://" + server.host()
                                    + " answered 429, and asks to come back in 2 seconds; attempt 2 of 4 in 2.0 s",
                            "the image: again in ",
                            "layer 0 (" + LAYER.brief() + "): http://" + server.host() + " answered 429")
                    .containsPattern("the image: again in [12] s \\(2/4\\)")
                    // by itself until the layers are known
                    .containsPattern("(the blob |  )" + LAYER.brief() + "(: |  )again in [12] s \\(2/4\\)");
        }
    }

    /** Nothing is told of the second tag before it is shown that it is waited for. */
    @Test
    void theChoiceOfImagesIsShown() throws Exception {
        Path shown = Files.createFile(home.resolve("shown"));
        try (var server = RawServer.start((request, out) -> {
            if (request.path().contains("/tags/list")) {
                return RawServer.send(out, 200, "{\"tags\":[\"1\",\"2\"]}");
            }
            if (request.path().endsWith("/manifests/2")) {
                Await.until(
                        "the choice is shown",
                        () -> Files.readString(shown).contains("choosing images: 1 of 1 repositories, 1 of 2 tags"));
            }
            return RawServer.serving(IMAGE).answer(request, out);
        })) {
            var terminal = terminal(server, "--connections=2", "--repository=" + server.host() + "/team/app")
                    .redirectOutput(shown.toFile())
                    .start();
            assertThat(terminal.waitFor()).isZero();
        }
    }

    /** Random bytes, so that the layer is as large as it says in whatever form it is sent. */
    private static TestImage large() {
        byte[] noise = new byte[10_000_000];
        new Random(1).nextBytes(noise);
        return TestImage.of(new RawTar().file("noise", noise), new RawTar().file("b", "two"));
    }

    @Test
    void aLogTellsHowMuchOfALayerWithATableWasFetched() {
        byte[] noise = new byte[10_000_000];
        new Random(1).nextBytes(noise);
        var layer =
                LazyLayer.zstdChunked(new RawTar().file("noise", noise).end().bytes());
        var image = TestImage.of().layer("application/vnd.oci.image.layer.v1.tar+zstd", layer);
        try (var registry = Registry.open(home)) {
            var scan = Tare.at(home).run("scan", "--no-cache", "--lazy", registry.push("app", "1", image));

            assertThat(scan.err()).containsPattern("is read: [0-9.]+ (kB|B) of 10 MB in ");
        }
    }

    @Test
    void aLogGetsOneLineForALargeLayerAndNoEscapes() {
        var image = large();
        try (var server = RawServer.start(RawServer.serving(image))) {
            String name = server.host() + "/team/app:1";
            String line = "tare: %s: layer 0 (%s) is read: 1"
                    .formatted(name, image.layers().getFirst().brief());
            var log = Tare.at(home).run("scan", "--no-cache", name).err();
            assertThat(log).startsWith(line).hasLineCount(1);
            assertThat(log).matches(".* is read: 1[01] MB in [0-9]+\\.[0-9] s( \\([0-9.]+ [kMG]B/s\\))?\\n");
            assertThat(Tare.at(home).run("scan", "--no-cache", "--quiet", name).err())
                    .isEmpty();

            assertThat(Tool.run(Tare.at(home)
                            .with("CI", "true")
                            .onTerminal("scan --no-cache -o " + home.resolve("report") + " " + name)))
                    .startsWith(line)
                    .hasLineCount(1)
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void quietShowsNoProgress() {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        try (var server = RawServer.start((request, out) -> {
            boolean busy = request.path().contains("/manifests/") && asked.add(request.path());
            return busy
                    ? RawServer.send(out, 503, "{}")
                    : RawServer.serving(IMAGE).answer(request, out);
        })) {
            assertThat(onATerminal(server, "--quiet")).isEmpty();
        }
    }
}
