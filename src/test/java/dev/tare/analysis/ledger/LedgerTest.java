package dev.tare.analysis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tare.analysis.Accounted;
import dev.tare.analysis.Accounts;
import dev.tare.analysis.RandomImages;
import dev.tare.analysis.node.Node;
import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.kit.Seed;
import dev.tare.layer.Blobs;
import dev.tare.layer.EntryKind;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The layers applied once, and what is undone of them afterwards. */
class LedgerTest {

    private static final int IMAGES = Seed.cases(1_000);

    private static List<LayerIndex> indexes(RawTar... tars) throws IOException {
        var indexes = new ArrayList<LayerIndex>();
        for (var tar : tars) {
            indexes.add(Blobs.index(tar));
        }
        return indexes;
    }

    private static List<LayerIndex> randomLayers(int number) throws IOException {
        var layers = new ArrayList<LayerIndex>();
        for (var layer : new RandomImages(Seed.random(number)).image()) {
            layers.add(Blobs.index(RandomImages.tar(layer)));
        }
        return layers;
    }

    private static Map<String, Node> names(MergedTree tree) {
        var names = new TreeMap<String, Node>();
        tree.all().forEach(name -> names.put(Printable.of(name.path()), name.node()));
        return names;
    }

    private static List<String> text(Map<String, Node> names) {
        return names.entrySet().stream()
                .map(name -> "%s %s %d %d"
                        .formatted(
                                name.getKey(),
                                name.getValue().kind(),
                                name.getValue().layer(),
                                name.getValue().entry()))
                .toList();
    }

    @Test
    void treeAfterALayerIsThatOfTheLayersUpToIt() throws IOException {
        for (int i = 0; i < IMAGES; i++) {
            long seed = Seed.of(i);
            var layers = randomLayers(i);
            var ledger = Ledger.of(layers, Limits.DEFAULT, Ledger.Keep.HISTORY);
            for (int layer = 0; layer < layers.size(); layer++) {
                assertThat(text(names(ledger.treeAfter(layer))))
                        .as("layer %d of the image of seed %d", layer, seed)
                        .isEqualTo(text(names(MergedTree.of(layers.subList(0, layer + 1), Limits.DEFAULT))));
            }
            assertThat(text(names(ledger.tree())))
                    .as("the final tree of the image of seed %d, after layers of copies were undone", seed)
                    .isEqualTo(text(names(MergedTree.of(layers, Limits.DEFAULT))));
        }
    }

    @Test
    void changesOfALayerLeadFromTheTreeBelowItToItsOwn() throws IOException {
        for (int i = 0; i < IMAGES; i++) {
            long seed = Seed.of(i);
            var layers = randomLayers(i);
            var ledger = Ledger.of(layers, Limits.DEFAULT, Ledger.Keep.HISTORY);
            LayerChanges.visit(ledger, (layer, changes) -> {
                var before = layer == 0 ? Map.<String, Node>of() : names(ledger.treeAfter(layer - 1));
                assertLeadTo(
                        names(ledger.treeAfter(layer)), before, changes, "seed %d, layer %d".formatted(seed, layer));
            });
        }
    }

    private static void assertLeadTo(
            Map<String, Node> after, Map<String, Node> before, List<PathChange> changes, String place) {
        var rebuilt = new TreeMap<>(before);
        for (var change : changes) {
            if (change.kind() != PathChange.Kind.A) {
                String path = Printable.of(change.path());
                boolean isDirectoryStill =
                        change.after().isPresent() && change.after().get().kind() == EntryKind.DIRECTORY;
                rebuilt.keySet()
                        .removeIf(name -> name.equals(path) || (name.startsWith(path + "/") && !isDirectoryStill));
            }
        }
        for (var change : changes) {
            change.after().ifPresent(node -> rebuilt.put(Printable.of(change.path()), node));
        }
        assertThat(text(rebuilt)).as(place).isEqualTo(text(after));
        assertThat(changes.stream()
                        .filter(change -> change.kind() == PathChange.Kind.A)
                        .map(change -> Printable.of(change.path())))
                .as("added by %s", place)
                .containsExactlyElementsOf(after.keySet().stream()
                        .filter(name -> !before.containsKey(name))
                        .toList());
    }

    @Test
    void layersAreShownFromTheHighestDownAndOnlyThoseThatAreWanted() throws IOException {
        var ledger = Ledger.of(
                indexes(new RawTar().file("a", "1"), new RawTar().file("b", "2"), new RawTar().file("c", "3")),
                Limits.DEFAULT,
                Ledger.Keep.HISTORY);
        var seen = new ArrayList<Integer>();
        LayerChanges.visit(ledger, new LayerChanges.Visitor() {
            @Override
            public boolean wants(int layer) {
                return layer != 1;
            }

            @Override
            public void visit(int layer, List<PathChange> changes) {
                seen.add(layer);
            }
        });

        assertThat(seen).containsExactly(2, 0);
    }

    @Test
    void aViewOfWhatWasNotKeptIsRefused() throws IOException {
        var layers = indexes(new RawTar().file("a", "1"));
        var fates = Ledger.of(layers, Limits.DEFAULT, Ledger.Keep.FATES);
        var tree = Ledger.of(layers, Limits.DEFAULT, Ledger.Keep.TREE);

        assertThatIllegalStateException().isThrownBy(fates::tree);
        assertThatIllegalStateException().isThrownBy(() -> tree.treeAfter(0));
        assertThatIllegalStateException().isThrownBy(() -> PathTrace.of(tree, _ -> true));
    }

    @Test
    void accountsDoNotDependOnWhatIsKept() throws IOException {
        var layers = indexes(
                new RawTar().file("a", "1").file("b", "2").file("c", "2"),
                new RawTar().whiteout("a").file("b", "3"));
        for (var keep : Ledger.Keep.values()) {
            var accounts = Accounts.of(Ledger.of(layers, Limits.DEFAULT, keep), SecretPaths.NONE);
            assertThat(Accounted.visible(accounts)).as(keep.name()).containsExactly("/b 1 from 1", "/c 1 from 0");
            assertThat(Accounted.hidden(accounts))
                    .as(keep.name())
                    .containsExactly("/a from 0 removed by 1: whiteout", "/b from 0 duplicated by 1: content");
        }
    }

    @Test
    void layersThatTogetherGoBeyondALimitAreRefusedWhateverIsKept() throws IOException {
        var layers = indexes(
                new RawTar().file("a", "1").file("b", "1"),
                new RawTar().file("c", "1").file("d", "1"));
        for (var keep : Ledger.Keep.values()) {
            assertThatExceptionOfType(BeyondLimit.class)
                    .isThrownBy(() -> Ledger.of(layers, Limits.DEFAULT.with(Bound.ENTRIES, 3), keep))
                    .withMessageContaining("an image of more than 3 files and directories up to layer 1");
        }
    }

    @Test
    void traceOfTheRootPassesOverAFileThatStandsForIt() throws IOException {
        var ledger = Ledger.of(
                indexes(
                        new RawTar().directory("./"),
                        new RawTar().file("./", "content").file("a", "1")),
                Limits.DEFAULT,
                Ledger.Keep.HISTORY);

        var traces = PathTrace.of(ledger, path -> path.length == 1);

        assertThat(traces)
                .singleElement()
                .satisfies(trace -> assertThat(trace.steps())
                        .singleElement()
                        .satisfies(step -> assertThat(step.layer()).isZero()));
    }
}
