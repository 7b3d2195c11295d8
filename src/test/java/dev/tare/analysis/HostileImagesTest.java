package dev.tare.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.ManyFiles;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small layers that are made to cost much: what they cost is bounded by what they ship, or by a limit. */
@Tag("slow")
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileImagesTest {

    private static final Limits SMALL = Limits.DEFAULT
            .with(Bound.NAME_BYTES, 1_000)
            .with(Bound.PATH_DEPTH, 50)
            .with(Bound.ENTRIES, 1_000)
            .with(Bound.LAYER_BYTES, 1L << 30)
            .with(Bound.IMAGE_BYTES, 1L << 30);

    private static void assertBeyond(String option, RawTar... layers) {
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> Accounted.of(SMALL, layers))
                .withMessageContaining("layer " + (layers.length - 1))
                .satisfies(e -> assertThat(e.hint()).endsWith("--" + option));
    }

    @Test
    void entriesOfAllLayersTogetherAreLimited() {
        var layer = new RawTar();
        for (int i = 0; i < 500; i++) {
            layer.file("" + i, "");
        }
        assertThatCode(() -> Accounted.of(SMALL, layer, layer)).doesNotThrowAnyException();
        assertBeyond("max-entries", layer, layer, new RawTar().directory("d"));
    }

    @Test
    void directoriesThatALayerOnlyImpliesCountEachTimeThatItIsListed() {
        var deep = new RawTar();
        for (int i = 0; i < 10; i++) {
            deep.file(i + "/d".repeat(40), "");
        }
        assertThatCode(() -> Accounted.of(SMALL, deep, new RawTar().opaque("."), deep))
                .doesNotThrowAnyException();
        assertBeyond("max-entries", deep, deep, deep);
    }

    @Test
    void pathsThroughSymbolicLinksAreLimitedInLength() {
        var link = new RawTar().symlink("l", "n".repeat(600));

        assertThatCode(() -> Accounted.of(SMALL, link, new RawTar().file("l/" + "m".repeat(399), "")))
                .doesNotThrowAnyException();
        assertBeyond("max-name-bytes", link, new RawTar().file("l/" + "m".repeat(400), ""));
    }

    @Test
    void directoriesBehindSymbolicLinksCountAsEntries() {
        var links = new RawTar();
        var files = new RawTar();
        for (int i = 0; i < 40; i++) {
            links.symlink("l" + i, i + "/d".repeat(30));
            files.file("l" + i + "/f", "");
        }
        assertBeyond("max-entries", links, files);
    }

    @Test
    void stepsOnSymbolicLinksAreLimitedForTheWholeImage() throws IOException {
        // every file is looked for through 39 links of 1,300 steps each, since every other entry is a new link
        var links = new RawTar();
        for (int i = 0; i < 39; i++) {
            links.symlink("l" + i, "./".repeat(1_300) + (i == 0 ? "d" : "l" + (i - 1)));
        }
        var files = new RawTar();
        for (int i = 0; i < 100; i++) {
            files.file("l38/f" + i, "").symlink("new" + i, "d");
        }
        var below = Blobs.index(links);
        var above = Blobs.index(files);
        var layers = new ArrayList<>(List.of(below));
        layers.addAll(Collections.nCopies(900, above));

        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> Accounts.of(layers, Limits.DEFAULT))
                .withMessageContaining("symbolic links");
    }

    @Test
    void manyHiddenFilesInDeepDirectoriesAreSortedAndGrouped() throws IOException {
        var links = new RawTar().symlink("l", "left" + "/d".repeat(2_000)).symlink("r", "right" + "/d".repeat(2_000));
        int count = 200_000;
        var accounts = Accounts.of(
                List.of(
                        Blobs.index(links),
                        ManyFiles.index(count, 0, i -> (i % 2 == 0 ? "l/" : "r/") + i),
                        Blobs.index(new RawTar().whiteout("left").whiteout("right"))),
                Limits.DEFAULT);

        assertThat(accounts.findings()).hasSize(count);
        assertThat(accounts.wasteGroups(10)).hasSize(2);
        assertThat(accounts.wastedBytes()).isEqualTo(8L * count);
    }

    @Test
    void manyCopiesOfOneContentInDeepDirectoriesAreFoundOnce() throws IOException {
        var links = new RawTar().symlink("l", "left" + "/d".repeat(2_000)).symlink("r", "right" + "/d".repeat(2_000));
        var files = new RawTar();
        for (int i = 0; i < 100_000; i++) {
            files.file((i % 2 == 0 ? "l/" : "r/") + i, "x");
        }
        var accounts = Accounted.of(links, files);

        assertThat(accounts.repeated()).hasSize(1);
        assertThat(accounts.repeatedBytes()).isEqualTo(99_999);
    }

    @Test
    void aDirectoryOfManyFilesWhitedOutAndMadeAgainAndAgain() throws IOException {
        var files = ManyFiles.index(9_000, 0, i -> "d/" + i);
        var whiteout = Blobs.index(new RawTar().whiteout("d"));
        var layers = new ArrayList<LayerIndex>();
        for (int i = 0; i < 500; i++) {
            layers.add(files);
            layers.add(whiteout);
        }
        var accounts = Accounts.of(layers, Limits.DEFAULT);

        assertThat(accounts.wastedBytes()).isEqualTo(500L * 9_000 * 8).isEqualTo(accounts.shippedBytes());
        assertThat(accounts.wasteGroups(1_000)).hasSize(500);
    }

    @Test
    void manyWhiteoutsOfTheSame() throws IOException {
        var whiteouts = new RawTar();
        for (int i = 0; i < 50_000; i++) {
            whiteouts.whiteout("d").opaque("d").whiteout("d/" + i);
        }
        var accounts = Accounts.of(
                List.of(ManyFiles.index(100_000, 0, i -> "d/" + i), Blobs.index(whiteouts)), Limits.DEFAULT);

        assertThat(accounts.removedBytes()).isEqualTo(800_000);
    }

    @Test
    void manyHardlinksOfOneFile() throws IOException {
        var links = new RawTar().file("f", "x");
        for (int i = 0; i < 100_000; i++) {
            links.hardlink("d/" + i, "f").hardlink("f", "d/" + i);
        }
        var accounts = Accounted.of(links, new RawTar().whiteout("d").whiteout("f"));

        assertThat(accounts.copies()).isEqualTo(1);
        assertThat(accounts.removedBytes()).isEqualTo(1);
    }

    @Test
    void sizesOfTheLargestLayersAddUp() throws IOException {
        long size = 1L << 29;
        var sparse = Blobs.index(new RawTar()
                .pax("GNU.sparse.size", Long.toString(size), "GNU.sparse.map", "0,0")
                .file("f", ""));
        var accounts = Accounts.of(Collections.nCopies(1_000, sparse), Limits.DEFAULT);

        assertThat(accounts.shippedBytes()).isEqualTo(1_000 * size);
        assertThat(accounts.wastedBytes()).isEqualTo(999 * size);
        assertThat(accounts.visibleBytes()).isEqualTo(size);
    }
}
