package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.kit.RawServer;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
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

    private String onATerminal(RawServer server, String... options) {
        String command = String.join(" ", Tare.command()) + " scan --no-cache -o " + home.resolve("report") + " "
                + String.join(" ", options) + " " + server.host() + "/team/app:1";
        return Tool.run(home, "env", "HOME=" + home, "CI=", "script", "-qec", command, "/dev/null");
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
            assertThat(onATerminal(server, "--stall-timeout=5"))
                    .containsSubsequence(
                            "1 of 2 layers",
                            "  " + LAYER.brief() + "  silent for 3 s",
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
                            "the image: again in 2 s (2/4)",
                            "the image: again in 1 s (2/4)",
                            "layer 0 (" + LAYER.brief() + "): http://" + server.host() + " answered 429")
                    // by itself until the layers are known
                    .containsPattern("(the blob |  )" + LAYER.brief() + "(: |  )again in 2 s \\(2/4\\)");
        }
    }

    @Test
    void theChoiceOfImagesIsShown() {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        try (var server = RawServer.start((request, out) -> {
            if (request.path().contains("/tags/list")) {
                return RawServer.send(out, 200, "{\"tags\":[\"1\",\"2\"]}");
            }
            boolean isBusy = request.path().endsWith("/manifests/2") && asked.add(request.path());
            return isBusy
                    ? RawServer.send(out, 429, "{}", "Retry-After: 2")
                    : RawServer.serving(IMAGE).answer(request, out);
        })) {
            String repository = server.host() + "/team/app";
            assertThat(onATerminal(server, "--connections=2", "--repository=" + repository))
                    .contains("choosing images: 1 of 1 repositories, 1 of 2 tags");
        }
    }

    /** Random bytes, so that the layer is as large as it says in whatever form it is sent. */
    private static TestImage large() {
        byte[] noise = new byte[10_000_000];
        new Random(1).nextBytes(noise);
        return TestImage.of(new RawTar().file("noise", noise), new RawTar().file("b", "two"));
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

            String command = String.join(" ", Tare.command()) + " scan --no-cache -o report " + name;
            assertThat(Tool.run(home, "env", "HOME=" + home, "CI=true", "script", "-qec", command, "/dev/null"))
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
