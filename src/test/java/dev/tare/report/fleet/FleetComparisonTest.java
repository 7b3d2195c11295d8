package dev.tare.report.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tare.layer.RawTar;
import dev.tare.report.FleetExamples;
import dev.tare.report.Reports;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.fleet.FleetChanges.Change;
import dev.tare.report.model.image.LayerBlob;
import dev.tare.report.model.image.LayerReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What many images have otherwise than a day before, computed by hand. */
class FleetComparisonTest {

    private static final int TOKEN_BYTES = FleetExamples.TOKEN.length();

    private static FleetChanges changes(FleetBuilder before, FleetBuilder now) {
        return now.fleet(Optional.of(before.earlier("before.json", false)))
                .changes()
                .orElseThrow();
    }

    private static FleetChanges changes(List<Reports> before, List<Reports> now, Failure... failures)
            throws IOException {
        return changes(FleetExamples.builder(before), FleetExamples.builder(now, failures));
    }

    private static List<String> names(Fleet.Top<Fleet.Image> images) {
        return images.first().stream().map(image -> image.info().reference()).toList();
    }

    private static List<String> credentialsOf(Fleet.Top<Fleet.Credential> credentials) {
        return credentials.first().stream().map(Fleet.Credential::image).toList();
    }

    @Test
    void tellsImagesThatAreNewGoneOrOfAnotherDigest() throws IOException {
        var changes = changes(FleetExamples.images(), FleetExamples.later());

        assertThat(names(changes.added())).containsExactly("r/e:1");
        assertThat(names(changes.gone())).containsExactly("r/a:1");
        assertThat(changes.changed().first())
                .extracting(Change::reference)
                .containsExactly("r/a:2", "r/b:1", "r/c:1", "r/d:1");
        assertThat(changes.unread()).isZero();
        assertThat(changes.before().counts()).isEqualTo(new Fleet.Counts(5, 4, 0, 6));
        assertThat(changes.before().distinct())
                .isEqualTo(FleetExamples.fleet(FleetExamples.images()).distinct());
        assertThat(changes.before().credentials()).isEqualTo(2);
    }

    @Test
    void tellsImagesThatWasteMoreAndThoseThatWasteLess() throws IOException {
        var changes = changes(FleetExamples.images(), FleetExamples.later());

        assertThat(changes.grown().first())
                .extracting(Change::reference, Change::wastedBefore, Change::wasted)
                .containsExactly(tuple("r/b:1", 1_000L, 3_000L));
        assertThat(changes.shrunk().first())
                .extracting(Change::reference, Change::wastedBefore, Change::wasted)
                .containsExactly(tuple("r/a:2", 3_000L, 1_000L), tuple("r/d:1", (long) TOKEN_BYTES, 0L));
    }

    @Test
    void nothingIsOtherwiseInTheSameImages() throws IOException {
        var images = new ArrayList<>(FleetExamples.images());
        Collections.reverse(images);
        var changes = changes(FleetExamples.images(), images);

        assertThat(changes.added().total()
                        + changes.gone().total()
                        + changes.changed().total())
                .isZero();
        assertThat(changes.grown().total() + changes.shrunk().total() + changes.unread())
                .isZero();
        assertThat(changes.credentials().orElseThrow().added().total()).isZero();
        assertThat(changes.credentials().orElseThrow().gone().total()).isZero();
    }

    @Test
    void aTokenInALayerThatWasBuiltAnewIsNotNew() throws IOException {
        var credentials = changes(FleetExamples.images(), FleetExamples.later())
                .credentials()
                .orElseThrow();

        assertThat(credentialsOf(credentials.added())).containsExactly("r/e:1");
        assertThat(credentialsOf(credentials.gone())).containsExactly("r/d:1");
    }

    @Test
    void aTokenThatAnotherRepositoryHasFromTheSameLayerIsNotNew() throws IOException {
        var now = new ArrayList<>(FleetExamples.images());
        now.add(new Reports()
                .name("r/new:1")
                .layer(
                        "COPY base /",
                        new RawTar()
                                .file("etc/a", new byte[1_000])
                                .file("var/lib/apt/lists/deb.example_Packages", new byte[5_000]))
                .layer("COPY token /", new RawTar().file("root/.npmrc", FleetExamples.TOKEN)));
        var changes = changes(FleetExamples.images(), now);

        assertThat(names(changes.added())).containsExactly("r/new:1");
        assertThat(changes.credentials().orElseThrow().added().isEmpty()).isTrue();
    }

