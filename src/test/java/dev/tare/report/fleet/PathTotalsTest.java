package dev.tare.report.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tare.kit.Seed;
import dev.tare.report.FleetExamples;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.ImageFacts.HiddenCopy;
import dev.tare.report.model.ImageFacts.WastedPath;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ContentBytes;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.StoredBytes;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.AvoidableBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which paths waste most, computed by hand and by a slow model. */
class PathTotalsTest {

    @Test
    void whatAStackHidesCountsOnce() throws IOException {
        var fleet = FleetExamples.fleet(FleetExamples.images());

        assertThat(fleet.paths().top().first())
                .extracting(PathTotalsTest::text, Fleet.Path::wasted, Fleet.Path::image, Fleet.Path::images)
                .containsExactly(
                        tuple("/etc/a", 3_000L, "r/a:1", 2),
                        tuple("/root/.npmrc", (long) FleetExamples.TOKEN.length(), "r/d:1", 1));
        assertThat(fleet.paths().minimumBytes()).isEqualTo(1);
        assertThat(fleet.paths().top().first().stream()
                        .mapToLong(Fleet.Path::wasted)
                        .sum())
                .isEqualTo(fleet.distinct().wasted());
    }

    private static String text(Fleet.Path path) {
        return new String(path.path(), StandardCharsets.UTF_8);
    }

    /** Images of one layer each that hides copies of random sizes. */
    private static List<ImageFacts> images(Random random) {
        return IntStream.range(0, 30)
                .mapToObj(number -> image(
                        "r/" + number,
                        IntStream.range(0, 20)
                                .boxed()
                                .collect(
                                        TreeMap<String, List<HiddenCopy>>::new,
                                        (paths, _) -> paths.computeIfAbsent(
                                                        "/" + random.nextInt(60), _ -> new ArrayList<>())
                                                .add(new HiddenCopy(random.nextInt(1 << random.nextInt(12)), 0)),
                                        Map::putAll)))
                .toList();
    }

    private static ImageFacts image(String name, Map<String, List<HiddenCopy>> paths) {
        var stored = new StoredBytes(0, OptionalLong.of(0), OptionalLong.of(0));
        return new ImageFacts(
                new ImageInfo(name, "r", name, "linux/amd64", "type", ""),
                new Totals(1, 1, 1, stored, new ContentBytes(0, 0, 0, 0, 0), 0, 0, 0, 0),
                new BaseImage.NotNamed(),
                List.of(),
                new AvoidableBytes(0, 0, OptionalLong.of(0)),
                List.of(),
                0,
                List.of(),
                Series.of(List.of()),
                paths.entrySet().stream()
                        .map(it -> new WastedPath(it.getKey().getBytes(StandardCharsets.UTF_8), it.getValue()))
                        .toList());
    }

    private static Fleet.Paths paths(List<ImageFacts> images, int maxEntries, long maxPathBytes) {
        var totals = new PathTotals(maxEntries, maxPathBytes);
        var added = new BitSet();
        added.set(0);
        images.forEach(image -> totals.add(image, added, true));
        return totals.paths();
    }

    private record Row(String path, long wasted, String image, int images) {}

    private static List<Row> rows(Fleet.Paths paths) {
        return paths.top().first().stream()
                .map(path -> new Row(text(path), path.wasted(), path.image(), path.images()))
                .toList();
    }

    /** All copies that have at least so many bytes. */
    private static List<Row> slowly(List<ImageFacts> images, long minimum) {
        var all = new TreeMap<String, Row>();
        for (var image : images) {
            for (var path : image.paths()) {
                long wasted = path.copies().stream()
                        .mapToLong(HiddenCopy::bytes)
                        .filter(bytes -> bytes >= minimum)
                        .sum();
                if (wasted > 0) {
                    all.merge(
                            new String(path.path(), StandardCharsets.UTF_8),
                            new Row(
                                    new String(path.path(), StandardCharsets.UTF_8),
                                    wasted,
                                    image.info().reference(),
                                    1),
                            (one, other) -> new Row(
                                    one.path(),
                                    one.wasted() + other.wasted(),
                                    one.image().compareTo(other.image()) < 0 ? one.image() : other.image(),
                                    one.images() + other.images()));
                }
            }
        }
        return List.copyOf(all.values());
    }

    @Test
    void theSmallestCopiesAreLeftOutWhereThereAreTooMany() {
        var random = Seed.random(41);
        for (int i = 0; i < 50; i++) {
            var images = new ArrayList<>(images(random));
            int maxEntries = 1 + random.nextInt(200);
            var paths = paths(images, maxEntries, Long.MAX_VALUE);

            assertThat(rows(paths)).containsExactlyInAnyOrderElementsOf(slowly(images, paths.minimumBytes()));
            assertThat(paths.top().total()).isLessThanOrEqualTo(maxEntries);
            Collections.shuffle(images, random);
            var shuffled = paths(images, maxEntries, Long.MAX_VALUE);
            assertThat(rows(shuffled)).isEqualTo(rows(paths));
            assertThat(shuffled.minimumBytes()).isEqualTo(paths.minimumBytes());
        }
    }

    @Test
    void longPathsAreTooManyAsWell() {
        var images = IntStream.range(0, 10)
                .mapToObj(number -> image(
                        "r/" + number,
                        Map.of("/" + number + "/" + "x".repeat(1_000), List.of(new HiddenCopy(100L << number, 0)))))
                .toList();

        var paths = paths(images, 100, 4_500);
        assertThat(paths.top().total()).isEqualTo(4);
        assertThat(paths.minimumBytes()).isEqualTo(64L << 6);
    }
}
