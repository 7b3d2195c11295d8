package dev.tare.analysis.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.RandomImages;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.kit.Seed;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the visible bytes divide. */
class UsageTest {

    private static Ledger ledger(RawTar... layers) throws IOException {
        var indexes = new ArrayList<LayerIndex>();
        for (var layer : layers) {
            indexes.add(Blobs.index(layer));
        }
        return Ledger.of(indexes, Limits.DEFAULT, Ledger.Keep.TREE);
    }

    private static Usage usage(Ledger ledger, String path) {
        return Usage.of(ledger, path.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static List<String> places(List<Usage.Place> places) {
        return places.stream()
                .map(place -> "%s%s %d in %d"
                        .formatted(
                                Printable.of(place.path()),
                                place.isDirectory() ? "/" : "",
                                place.sum().bytes(),
                                place.sum().copies()))
                .toList();
    }

    private static final RawTar BASE = new RawTar()
            .file("usr/lib/a.so.1", "12345")
            .file("usr/lib/deep/er/b.py", "123")
            .file("usr/share/c", "12")
            .file("top", "1234")
            .directory("empty")
            .symlink("lib", "usr/lib");

    @Test
    void directoriesAtADepthHaveAllThatIsBelowThemAndFilesOnTheWayStandForThemselves() throws IOException {
        var usage = usage(ledger(BASE), "/");

        assertThat(places(usage.byPlace(1))).containsExactly("/usr/ 10 in 3", "/top 4 in 1");
        assertThat(places(usage.byPlace(2))).containsExactly("/usr/lib/ 8 in 2", "/top 4 in 1", "/usr/share/ 2 in 1");
        assertThat(places(usage.byPlace(0))).containsExactly("// 14 in 4");
        assertThat(places(usage.byPlace(9)))
                .containsExactly(
                        "/usr/lib/a.so.1 5 in 1", "/top 4 in 1", "/usr/lib/deep/er/b.py 3 in 1", "/usr/share/c 2 in 1");
    }

    @Test
    void aPathIsFollowedAndLimitsWhatCounts() throws IOException {
        var usage = usage(ledger(BASE), "lib/");

        assertThat(Printable.of(usage.path())).isEqualTo("/usr/lib");
        assertThat(usage.all()).isEqualTo(new Usage.Sum(8, 2));
        assertThat(places(usage.byPlace(1))).containsExactly("/usr/lib/a.so.1 5 in 1", "/usr/lib/deep/ 3 in 1");
        assertThat(places(usage(ledger(BASE), "/top").byPlace(2))).containsExactly("/top 4 in 1");
    }

    @Test
    void aFileWithSeveralNamesCountsOnceAtTheFirstOneBelowThePath() throws IOException {
        var ledger = ledger(
                new RawTar().file("z/one", "1234").hardlink("a/two", "z/one").hardlink("z/three", "z/one"));

        assertThat(places(usage(ledger, "/").byPlace(2))).containsExactly("/a/two 4 in 1");
        assertThat(places(usage(ledger, "/z").byPlace(2))).containsExactly("/z/one 4 in 1");
    }

    @Test
    void hiddenCopiesAndEmptyDirectoriesDoNotCountAndEmptyFilesDo() throws IOException {
        var ledger = ledger(
                new RawTar().file("a/gone", "12345678").file("a/again", "old"),
                new RawTar().whiteout("a/gone").file("a/again", "newer").file("b", ""));

        assertThat(places(usage(ledger, "/").byPlace(1))).containsExactly("/a/ 5 in 1", "/b 0 in 1");
        assertThat(usage(ledger, "/").byLayer()).containsExactly(new Usage.Group<>(1, new Usage.Sum(5, 2)));
    }

    @Test
    void groupsOfOneSizeAreInTheOrderOfTheirKeys() throws IOException {
        var ledger = ledger(new RawTar().file("1.b", "x").file("2.a", "y").file("3.c", "zz"));

        assertThat(usage(ledger, "/").by((path, _) -> Printable.of(path).substring(2)))
                .extracting(Usage.Group::key)
                .containsExactly(".c", ".a", ".b");
    }

    private static RawTar sized(Object... namesAndSizes) {
        var tar = new RawTar();
        for (int i = 0; i < namesAndSizes.length; i += 2) {
            tar.file((String) namesAndSizes[i], new byte[(int) namesAndSizes[i + 1]]);
        }
        return tar;
    }

    @Test
    void theLargestAreToldApartUntilTheyHoldAThirdOrAreScattered() throws IOException {
        var tar = sized(
                "usr/lib/x/one", 300, "usr/lib/x/two", 20, "usr/lib/y", 160, "usr/bin/z", 100, "etc/a", 40, "b", 9);
        for (int i = 0; i < 40; i++) {
            tar.file("srv/node_modules/m%d/index.js".formatted(i), new byte[10]);
        }

        assertThat(places(usage(ledger(tar), "/").largest(9)))
                .containsExactly(
                        "/srv/node_modules/ 400 in 40", // more than a third, but scattered
                        "/usr/lib/x/ 320 in 2",
                        "/usr/lib/y 160 in 1",
                        "/usr/bin/ 100 in 1",
                        "/etc/ 40 in 1",
                        "/b 9 in 1");
    }

    @Test
    void theLargestAreNoMoreThanWantedAndNoneIsEmpty() throws IOException {
        var ledger = ledger(sized("a", 3, "b", 0, "c", 2, "d", 2));

        assertThat(places(usage(ledger, "/").largest(2))).containsExactly("/a 3 in 1", "/c 2 in 1");
        assertThat(places(usage(ledger, "/").largest(9))).hasSize(3);
        assertThat(usage(ledger(new RawTar().file("x", "")), "/").largest(5)).isEmpty();
    }

    /** Images made up at random, with links of all kinds. */
    @Test
    void everyDivisionSumsToTheVisibleBytes() throws IOException {
        for (int i = 0; i < Seed.cases(1_000); i++) {
            var layers = new ArrayList<LayerIndex>();
            for (var layer : new RandomImages(Seed.random(i)).image()) {
                layers.add(Blobs.index(RandomImages.tar(layer)));
            }
            var ledger = Ledger.of(layers, Limits.DEFAULT, Ledger.Keep.TREE);
            long visible = Accounts.of(ledger, SecretPaths.NONE).visibleBytes();
            var usage = usage(ledger, "/");

            assertThat(usage.all().bytes()).as("seed %d", Seed.of(i)).isEqualTo(visible);
            for (int depth = 0; depth < 4; depth++) {
                assertThat(usage.byPlace(depth).stream()
                                .mapToLong(place -> place.sum().bytes())
                                .sum())
                        .as("seed %d, depth %d", Seed.of(i), depth)
                        .isEqualTo(visible);
            }
            assertThat(usage.largest(Integer.MAX_VALUE).stream()
                            .mapToLong(place -> place.sum().bytes())
                            .sum())
                    .as("seed %d, largest", Seed.of(i))
                    .isEqualTo(visible);
            assertThat(sum(usage.byLayer())).as("seed %d", Seed.of(i)).isEqualTo(visible);
            assertThat(sum(usage.<Integer>by((path, mode) -> path.length + mode)))
                    .as("seed %d", Seed.of(i))
                    .isEqualTo(visible);
        }
    }

    private static long sum(List<? extends Usage.Group<?>> groups) {
        return groups.stream().mapToLong(group -> group.sum().bytes()).sum();
    }
}
