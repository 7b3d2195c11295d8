package dev.tare.analysis.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.ledger.MergedTree;
import dev.tare.analysis.node.Node;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.kit.Seed;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs between two trees, name by name, and what the differences come to. */
class TreeComparisonTest {

    private static List<LayerIndex> indexes(RawTar... layers) throws IOException {
        var indexes = new ArrayList<LayerIndex>();
        for (RawTar layer : layers) {
            indexes.add(Blobs.index(layer));
        }
        return indexes;
    }

    private static TreeComparison compare(RawTar before, RawTar after) throws IOException {
        return compare(indexes(before), indexes(after), false);
    }

    private static TreeComparison compare(List<LayerIndex> before, List<LayerIndex> after, boolean mtimes)
            throws IOException {
        return TreeComparison.of(MergedTree.of(before, Limits.DEFAULT), MergedTree.of(after, Limits.DEFAULT), mtimes);
    }

    /** {@code /a changed 1→2 [content]}. */
    private static List<String> names(TreeComparison comparison) {
        return lines(comparison.names());
    }

    private static List<String> lines(List<TreeDifference> differences) {
        return differences.stream()
                .map(difference -> "%s %s %d→%d %s"
                        .formatted(
                                Printable.of(difference.path()),
                                difference.kind().name().toLowerCase(Locale.ROOT),
                                difference.beforeBytes(),
                                difference.afterBytes(),
                                difference.differences().toString().toLowerCase(Locale.ROOT)))
                .toList();
    }

    @Test
    void everyKindOfChangeIsTold() throws IOException {
        var comparison = compare(
                new RawTar()
                        .file("same", "12345678")
                        .file("content", "123456")
                        .file("gone", "12345")
                        .file("mode", "1234")
                        .file("owner", "123")
                        .file("xattrs", "12")
                        .file("mtime", "1")
                        .symlink("target", "same")
                        .directory("directory"),
                new RawTar()
                        .file("same", "12345678")
                        .file("content", "654321")
                        .file("mode", "1234", h -> h.mode(0755))
                        .file("owner", "123", h -> h.owner(0, 1))
                        .pax("SCHILY.xattr.user.a", "b")
                        .file("xattrs", "12")
                        .file("mtime", "1", h -> h.mtime(1))
                        .symlink("target", "mode")
                        .directory("directory", h -> h.mode(0700).type('5').mtime(4))
                        .file("new", "1234567"));

        assertThat(names(comparison))
                .containsExactly(
                        "/new added 0→7 []",
                        "/gone removed 5→0 []",
                        "/content changed 6→6 [content]",
                        "/mode changed 4→4 [mode]",
                        "/owner changed 3→3 [owner]",
                        "/xattrs changed 2→2 [xattrs]",
                        "/directory changed 0→0 [mode, mtime]",
                        "/target changed 0→0 [target]");
        assertThat(comparison.sums()).isEqualTo(new TreeComparison.Sums(7, 7, 1, 1, 6, 1, 0, 7, 5, 15, 15, 0));
    }

    @Test
    void namesThatDifferInTheirMtimeAloneAreListedOnRequest() throws IOException {
        var before = indexes(new RawTar().file("f", "1", h -> h.mtime(1)).file("g", "2"));
        var after = indexes(new RawTar().file("f", "1", h -> h.mtime(2)).file("g", "2"));

        assertThat(names(compare(before, after, false))).isEmpty();
        assertThat(names(compare(before, after, true))).containsExactly("/f changed 1→1 [mtime]");
        for (boolean mtimes : new boolean[] {false, true}) {
            var comparison = compare(before, after, mtimes);
            assertThat(comparison.sums().mtimeOnly()).isEqualTo(1);
            assertThat(comparison.sums().changed()).isZero();
            assertThat(comparison.mtimeListed()).isEqualTo(mtimes);
        }
    }

    @Test
    void aRemovedNameOfAFileWithAnotherNameRemovesNoBytes() throws IOException {
        var two = new RawTar().file("a", "12345").hardlink("b", "a");
        var one = new RawTar().file("b", "12345");

        assertThat(names(compare(two, one))).containsExactly("/a removed 0→0 []");
        assertThat(names(compare(one, two))).containsExactly("/a added 0→0 []");
    }