    @Test
    void whatTheRunDidNotReachIsNotGone() throws IOException {
        for (String failed : List.of("r/a:1", "r/a", "r")) {
            var changes = changes(FleetExamples.images(), FleetExamples.later(), FleetExamples.stopped(failed));
            assertThat(changes.gone().isEmpty()).as(failed).isTrue();
            assertThat(changes.unread()).as(failed).isEqualTo(1);
        }
        var other = changes(FleetExamples.images(), FleetExamples.later(), FleetExamples.stopped("r/a:11"));
        assertThat(names(other.gone())).containsExactly("r/a:1");
    }

    @Test
    void aTokenOfARepositoryThatWasNotReadWhollyIsNotGone() throws IOException {
        var now = FleetExamples.later().subList(0, 3);
        var all = changes(FleetExamples.images(), now).credentials().orElseThrow();
        var stopped = changes(FleetExamples.images(), now, FleetExamples.stopped("r/d:1"))
                .credentials()
                .orElseThrow();

        assertThat(credentialsOf(all.gone())).containsExactly("r/d:1");
        assertThat(stopped.gone().isEmpty()).isTrue();
    }

    @Test
    void credentialsThatWereLookedForByNameOnlyAreNotCompared() throws IOException {
        var now = new FleetBuilder();
        for (var image : FleetExamples.later()) {
            try (var current = image.current()) {
                now.add(byTable(ImageFacts.of(current.report())));
            }
        }
        var whole = FleetExamples.builder(FleetExamples.images());

        assertThat(changes(whole, now).credentials()).isEmpty();
        assertThat(changes(now, whole).credentials()).isEmpty();
        assertThat(changes(whole, now).grown().total()).isEqualTo(1);
    }

    /** The same image of which only tables of contents were read. */
    private static ImageFacts byTable(ImageFacts image) {
        return new ImageFacts(
                image.info(),
                image.totals(),
                image.base(),
                image.layers().stream()
                        .map(layer -> new LayerReport(
                                layer.info(),
                                new LayerBlob(
                                        layer.blob().mediaType(),
                                        layer.blob().compression(),
                                        layer.blob().stored(),
                                        "toc",
                                        true),
                                layer.content(),
                                layer.isOfBase(),
                                layer.lines()))
                        .toList(),
                image.avoidable(),
                image.leftovers(),
                image.exposedFiles(),
                image.exposed(),
                image.secrets(),
                image.paths());
    }

    @Test
    void anyImageOfARepositoryThatFailedLeavesItUnread() {
        for (String failed : List.of("h:5000", "h:5000/r", "h:5000/r/d", "h:5000/r/d:2", "h:5000/r/d@sha256:0")) {
            var told = new ToldImages(Map.of(), new TreeSet<>(Set.of(failed)), new TreeSet<>());
            assertThat(told.isAnyUnread("h:5000/r/d")).as(failed).isTrue();
        }
        for (String failed : List.of("h:50", "h:5000/r/d2:1", "h:5000/r/d/e:1", "h:5000/r/c")) {
            var told = new ToldImages(Map.of(), new TreeSet<>(Set.of(failed)), new TreeSet<>());
            assertThat(told.isAnyUnread("h:5000/r/d")).as(failed).isFalse();
        }
    }

    @Test
    void whatTheEarlierRunDidNotReachIsNotNew() throws IOException {
        var before = FleetExamples.builder(FleetExamples.images(), FleetExamples.stopped("r/e:1"));
        var changes = changes(before, FleetExamples.builder(FleetExamples.later()));

        assertThat(changes.added().isEmpty()).isTrue();
        assertThat(changes.unread()).isEqualTo(1);
        // nobody was told of it
        assertThat(credentialsOf(changes.credentials().orElseThrow().added())).containsExactly("r/e:1");
    }
}
