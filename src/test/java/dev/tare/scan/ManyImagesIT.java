package dev.tare.scan;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** 300 images over 20 shared bases, in two registries. */
@Timeout(300)
class ManyImagesIT {

    private static final int IMAGES = 300;
    private static final int BASES = 20;
    private static final int OF_EACH_BASE = IMAGES / BASES;

    /** Two layers of each base, and one of each image. */
    private static final int LAYERS = 2 * BASES + IMAGES;

    private static final Pattern APP = Pattern.compile("^/v2/team/app([0-9]+)/");

    @TempDir
    static Path shared;

    private static Registry one;
    private static Registry two;
    private static List<String> names;
    private static Path list;

    @TempDir
    private Path home;

    @BeforeAll
    static void push() throws IOException {
        one = Registry.open(shared.resolve("one"));
        two = Registry.open(shared.resolve("two"));
        names = IntStream.range(0, IMAGES)
                .mapToObj(
                        i -> (i % 2 == 0 ? one : two).push("team/app%d".formatted(i / OF_EACH_BASE), "v" + i, image(i)))
                .toList();
        list = Files.write(shared.resolve("images"), names);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    private static TestImage image(int number) {
        int base = number / OF_EACH_BASE;
        return TestImage.of(
                new RawTar().file("etc/base", "base " + base).file("usr/lib/a", "a of " + base),
                new RawTar().file("usr/lib/b", "b of " + base),
                new RawTar().file("usr/lib/a", "of " + number).file("app", "app " + number));
    }

    /** A machine with a cache of its own. */
    private Tare machine(String name) {
        return Tare.at(home).with("XDG_CACHE_HOME", home.resolve(name).toString());
    }

    private static Tare.Result scan(Tare tare, Path images, String... options) {
        var arguments =
                Stream.concat(Stream.of("scan", "--format=json", "--from", images.toString()), Stream.of(options));
        return tare.run(arguments.toArray(String[]::new));
    }

    private static List<String> references(JsonNode report) {
        return report.path("images").findValuesAsText("reference");
    }

    /** What the registries were asked for since the last look at them. */
    private static final class Requests {

        private int seenOne = one.requests().size();
        private int seenTwo = two.requests().size();

        private List<String> next() {
            var all = new ArrayList<String>();
            var ofOne = one.requests();
            var ofTwo = two.requests();
            all.addAll(ofOne.subList(seenOne, ofOne.size()));
            all.addAll(ofTwo.subList(seenTwo, ofTwo.size()));
            seenOne = ofOne.size();
            seenTwo = ofTwo.size();
            return all;
        }
    }

    /** How often each blob of an image was asked for. */
    private static Map<String, Long> blobs(List<String> requests) {
        return requests.stream()
                .filter(request -> request.startsWith("GET /v2/team/") && request.contains("/blobs/"))
                .map(request -> request.substring(request.indexOf("sha256:")))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void everyBlobIsFetchedOnceAndLaterOnlyManifestsAre() {
        var requests = new Requests();
        var cold = scan(machine("first"), list);
        assertThat(cold.exitCode()).as(cold.err()).isZero();
        assertThat(references(cold.json())).isEqualTo(names);
        assertThat(blobs(requests.next()))
                .hasSize(LAYERS + IMAGES) // and a config of each image
                .values()
                .containsOnly(1L);

        var warm = scan(machine("first"), list);
        assertThat(warm.exitCode()).as(warm.err()).isZero();
        assertThat(withoutSource(warm)).isEqualTo(withoutSource(cold));
        assertThat(requests.next())
                .filteredOn(request ->
                        !request.equals("GET /v2/")) // which tells whether a registry on this machine has TLS
                .hasSize(IMAGES)
                .allMatch(request -> request.contains("/manifests/"));
    }

    /** The report without what tells of the cache. */
    private static String withoutSource(Tare.Result result) {
        return result.out().replaceAll("\"source\" : \"(network|cache)\"", "");
    }

    @Test
    void withASharedCacheALayerIsFetchedByOneMachine() throws IOException {
        Path some = Files.write(home.resolve("some"), names.subList(0, 2 * OF_EACH_BASE));
        Path more = Files.write(home.resolve("more"), names.subList(0, 3 * OF_EACH_BASE));
        String cache = "--cache=oci://" + one.host() + "/cache/tare";
        var requests = new Requests();
        assertThat(scan(machine("first"), some, cache).exitCode()).isZero();
        assertThat(layers(requests.next(), 0, 2)).hasSize(2 * (2 + OF_EACH_BASE));

        var second = scan(machine("second"), more, cache);
        assertThat(second.exitCode()).as(second.err()).isZero();
        var fetched = requests.next();
        assertThat(layers(fetched, 0, 2)).isEmpty();
        assertThat(layers(fetched, 2, 3)).hasSize(2 + OF_EACH_BASE);
        assertThat(references(second.json())).isEqualTo(names.subList(0, 3 * OF_EACH_BASE));
    }

    /** The layers of some bases and their images that were fetched. */
    private static List<String> layers(List<String> requests, int fromBase, int toBase) {
        var all = IntStream.range(fromBase * OF_EACH_BASE, toBase * OF_EACH_BASE)
                .mapToObj(i -> image(i).layers())
                .flatMap(List::stream)
                .map(Digest::toString)
                .collect(Collectors.toSet());
        return blobs(requests).keySet().stream().filter(all::contains).toList();
    }

    @Test
    void aRegistryThatDiesLeavesAReportOfAllThatWasRead() {
        var manifests = new AtomicInteger();
        try (var server = RawServer.start((request, out) -> {
            boolean isAlive = manifests.get() < 25;
            if (request.path().contains("/manifests/v")) {
                manifests.incrementAndGet();
            }
            return isAlive && RawServer.serving(image(number(request.path()))).answer(request, out);
        })) {
            var all = IntStream.range(0, 40)
                    .mapToObj(i -> "%s/team/app%d:v%d".formatted(server.host(), i, i))
                    .toList();
            var result = scan(machine("first"), Files.write(home.resolve("all"), all), "--retries=0");
            assertThat(result.exitCode()).isEqualTo(3);
            var told = references(result.json());
            var failed = result.json().path("failures").findValuesAsText("reference");
            assertThat(told).isNotEmpty().isSubsetOf(all).isSortedAccordingTo(comparingInt(all::indexOf));
            assertThat(failed).isSortedAccordingTo(comparingInt(all::indexOf));
            assertThat(Stream.concat(told.stream(), failed.stream())).containsExactlyInAnyOrderElementsOf(all);
            assertThat(failed).allSatisfy(name -> assertThat(result.err()).contains("tare: " + name + ": "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(String path) {
        var app = APP.matcher(path);
        return app.find() ? Integer.parseInt(app.group(1)) : 0;
    }
}
