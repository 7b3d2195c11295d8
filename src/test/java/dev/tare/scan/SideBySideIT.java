package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.kit.RawServer;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several images of one command, whose layers come when the test lets them. */
@Timeout(120)
class SideBySideIT {

    private static final RawTar BASE = new RawTar().file("base", "the same in both");
    private static final TestImage ONE = TestImage.of(BASE, new RawTar().file("one", "1"));
    private static final TestImage TWO = TestImage.of(BASE, new RawTar().file("two", "22"));
    private static final Digest SHARED = ONE.layers().getFirst();

    @TempDir
    static Path folder;

    private static TestImage image(RawServer.Request request) {
        return request.path().startsWith("/v2/one/") ? ONE : TWO;
    }

    private static Tare.Result scan(RawServer server) {
        return Tare.at(folder)
                .run(
                        "scan",
                        "--no-cache",
                        "--retries",
                        "0",
                        "--plain-http",
                        server.host() + "/one",
                        server.host() + "/two");
    }

    private static boolean isManifestOfTwo(RawServer.Request request) {
        return request.path().startsWith("/v2/two/manifests/");
    }

    @Test
    void aLayerThatBothNeedAtTheSameTimeIsRequestedOnce() {
        var bothAreOpen = new CountDownLatch(1);
        try (var server = RawServer.start((request, out) -> {
            if (request.path().endsWith(TWO.layers().getLast().toString())) {
                bothAreOpen.countDown();
            }
            if (request.path().endsWith(SHARED.toString())) {
                bothAreOpen.await();
            }
            return RawServer.serving(image(request)).answer(request, out);
        })) {
            var result = scan(server);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).containsSubsequence("/one:latest", "/two:latest");
            assertThat(server.requests())
                    .filteredOn(request -> request.path().endsWith(SHARED.toString()))
                    .hasSize(1);
        }
    }

    @Test
    void aLayerThatFailsForOneImageIsReadForTheOther() {
        var isAsked = new CountDownLatch(1);
        var otherIsOpen = new CountDownLatch(1);
        try (var server = RawServer.start((request, out) -> {
            if (isManifestOfTwo(request)) {
                isAsked.await(); // so that the layer is asked for on behalf of the first image
                otherIsOpen.countDown();
            }
            if (request.path().startsWith("/v2/one/") && request.path().endsWith(SHARED.toString())) {
                isAsked.countDown();
                otherIsOpen.await();
                return RawServer.send(out, 500, "{}");
            }
            return RawServer.serving(image(request)).answer(request, out);
        })) {
            var result = scan(server);
            assertThat(result.out()).as(result.err()).contains("/two:latest");
            assertThat(result.err()).doesNotContain("/two:latest");
            // the first image fails, unless the other one was the first to read the layer, which then serves both
            assertThat(result.exitCode()).isEqualTo(result.out().contains("/one:latest") ? 0 : 3);
            assertThat(result.err().contains("/one:latest: layer 0")).isEqualTo(result.exitCode() == 3);
            assertThat(server.requests())
                    .filteredOn(request -> request.path().endsWith(SHARED.toString()))
                    .extracting(RawServer.Request::path)
                    .anyMatch(path -> path.startsWith("/v2/one/"))
                    .anyMatch(path -> path.startsWith("/v2/two/"));
        }
    }

    @Test
    void manifestsOfManyImagesAreAskedForWhileLayersOfTheFirstAreRead() throws InterruptedException {
        var layers = new CountDownLatch(1);
        var manifests = new CountDownLatch(16);
        try (var server = RawServer.start((request, out) -> {
            if (request.path().contains("/manifests/")) {
                manifests.countDown();
            } else if (request.path().endsWith(SHARED.toString())) {
                layers.await();
            }
            return RawServer.serving(ONE).answer(request, out);
        })) {
            var names = IntStream.range(0, 20)
                    .mapToObj(i -> server.host() + "/one:" + i)
                    .toList();
            var scan = new FutureTask<>(() -> Tare.at(folder)
                    .run(Stream.concat(Stream.of("scan", "--no-cache", "--plain-http"), names.stream())
                            .toArray(String[]::new)));
            Thread.startVirtualThread(scan);
            assertThat(manifests.await(60, TimeUnit.SECONDS)).isTrue();
            layers.countDown();
            var result = scan.get();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).containsSubsequence(names);
            assertThat(server.requests())
                    .filteredOn(request -> request.path().endsWith(SHARED.toString()))
                    .hasSize(1);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
