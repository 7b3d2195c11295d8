package dev.tare.report.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tare.image.Digest;
import dev.tare.report.FleetExamples;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.json.JsonFormat;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ContentBytes;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerBlob;
import dev.tare.report.model.image.LayerContent;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.StoredBytes;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.AvoidableBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What images come to together, computed by hand. */
class FleetBuilderTest {

    private static final int TOKEN_BYTES = FleetExamples.TOKEN.length();

    @Test
    void countsWhatIsStoredOnceOnce() throws IOException {
        var fleet = FleetExamples.fleet(FleetExamples.images());

        assertThat(fleet.counts()).isEqualTo(new Fleet.Counts(5, 4, 0, 6));
        assertThat(fleet.distinct().shipped()).isEqualTo(6_000 + 2_000 + 300 + TOKEN_BYTES);
        assertThat(fleet.oneByOne().shipped()).isEqualTo(2 * 8_000 + 8_300 + 2 * (6_000 + TOKEN_BYTES));
        assertThat(fleet.distinct().wasted()).isEqualTo(1_000 + 2_000 + TOKEN_BYTES);
        assertThat(fleet.oneByOne().wasted()).isEqualTo(2 * 3_000 + 1_000 + TOKEN_BYTES);
        assertThat(fleet.distinct().avoidable()).isEqualTo(5_000);
        assertThat(fleet.oneByOne().avoidable()).isEqualTo(5 * 5_000);
        assertThat(fleet.distinct().pulled()).hasValue(fleet.distinct().stored());
        assertThat(fleet.oneByOne().stored()).isGreaterThan(2 * fleet.distinct().stored());
    }

    @Test
    void ranksLayersByWhatTheyCostAllImages() throws IOException {
        var fleet = FleetExamples.fleet(FleetExamples.images());

        assertThat(fleet.layers().first())
                .extracting(
                        Fleet.Layer::instruction,
                        Fleet.Layer::images,
                        Fleet.Layer::wasted,
                        Fleet.Layer::hides,
                        Fleet.Layer::avoidable,
                        Fleet.Layer::image,
                        Fleet.Layer::inherited)
                .startsWith(tuple("COPY base /", 4, 0L, 0L, 5_000L, "r/a:1", 20_000L))
                .contains(
                        tuple("RUN patch", 2, 0L, 1_000L, 0L, "r/a:1", 2_000L),
                        tuple("RUN clean", 1, 0L, 2_000L, 0L, "r/a:1", 2_000L))
                .endsWith(tuple("RUN rm", 1, 0L, (long) TOKEN_BYTES, 0L, "r/d:1", (long) TOKEN_BYTES))
                .hasSize(4);
    }

    @Test
    void tellsCredentialsThatEachContainerShowsFirst() throws IOException {
        var fleet = FleetExamples.fleet(FleetExamples.images());

        assertThat(fleet.credentials().first())
                .extracting(Fleet.Credential::isHidden, Fleet.Credential::image, Fleet.Credential::images)
                .containsExactly(tuple(false, "r/c:1", 1), tuple(true, "r/d:1", 1));
    }

    @Test
    void tellsKindsSharedLayersImagesAndRepositories() throws IOException {
        var fleet = FleetExamples.fleet(FleetExamples.images());

        assertThat(fleet.kinds().first())
                .extracting(Fleet.Kind::id, Fleet.Kind::bytes, Fleet.Kind::layers, Fleet.Kind::images)
                .containsExactly(tuple("apt-lists", 5_000L, 1, 4));
        assertThat(fleet.shared().first())
                .extracting(Fleet.SharedLayer::instruction, Fleet.SharedLayer::images)
                .containsExactlyInAnyOrder(tuple("COPY base /", 4), tuple("RUN patch", 2), tuple("COPY token /", 2));
        assertThat(fleet.wasteful(3))
                .extracting(image -> image.info().reference(), Fleet.Image::wasted)
                .containsExactly(tuple("r/a:1", 3_000L), tuple("r/a:2", 3_000L), tuple("r/b:1", 1_000L));
        assertThat(fleet.oldest(1).getFirst().info().created()).isEqualTo("2024-01-02T03:04:05Z");
        assertThat(fleet.repositories().total()).isEqualTo(5);
    }