    @Test
    void aFileWithTwoNewNamesCountsOnce() throws IOException {
        var comparison = compare(
                new RawTar().file("x", "1"),
                new RawTar().file("x", "1").file("d/a", "12345").hardlink("d/b", "d/a"));

        assertThat(names(comparison)).containsExactly("/d/a added 0→5 []", "/d added 0→0 []", "/d/b added 0→0 []");
        assertThat(comparison.sums().addedBytes()).isEqualTo(5);
        assertThat(comparison.sums().filesAfter()).isEqualTo(3);
    }

    @Test
    void bytesOfHardLinksThatBecomeFilesAreCountedApart() throws IOException {
        var linked = new RawTar().file("a", "12345").hardlink("b", "a");
        var apart = new RawTar().file("a", "12345").file("b", "12345");

        assertThat(names(compare(linked, apart))).isEmpty();
        assertThat(compare(linked, apart).sums().linkedBytes()).isEqualTo(5);
        assertThat(compare(apart, linked).sums().linkedBytes()).isEqualTo(-5);
    }

    @Test
    void aDirectoryThatIsOnlyInOneTreeIsOne() throws IOException {
        var comparison = compare(
                new RawTar().file("old/a", "123").file("old/sub/b", "1234").file("both/x", "1"),
                new RawTar().file("both/x", "1").file("both/new/y", "12").symlink("both/new/z", "y"));

        assertThat(lines(comparison.topmost())).containsExactly("/old removed 7→0 []", "/both/new added 0→2 []");
        assertThat(comparison.topmost().stream().map(TreeDifference::files)).containsExactly(2, 1);
        assertThat(names(comparison))
                .containsExactly(
                        "/old/sub/b removed 4→0 []",
                        "/old/a removed 3→0 []",
                        "/both/new/y added 0→2 []",
                        "/both/new added 0→0 []",
                        "/both/new/z added 0→0 []",
                        "/old removed 0→0 []",
                        "/old/sub removed 0→0 []");
    }

    @Test
    void contentsOfAReplacedDirectoryAreToldWithItsReplacement() throws IOException {
        var directory = new RawTar().directory("d").file("d/a", "12345").file("d/b", "12");
        var link = new RawTar().symlink("d", "elsewhere");

        assertThat(lines(compare(directory, link).topmost())).containsExactly("/d changed 7→0 [type]");
        assertThat(lines(compare(link, directory).topmost())).containsExactly("/d changed 0→7 [type]");
        assertThat(names(compare(directory, new RawTar().file("d", "1"))))
                .containsExactly("/d/a removed 5→0 []", "/d/b removed 2→0 []", "/d changed 0→1 [type]");
    }

    @Test
    void contentsOfAChangedDirectoryAreListedByThemselves() throws IOException {
        var comparison = compare(
                new RawTar().directory("d").file("d/a", "1"),
                new RawTar().directory("d", h -> h.mode(0700).type('5')).file("d/a", "12"));

        assertThat(lines(comparison.topmost())).containsExactly("/d/a changed 1→2 [content]", "/d changed 0→0 [mode]");
    }

    @Test
    void aDirectoryThatNoLayerShipsIsNoDifference() throws IOException {
        assertThat(names(compare(
                        new RawTar().file("d/a", "1"),
                        new RawTar().directory("d", h -> h.mode(0700).type('5')).file("d/a", "1"))))
                .isEmpty();
    }

    @Test
    void theRootCanChangeToo() throws IOException {
        assertThat(names(compare(
                        new RawTar().directory("./"),
                        new RawTar().directory("./", h -> h.mode(0700).type('5')))))
                .containsExactly("/ changed 0→0 [mode]");
    }

    @Test
    void theModeOfASymbolicLinkIsNoDifference() throws IOException {
        var by = new RawTar().symlink("l", "x");
        var other = new RawTar().member(h -> h.name("l").type('2').link("x").mode(0777));

        assertThat(names(compare(by, other))).isEmpty();
        assertThat(compare(by, other).sums().mtimeOnly()).isZero();
    }

