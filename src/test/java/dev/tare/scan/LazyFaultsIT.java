package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Registry;
import dev.tare.kit.Seed;
import dev.tare.kit.TestImage;
import dev.tare.layer.Origin;
import dev.tare.layer.store.LayerCache;
import dev.tare.layer.store.LayerStore;
import dev.tare.scan.Scanner.Tables;
import dev.tare.source.registry.Registries;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images of any mix of layers, in the cache or not, from registries that send parts of blobs badly: the report is that of a scan of all bytes. */
@Timeout(600)
class LazyFaultsIT {

    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");

    @TempDir
    Path folder;

    /** How a part of a blob is sent. */
    private enum Fault {
        NONE,
        /** The connection ends before the part does. */
        CUT_OFF,
        /** A shorter part than was asked for, and it says so. */
        SHORTER,
        /** Another part of the same length, and it says so. */
        ELSEWHERE,
        OTHER_CONTENT,
        NOT_SATISFIABLE,
        /** All of the blob, with status 200. */
        WHOLE,
        BUSY,
        /** The address is no longer valid, as one that was signed for some minutes. */
        EXPIRED
    }

    /** A registry with one image. Blobs that are asked for whole are right. */
    private static final class FaultyRegistry implements RawServer.Handler {

        private final TestImage image;
        private final List<Fault> faults;

        /** The fault of the first part that is asked for, so that each fault is met. */
        private final AtomicReference<Fault> first;

        private final long seed;
        private final boolean isSigning;
        private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
        private final Set<String> used = ConcurrentHashMap.newKeySet();

        /** How often each fault was met. */
        private final Map<Fault, Integer> met = new EnumMap<>(Fault.class);

        FaultyRegistry(TestImage image, Random random, List<Fault> faults, Fault first) {
            this.image = image;
            this.first = new AtomicReference<>(first);
            this.faults = faults;
            seed = random.nextLong();
            isSigning = random.nextBoolean();
        }

        @Override
        public boolean answer(Request request, OutputStream out) throws IOException, InterruptedException {
            String path = request.path();
            var blob = image.blobs().entrySet().stream()
                    .filter(it -> path.contains("/blobs/")
                            && path.endsWith(it.getKey().toString()))
                    .findFirst();
            if (blob.isEmpty()) {
                return RawServer.serving(image).answer(request, out);
            }
            int attempt = attempts.merge(path + request.header("range"), 1, Integer::sum);
            if (isSigning && !path.contains("/signed/")) {
                String digest = blob.get().getKey().toString();
                return RawServer.send(
                        out, 307, "", "Location: /signed/%d-%d/blobs/%s".formatted(attempts.size(), attempt, digest));
            }
            if (isSigning && !used.add(path)) {
                return RawServer.send(out, 403, "expired");
            }
            var range = RANGE.matcher(request.header("range"));
            return range.matches()
                    ? part(
                            blob.get().getValue(),
                            Integer.parseInt(range.group(1)),
                            Integer.parseInt(range.group(2)) + 1,
                            fault(blob.get().getKey(), request, attempt),
                            out)
                    : RawServer.send(out, 200, blob.get().getValue());
        }

        private Fault fault(Digest digest, Request request, int attempt) {
            var random = new Random(Objects.hash(seed, digest, request.header("range"), attempt));
            random.nextInt();
            var certain = first.getAndSet(Fault.NONE);
            var fault = certain != Fault.NONE
                    ? certain
                    : random.nextInt(3) > 0 ? Fault.NONE : faults.get(random.nextInt(faults.size()));
            synchronized (met) {
                met.merge(fault, 1, Integer::sum);
            }
            return fault;
        }