    @Test
    void doesNotDependOnTheOrderOfImages() throws IOException {
        var images = new ArrayList<>(FleetExamples.images());
        String fleet = fleetOf(FleetExamples.written(new JsonFormat(), Detail.BRIEF, images));
        Collections.reverse(images);

        assertThat(fleetOf(FleetExamples.written(new JsonFormat(), Detail.BRIEF, images)))
                .isEqualTo(fleet);
        Collections.swap(images, 0, 3);
        assertThat(fleetOf(FleetExamples.written(new JsonFormat(), Detail.BRIEF, images)))
                .isEqualTo(fleet);
    }

    private static String fleetOf(String json) {
        return json.substring(json.indexOf("\"fleet\" : {"));
    }

    @Test
    void leavesOutTimesThatSayNothing() {
        for (var created :
                List.of("", "1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z", "soon", "+99999-01-01T00:00:00Z")) {
            var builder = new FleetBuilder();
            builder.add(image(0, created, 1));
            assertThat(builder.fleet().oldest(5)).as(created).isEmpty();
        }
        var builder = new FleetBuilder();
        builder.add(image(0, "2024-01-02T03:04:05.678+02:00", 1));
        assertThat(builder.fleet().oldest(5).getFirst().info().created()).isEqualTo("2024-01-02T01:04:05Z");
    }

    @Test
    void holdsASmallRecordOfEachImageAndOfEachDistinctLayer() {
        var builder = new FleetBuilder();
        for (int i = 0; i < 10_000; i++) {
            builder.add(image(i, "2024-01-02T03:04:05Z", 3));
        }
        builder.add(new Failure("gone", "not found", "", 3));
        builder.add(new Failure("gone", "not found", "", 3));

        var fleet = builder.fleet();
        assertThat(fleet.counts()).isEqualTo(new Fleet.Counts(10_000, 10_000, 1, 100 + 10_000));
        assertThat(fleet.layers().first()).hasSize(Fleet.MAX_LISTED);
        assertThat(fleet.layers().total()).isEqualTo(10_000);
        assertThat(fleet.bases().total()).isEqualTo(100);
        assertThat(fleet.bases().first().getFirst().images()).isEqualTo(100);
        assertThat(fleet.shared().total()).isEqualTo(100);
        assertThat(fleet.credentials().first()).hasSize(Fleet.MAX_LISTED);
        assertThat(fleet.credentials().total()).isEqualTo(30_000);
        assertThat(fleet.layers().first())
                .allSatisfy(layer ->
                        assertThat(layer.instruction()).hasSizeLessThanOrEqualTo(Fleet.MAX_INSTRUCTION_CHARACTERS));
    }

    /** An image of one of 100 bases and a layer of its own, which hides 10 bytes, with some credentials. */
    private static ImageFacts image(int number, String created, int credentials) {
        var stored = new StoredBytes(50, OptionalLong.of(50), OptionalLong.of(1));
        var layers = List.of(layer(0, "base " + number % 100, stored, 0), layer(1, "own " + number, stored, 10));
        var all = new StoredBytes(100, OptionalLong.of(100), OptionalLong.of(1));
        var content = new ContentBytes(200, 10, 0, 0, 0);
        return new ImageFacts(
                new ImageInfo("r/" + number, "r", digest("image " + number), "linux/amd64", "type", created),
                new Totals(2, 2, 2, all, content, 0, 2, 100, 100),
                new BaseImage.Known("base:" + number % 100, digest("manifest " + number % 100), 1),
                layers,
                new AvoidableBytes(0, 0, OptionalLong.of(0)),
                List.of(),
                0,
                List.of(),
                Series.of(IntStream.range(0, credentials)
                        .mapToObj(i -> new SecretPlace(
                                new ExposedKind("npm", "npm token", "", ""),
                                new SecretPlace.File(("/" + i).getBytes(StandardCharsets.UTF_8), 1)))
                        .toList()),
                List.of());
    }

    private static LayerReport layer(int index, String name, StoredBytes stored, long hides) {
        return new LayerReport(
                new LayerInfo(index, digest(name), digest(name), "RUN " + "x".repeat(5_000), ""),
                new LayerBlob("type", "gzip", stored, "network", true),
                new LayerContent(1, 100, 0, hides, 1, 0, 0),
                index == 0,
                Optional.empty());
    }

    private static String digest(String of) {
        return Digest.sha256(of.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