    @Test
    void namesAreMatchedWhateverTheirOrderInTheTar() throws IOException {
        // whole paths sort otherwise: a-b and a.b before a/b
        var comparison = compare(
                new RawTar()
                        .file("a/b", "1")
                        .file("a-b", "2")
                        .file("a.b", "3")
                        .file("a0", "4")
                        .file("z", "5"),
                new RawTar()
                        .file("z", "5")
                        .file("a0", "4")
                        .file("a-b", "2")
                        .file("a/b", "1")
                        .file("a.c", "3"));

        assertThat(names(comparison)).containsExactly("/a.b removed 1→0 []", "/a.c added 0→1 []");
    }

    @Test
    void anImageDoesNotDifferFromItself() throws IOException {
        var layers = indexes(
                new RawTar().file("a", "1").hardlink("b", "a").directory("d").symlink("l", "a"),
                new RawTar().whiteout("a").file("d/x", "2"));

        var comparison = compare(layers, layers, true);

        assertThat(comparison.names()).isEmpty();
        assertThat(comparison.topmost()).isEmpty();
        assertThat(comparison.sums()).isEqualTo(new TreeComparison.Sums(2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    /** Random images: every name as a plain comparison has it, and sums that explain every byte. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomTreesAreComparedToTheByte(long seed) throws IOException {
        var random = Seed.random(seed);
        for (int round = 0; round < 60; round++) {
            var shared = Blobs.index(randomTar(random));
            var before = List.of(shared, Blobs.index(randomTar(random)));
            var after = List.of(shared, Blobs.index(randomTar(random)), Blobs.index(randomTar(random)));

            var comparison = compare(before, after, true);

            var names = new TreeSet<>(comparison.names().stream()
                    .map(d -> "%s %s %s".formatted(Printable.of(d.path()), d.kind(), d.differences()))
                    .toList());
            assertThat(names).as("seed %d, round %d", seed, round).isEqualTo(plainly(before, after));
            var sums = comparison.sums();
            long growth = Accounts.of(after, Limits.DEFAULT).visibleBytes()
                    - Accounts.of(before, Limits.DEFAULT).visibleBytes();
            assertThat(sums.addedBytes()
                            - sums.removedBytes()
                            + sums.changedBytesAfter()
                            - sums.changedBytesBefore()
                            + sums.linkedBytes())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(growth);
            assertThat(comparison.topmost().stream()
                            .mapToLong(TreeDifference::growth)
                            .sum())
                    .isEqualTo(comparison.names().stream()
                            .mapToLong(TreeDifference::growth)
                            .sum());
            assertThat(compare(before, after, false).names().size() + sums.mtimeOnly())
                    .isEqualTo(comparison.names().size());
        }
    }

    private static Set<String> plainly(List<LayerIndex> before, List<LayerIndex> after) throws IOException {
        var was = nodes(before);
        var is = nodes(after);
        var all = new TreeSet<>(was.keySet());
        all.addAll(is.keySet());
        var lines = new TreeSet<String>();
        for (String path : all) {
            var old = was.get(path);
            var now = is.get(path);
            if (old == null || now == null) {
                lines.add("%s %s []".formatted(path, old == null ? "ADDED" : "REMOVED"));
            } else if (!old.differences(before, now, after).isEmpty()) {
                lines.add("%s CHANGED %s".formatted(path, old.differences(before, now, after)));
            }
        }
        return lines;
    }

    private static Map<String, Node> nodes(List<LayerIndex> layers) throws IOException {
        var nodes = new TreeMap<String, Node>();
        for (var name : MergedTree.of(layers, Limits.DEFAULT).all()) {
            nodes.put(Printable.of(name.path()), name.node());
        }
        return nodes;
    }

    private static RawTar randomTar(Random random) {
        var tar = new RawTar();
        for (int i = random.nextInt(12); i >= 0; i--) {
            String path = randomPath(random);
            switch (random.nextInt(7)) {
                case 0 ->
                    tar.directory(path, h -> h.mode(0700 + random.nextInt(2)).type('5'));
                case 1 -> tar.symlink(path, "t" + random.nextInt(2));
                case 2, 3 -> tar.hardlink(path, randomPath(random));
                case 4 -> tar.whiteout(path);
                default -> tar.file(path, "x".repeat(1 + random.nextInt(3)), h -> h.mtime(random.nextInt(2)));
            }
        }
        return tar;
    }

    private static String randomPath(Random random) {
        var path = new StringBuilder();
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            path.append(path.isEmpty() ? "" : "/").append("ab-".charAt(random.nextInt(3)));
        }
        return path.toString();
    }
}