        private static boolean part(byte[] blob, int from, int end, Fault fault, OutputStream out) throws IOException {
            int to = Math.min(end, blob.length);
            byte[] part = Arrays.copyOfRange(blob, from, to);
            String place = "Content-Range: bytes %d-%d/" + blob.length;
            return switch (fault) {
                case NONE -> RawServer.send(out, 206, part, place.formatted(from, to - 1));
                case CUT_OFF -> {
                    RawServer.head(out, 206, part.length, place.formatted(from, to - 1));
                    out.write(part, 0, part.length / 2);
                    out.flush();
                    yield false;
                }
                case SHORTER -> {
                    int length = (part.length + 1) / 2;
                    yield RawServer.send(
                            out, 206, Arrays.copyOf(part, length), place.formatted(from, from + length - 1));
                }
                case ELSEWHERE ->
                    RawServer.send(
                            out,
                            206,
                            Arrays.copyOf(blob, part.length),
                            place.formatted(from == 0 ? 1 : 0, part.length - (from == 0 ? 0 : 1)));
                case OTHER_CONTENT -> {
                    part[part.length / 2] ^= 1;
                    yield RawServer.send(out, 206, part, place.formatted(from, to - 1));
                }
                case NOT_SATISFIABLE -> RawServer.send(out, 416, "", "Content-Range: bytes */" + blob.length);
                case WHOLE -> RawServer.send(out, 200, blob);
                case BUSY -> RawServer.send(out, 503, "", "Retry-After: 0");
                case EXPIRED -> RawServer.send(out, 403, "expired");
            };
        }
    }

    private static ScannedImage scan(RawServer server, Tables tables, LayerStore store, Map<String, String> proxy)
            throws IOException, InterruptedException {
        var options = proxy.isEmpty() ? Registry.options() : Registry.options(Map.of(), proxy);
        String host = proxy.isEmpty() ? server.host() : "registry.invalid";
        try (var registries = new Registries(options, Limits.DEFAULT);
                var source = LazyIT.open(registries, host + "/team/app:1")) {
            return LazyIT.scan(source, tables, store, ScanListener.SILENT);
        }
    }

    /** A cache that has some of these layers, from scans of images with them. */
    private LayerStore cache(List<LazyIT.LayerMaker> layers, Random random, String name) throws Exception {
        var store = new LayerCache(folder.resolve(name), 1 << 24);
        store.open();
        for (int i = random.nextInt(3); i > 0; i--) {
            var some = layers.stream().filter(_ -> random.nextBoolean()).toList();
            var known = new FaultyRegistry(LazyIT.image(some), random, List.of(Fault.NONE), Fault.NONE);
            try (var server = RawServer.start(known)) {
                scan(server, random.nextBoolean() ? Tables.USED : Tables.IGNORED, store, Map.of());
            }
        }
        return store;
    }

    /** The servers have other addresses. */
    private static JsonNode withoutName(JsonNode report) {
        ((ObjectNode) report.at("/images/0")).remove("reference");
        return report;
    }

    @Test
    void anyMixOfLayersHasTheSameFiguresWhateverIsWrongWithParts() throws Exception {
        var met = new EnumMap<Fault, Integer>(Fault.class);
        var origins = new EnumMap<Origin, Integer>(Origin.class);
        for (int i = 0; i < Seed.cases(12); i++) {
            var random = Seed.random(i);
            var layers = LazyIT.randomLayers(random);
            var image = LazyIT.image(layers);
            var store = cache(layers, random, "cache" + i);
            var first = Fault.values()[i % Fault.values().length];
            var registry = new FaultyRegistry(image, random, List.of(Fault.values()), first);
            try (var server = RawServer.start(registry);
                    var sound = RawServer.start(RawServer.serving(image))) {
                var whole = scan(sound, Tables.IGNORED, LayerStore.NONE, Map.of());
                var proxy = random.nextInt(3) == 0
                        ? Map.of("HTTP_PROXY", "http://" + server.host())
                        : Map.<String, String>of();
                var lazy = scan(server, Tables.USED, store, proxy);
                assertThat(withoutName(LazyIT.figures(lazy)))
                        .as("case " + i)
                        .isEqualTo(withoutName(LazyIT.figures(whole)));
                lazy.origins().forEach(origin -> origins.merge(origin, 1, Integer::sum));
            }
            registry.met.forEach((fault, count) -> met.merge(fault, count, Integer::sum));
        }
        assertThat(met).containsOnlyKeys(Fault.values());
        assertThat(origins).containsOnlyKeys(Origin.NETWORK, Origin.CACHE, Origin.TOC);
    }
}
