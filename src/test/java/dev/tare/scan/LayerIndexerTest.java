package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import dev.tare.layer.store.LayerStore;
import dev.tare.layer.tar.Expansion;
import dev.tare.source.Source;
import dev.tare.source.layout.FileSource;
import dev.tare.source.layout.Folder;
import dev.tare.source.layout.ImageFormat;
import dev.tare.source.layout.Wanted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In which order layers are read, and which ones are not read again, by an image of three layers in a folder. */
@Timeout(60)
class LayerIndexerTest {

    private final Source source;
    private final List<Descriptor> layers;

    /** The layers whose reading has begun. */
    private final List<Digest> begun = new CopyOnWriteArrayList<>();

    LayerIndexerTest(@TempDir Path folder) throws Exception {
        TestImage.of(new RawTar().file("a", "one"), new RawTar().file("b", "two"), new RawTar().file("c", "three"))
                .writeLayout(folder, "1");
        source = new FileSource(
                Folder.at(folder), "app", ImageFormat.OCI_LAYOUT, Wanted.of("1", Optional.empty()), Limits.DEFAULT);
        var turn = new LayerIndexer(Limits.DEFAULT, 1, 1, LayerStore.NONE).turn();
        layers = new ImageResolver(source, Optional.empty(), Limits.DEFAULT, turn, _ -> {})
                .resolve()
                .manifest()
                .layers();
    }

    private CompletableFuture<IndexedLayer> read(LayerIndexer.Turn turn, int layer) {
        return turn.read(source, layers.get(layer), Way.WHOLE, new Expansion(Limits.DEFAULT), new ScanListener() {
            @Override
            public void begun(Digest digest) {
                begun.add(digest);
            }
        });
    }

    private static LayerIndexer indexer(long maxEntriesAhead) {
        return new LayerIndexer(Limits.DEFAULT, 1, 2, LayerStore.NONE, maxEntriesAhead);
    }

    @Test
    void aLayerOfAnEarlierImageIsNotReadAgain() {
        var indexer = indexer(Long.MAX_VALUE);
        try (var turn = indexer.turn()) {
            read(turn, 0).join();
        }
        try (var turn = indexer.turn()) {
            assertThat(turn.find(source, List.of(layers.get(0)))).hasSize(1);
            assertThat(turn.find(source, List.of(layers.get(1)))).isEmpty();
            read(turn, 0).join();
        }
        assertThat(begun).hasSize(1);
    }

    @Test
    void whileTooMuchIsInMemoryOnlyTheEarliestImageGoesOn() {
        var indexer = indexer(1);
        var first = indexer.turn();
        try (var second = indexer.turn()) {
            read(first, 0).join();
            var waiting = read(second, 1);
            read(first, 2).join();
            assertThat(begun).doesNotContain(layers.get(1).digest());
            assertThat(waiting).isNotDone();
            first.close();
            assertThat(waiting.join().index().size()).isEqualTo(1);
        }
    }

    @Test
    void anImageThatIsGivenUpReadsNoMore() {
        var indexer = indexer(0);
        var first = indexer.turn();
        var second = indexer.turn();
        read(first, 0).join();
        var waiting = read(second, 1);
        second.stop();
        assertThat(waiting).isCompletedExceptionally();
        first.close();
        read(second, 2).join();
        assertThat(begun).doesNotContain(layers.get(1).digest());
    }

    @Test
    void aLayerThatAnImageGaveUpIsReadForTheNext() {
        var indexer = indexer(0);
        var first = indexer.turn();
        var second = indexer.turn();
        var third = indexer.turn();
        read(first, 0).join();
        assertThat(read(second, 1)).isNotDone();
        var wanted = read(third, 1);
        second.close();
        first.close();
        assertThat(wanted.join().index().size()).isEqualTo(1);
    }
}
