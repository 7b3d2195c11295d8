package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries that want to be asked less often. */
class RateIT {

    private static final TestImage IMAGE = TestImage.of(new RawTar().file("a", "b"));
    private static final int CONNECTIONS = 4;
    private static final int IMAGES = 12;

    @TempDir
    Path home;

    private Tare.Result scan(String host, String... options) {
        return scan(CONNECTIONS, host, options);
    }

    private Tare.Result scan(int connections, String host, String... options) {
        var arguments = new ArrayList<>(
                List.of("scan", "--no-cache", "--format", "json", "--connections", Integer.toString(connections)));
        arguments.addAll(List.of(options));
        for (int i = 0; i < IMAGES; i++) {
            arguments.add(host + "/team/app:" + i);
        }
        return Tare.at(home).run(arguments.toArray(String[]::new));
    }

    /** Allows some requests a second. Whoever asks more often is to wait for a second, and all others too. */
    private static final class Bursts implements RawServer.Handler {

        private static final int MAX_A_SECOND = 6;

        private final RawServer.Handler registry = RawServer.serving(IMAGE);
        private final Deque<Long> begun = new ArrayDeque<>();
        private long pausedUntil = System.nanoTime();
        private int refusals;

        private synchronized boolean isAllowed() {
            long now = System.nanoTime();
            if (now - pausedUntil < 0) {
                refusals++;
                return false;
            }
            begun.removeIf(it -> now - it > TimeUnit.SECONDS.toNanos(1));
            begun.add(now);
            if (begun.size() <= MAX_A_SECOND) {
                return true;
            }
            refusals++;
            pausedUntil = now + TimeUnit.SECONDS.toNanos(1);
            return false;
        }

        synchronized int refusals() {
            return refusals;
        }

        @Override
        public boolean answer(RawServer.Request request, OutputStream out) throws IOException, InterruptedException {
            return isAllowed() ? registry.answer(request, out) : RawServer.send(out, 429, "{}", "Retry-After: 1");
        }
    }

    @Test
    void allImagesAreToldByARegistryThatRefusesBursts() {
        var bursts = new Bursts();
        try (var server = RawServer.start(bursts)) {
            var result = scan(server.host());
            assertThat(result.exitCode()).isZero();
            assertThat(result.json().path("images")).hasSize(IMAGES);
            // each image may have begun a request when the first is refused; if they all came back together, most would
            // be refused again
            assertThat(bursts.refusals()).isPositive().isLessThan(2 * IMAGES);
        }
    }

    @Test
    void nobodyAsksAHostThatWantsToBeLeftAloneForLong() {
        var registry = RawServer.serving(IMAGE);
        try (var server = RawServer.start((request, out) -> request.path().contains("/manifests/")
                ? RawServer.send(out, 429, "{}", "Retry-After: 999999")
                : registry.answer(request, out))) {
            var result = scan(server.host());
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.json().path("failures")).hasSize(IMAGES);
            assertThat(result.err()).contains("asks to be left alone for ");
            assertThat(server.requests().stream()
                            .filter(request -> request.path().contains("/manifests/")))
                    .hasSizeLessThanOrEqualTo(CONNECTIONS);
        }
    }

    @Test
    void aRateHoldsForTheListsToo() {
        var registry = RawServer.serving(IMAGE);
        try (var server = RawServer.start((request, out) -> request.path().contains("/tags/list")
                ? RawServer.send(out, 200, "{\"tags\":[\"1\",\"2\"]}")
                : registry.answer(request, out))) {
            var result = scan(server.host(), "--max-rate", "50/s", "--repository", server.host() + "/other");
            assertThat(result.exitCode()).isZero();
            assertThat(result.json().path("images")).hasSize(IMAGES + 1);
            assertThat(scan(server.host(), "--max-rate", "fast").err()).contains("--max-rate: fast is no rate");
        }
    }

    @Test
    void howFewRequestsAreLeftIsTold() {
        var registry = RawServer.serving(IMAGE);
        var remaining = new java.util.concurrent.atomic.AtomicInteger(5);
        try (var server = RawServer.start((request, out) -> {
            if (!request.path().contains("/manifests/")) {
                return registry.answer(request, out);
            }
            int left = remaining.decrementAndGet();
            return left < 0
                    ? RawServer.send(out, 429, "{}", "ratelimit-limit: 100;w=21600", "ratelimit-remaining: 0;w=21600")
                    : RawServer.send(
                            out,
                            200,
                            IMAGE.manifest(),
                            "Content-Type: " + IMAGE.mediaType(),
                            "ratelimit-limit: 100;w=21600",
                            "ratelimit-remaining: %d;w=21600".formatted(left));
        })) {
            // over one connection, so that the last answer is noted last
            var result = scan(1, server.host(), "--retries", "0");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.json().path("images")).hasSize(5);
            assertThat(result.err())
                    .contains("too many requests (http://")
                    .contains("; 0 of 100 requests are left of 6 hours)")
                    .contains("tare: http://" + server.host() + ": 0 of 100 requests are left of 6 hours");
        }
    }
}
