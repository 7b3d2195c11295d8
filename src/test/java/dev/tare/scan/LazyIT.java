package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.dockerfile.SourceMap;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.image.name.Reference;
import dev.tare.kit.LazyLayer;
import dev.tare.kit.LazyLayer.Table;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Seed;
import dev.tare.kit.TestImage;
import dev.tare.layer.Blobs;
import dev.tare.layer.Origin;
import dev.tare.layer.RawTar;
import dev.tare.layer.store.LayerCache;
import dev.tare.layer.store.LayerStore;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.report.build.ScanReport;
import dev.tare.report.format.Output;
import dev.tare.report.json.JsonFormat;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import dev.tare.scan.Scanner.Tables;
import dev.tare.source.Source;
import dev.tare.source.SourceListener;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.registry.Registries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Layers that are read by their tables of contents: the report is that of a scan of all bytes. */
@Timeout(300)
class LazyIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PRIVATE_KEY =
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n";

    private static final String ZSTD_LAYER = "application/vnd.oci.image.layer.v1.tar+zstd";

    /** What may differ: the source, hashes of repeated contents, and the estimate of what is pulled. */
    private static final List<String> OTHER_FIELDS =
            List.of("source", "digest", "warnings", "wastedPullBytes", "avoidablePullBytes", "savesPullBytes");

    @TempDir
    Path folder;

    private final AtomicLong received = new AtomicLong();

    /** Content that makes a layer larger than those that are read whole. */
    private static byte[] noise(long seed, int length) {
        byte[] noise = new byte[length];
        Seed.fixed(seed).nextBytes(noise);
        return noise;
    }

    private static RawTar base() {
        return new RawTar()
                .directory("etc/")
                .file("etc/passwd", "root:x:0:0::/:/bin/sh\n", h -> h.mtime(1_700_000_000))
                .file("usr/lib/big", noise(1, 300_000))
                .file("usr/lib/same", "the same content")
                .hardlink("usr/lib/hard", "usr/lib/same")
                .symlink("lib", "usr/lib")
                .file("srv/copy", "the same content")
                .file("d".repeat(90) + "/" + "e".repeat(60) + "/f", "long")
                .pax("SCHILY.xattr.user.a", "value")
                .file("with-attribute", "x")
                .file("opaque/inner", "inner")
                .file("root/notes", PRIVATE_KEY);
    }

    private static RawTar top() {
        return new RawTar()
                .file("etc/passwd", "root:x:0:0::/:/bin/sh\n", h -> h.mode(0777).mtime(1_700_000_000))
                .file("usr/lib/same", "the same content")
                .file("usr/share/other", noise(2, 200_000))
                .whiteout("root/notes")
                .opaque("opaque")
                .file(".no.prefetch.landmark", new byte[] {0xf});
    }

    static Source open(Registries registries, String reference) throws IOException {
        return registries.open(
                Reference.parse(reference),
                Credentials.of(Optional.empty(), Optional.empty(), Map.of("HOME", "/nonexistent")),
                new SourceListener() {});
    }

    static ScannedImage scan(Source source, Tables tables, LayerStore store, ScanListener listener)
            throws IOException, InterruptedException {
        try (var turn = new LayerIndexer(Limits.DEFAULT, 2, 2, store).turn()) {
            return new Scanner(Limits.DEFAULT, listener, turn, tables).scan(source, Optional.empty());
        }
    }

    private ScannedImage scan(String reference, Tables tables, LayerStore store)
            throws IOException, InterruptedException {
        var listener = new ScanListener() {
            @Override
            public void received(Digest layer, long bytes) {
                received.addAndGet(bytes);
            }
        };
        received.set(0);
        try (var registries = new Registries(Registry.options(), Limits.DEFAULT);
                var source = open(registries, reference)) {
            return scan(source, tables, store, listener);
        }
    }

    /** The report without what may differ. */
    static JsonNode figures(ScannedImage image) throws IOException {
        var out = new ByteArrayOutputStream();
        var sink = new JsonFormat().scan(new Output(out, 80, new Style(false), 1000, Output.Detail.BRIEF, "1"));
        sink.begin();
        try (var current = new ScanReport(image, "image", new Base.Unknown(), SourceMap.NONE, LeftoverKinds.DEFAULT)) {
            sink.image(current.report(), List.of());
        }
        sink.end(new Verdict(List.of()));
        var report = JSON.readTree(out.toByteArray());
        report.findParents("source").forEach(node -> ((ObjectNode) node).remove(OTHER_FIELDS));
        OTHER_FIELDS.forEach(field -> report.findParents(field).forEach(node -> ((ObjectNode) node).remove(field)));
        return report;
    }

    private ScannedImage assertSameFigures(String reference) throws IOException, InterruptedException {
        var whole = scan(reference, Tables.IGNORED, LayerStore.NONE);
        var lazy = scan(reference, Tables.USED, LayerStore.NONE);
        assertThat(figures(lazy)).isEqualTo(figures(whole));
        return lazy;
    }

    private static TestImage image(UnaryOperator<LazyLayer> change) {
        return TestImage.of()
                .layer(TestImage.OCI_LAYER, change.apply(estargz(base(), Table.IN_TAR)))
                .layer(TestImage.OCI_LAYER, change.apply(estargz(top(), Table.BEHIND_TAR)));
    }

    private static LazyLayer estargz(RawTar tar, Table table) {
        return LazyLayer.estargz(tar.end().bytes(), 100_000, table);
    }

    private static LazyLayer zstdChunked(RawTar tar) {
        return LazyLayer.zstdChunked(tar.end().bytes());
    }

    @Test
    void figuresAreThoseOfAScanOfAllBytes() throws Exception {
        var image = image(it -> it);
        try (var registry = Registry.open(folder)) {
            var lazy = assertSameFigures(registry.push("team/app", "1", image));
            assertThat(lazy.origins()).containsExactly(Origin.TOC, Origin.TOC);
            assertThat(lazy.accounts().exposed()).hasSize(1);
            assertThat(received.get())
                    .isLessThan(lazy.layers().stream()
                                    .mapToLong(it -> it.compressedBytes())
                                    .sum()
                            / 4);
        }
    }

    @Test
    void figuresOfZstdChunkedAreThoseOfAScanOfAllBytes() throws Exception {
        var image = TestImage.of()
                .layer(
                        ZSTD_LAYER,
                        zstdChunked(base().pax("mtime", "1700000000.25").file("later", "x")))
                .layer(ZSTD_LAYER, zstdChunked(top()));
        try (var registry = Registry.open(folder)) {
            var lazy = assertSameFigures(registry.push("team/app", "1", image));
            assertThat(lazy.origins()).containsExactly(Origin.TOC, Origin.TOC);
            assertThat(lazy.accounts().exposed()).hasSize(1);
        }
    }

    /** Without {@code --lazy}, and when the layer comes from the cache too. */
    @Test
    void aTableThatLiesIsAWarningWhereTheLayerIsReadWhole() throws Exception {
        var image = image(it -> it)
                .layer(
                        ZSTD_LAYER,
                        LazyLayer.zstdChunked(
                                new RawTar().file("etc/shadow", "root:!:").end().bytes(),
                                entries -> ((ObjectNode) entries.get(0)).put("mode", 04755)));
        var store = new LayerCache(folder.resolve("cache"), 1 << 20);
        store.open();
        try (var registry = Registry.open(folder)) {
            String reference = registry.push("team/app", "1", image);
            for (var origin : List.of(Origin.NETWORK, Origin.CACHE)) {
                var scanned = scan(reference, Tables.IGNORED, store);
                assertThat(scanned.origins()).containsOnly(origin);
                assertThat(scanned.warnings())
                        .containsExactly("layer 2: its table of contents tells other files than its tar, by which all"
                                + " figures are: /etc/shadow has another mode in the table");
            }
        }
    }

    /** Reads one file of a layer, which is the only one that is fetched. */
    private byte[] content(String reference, int layer, String path) throws Exception {
        try (var registries = new Registries(Registry.options(), Limits.DEFAULT);
                var source = open(registries, reference);
                var turn = new LayerIndexer(Limits.DEFAULT, 2, 2, LayerStore.NONE).turn()) {
            var scanner = new Scanner(Limits.DEFAULT, ScanListener.SILENT, turn, Tables.USED);
            var resolved = scanner.resolve(source, Optional.empty());
            var index = scanner.layer(source, resolved, layer).orElseThrow();
            int entry = IntStream.range(0, index.size())
                    .filter(it ->
                            Printable.of(index.paths().bytes(index.path(it))).equals(path))
                    .findFirst()
                    .orElseThrow();
            var out = new ByteArrayOutputStream();
            scanner.content(source, resolved, layer, index, entry, out);
            return out.toByteArray();
        }
    }

    @Test
    void contentsAreThoseOfTheLayer() throws Exception {
        var image = image(it -> it).layer(ZSTD_LAYER, zstdChunked(base()));
        try (var registry = Registry.open(folder)) {
            String reference = registry.push("team/app", "1", image);
            for (int layer : new int[] {0, 2}) {
                assertThat(content(reference, layer, "/usr/lib/big")).isEqualTo(noise(1, 300_000));
                assertThat(content(reference, layer, "/srv/copy")).asString().isEqualTo("the same content");
            }
        }
    }

    @Test
    void aTableOfAnotherDigestIsNotUsed() throws Exception {
        var image = image(it -> new LazyLayer(
                it.blob(),
                it.diffId(),
                Map.of(
                        LazyLayer.TOC_DIGEST,
                        Digest.sha256(new byte[0]).toString(),
                        LazyLayer.UNCOMPRESSED_SIZE,
                        it.annotations().get(LazyLayer.UNCOMPRESSED_SIZE))));
        try (var registry = Registry.open(folder)) {
            var lazy = assertSameFigures(registry.push("team/app", "1", image));
            assertThat(lazy.origins()).containsOnly(Origin.NETWORK);
            assertThat(lazy.warnings())
                    .anyMatch(it ->
                            it.startsWith("layer 0: it was read whole") && it.contains("it has the digest sha256:"));
        }
    }

    @Test
    void aTableWithTooFewAnnotationsIsNotUsed() throws Exception {
        var image = image(it -> new LazyLayer(
                it.blob(),
                it.diffId(),
                Map.of(LazyLayer.TOC_DIGEST, it.annotations().get(LazyLayer.TOC_DIGEST))));
        try (var registry = Registry.open(folder)) {
            var lazy = assertSameFigures(registry.push("team/app", "1", image));
            assertThat(lazy.origins()).containsOnly(Origin.NETWORK);
            assertThat(lazy.warnings()).anyMatch(it -> it.contains("the annotations do not tell enough"));
        }
    }

    private static void assertReadWhole(ScannedImage image, int layer, String why) {
        assertThat(image.origins().get(layer)).isEqualTo(Origin.NETWORK);
        assertThat(image.warnings().stream()
                        .filter(it -> it.startsWith("layer %d: it was read whole".formatted(layer))))
                .containsExactly("layer %d: it was read whole, not by its table of contents: %s".formatted(layer, why));
    }

    @Test
    void aTableWithAnEntryWithoutANameIsNotUsed() throws Exception {
        Consumer<ArrayNode> nameless = entries -> ((ObjectNode) entries.get(0)).remove("name");
        var image = TestImage.of()
                .layer(TestImage.OCI_LAYER, LazyLayer.estargz(base().end().bytes(), 100_000, Table.IN_TAR, nameless))
                .layer(ZSTD_LAYER, LazyLayer.zstdChunked(base().end().bytes(), nameless));
        try (var registry = Registry.open(folder)) {
            var lazy = assertSameFigures(registry.push("team/app", "1", image));
            assertReadWhole(lazy, 0, "it has an entry without a name");
            assertReadWhole(lazy, 1, "it has an entry without a name");
        }
    }

    @Test
    void aLayerWithTooManyFilesToFetchIsReadWholeAndSaysSo() throws Exception {
        var named = new RawTar().file("home/id_rsa", noise(4, 300_000));
        var hidden = new RawTar().file("home/hidden", noise(5, 300_000));
        var image = TestImage.of()
                .layer(ZSTD_LAYER, zstdChunked(named))
                .layer(TestImage.OCI_LAYER, estargz(hidden, Table.IN_TAR))
                .layer(TestImage.OCI_LAYER, estargz(top().whiteout("home/hidden"), Table.IN_TAR));
        try (var registry = Registry.open(folder)) {
            var lazy = assertSameFigures(registry.push("team/app", "1", image));
            String why = "the files that may be credentials are too many or too large to be fetched one by one";
            assertReadWhole(lazy, 0, why);
            assertReadWhole(lazy, 1, why);
            assertThat(lazy.origins().get(2)).isEqualTo(Origin.TOC);
        }
    }

    /** Times below a second are in PAX headers, of which a table tells nothing. */
    @Test
    void aTarWithMoreThanItsTableTellsIsReadWhole() throws Exception {
        var image = TestImage.of()
                .layer(
                        TestImage.OCI_LAYER,
                        estargz(new RawTar().pax("mtime", "1700000000.25").file("a", noise(1, 200_000)), Table.IN_TAR))
                .layer(TestImage.OCI_LAYER, estargz(top(), Table.IN_TAR));
        try (var registry = Registry.open(folder)) {
            var lazy = assertSameFigures(registry.push("team/app", "1", image));
            assertThat(lazy.origins()).containsExactly(Origin.NETWORK, Origin.TOC);
        }
    }

    @Test
    void aRegistryWithoutRangesIsReadWholeAndSaysSo() throws Exception {
        try (var server = RawServer.start(RawServer.serving(image(it -> it)))) {
            var lazy = assertSameFigures(server.host() + "/team/app:1");
            assertThat(lazy.origins()).containsOnly(Origin.NETWORK);
            assertThat(lazy.warnings())
                    .contains("layer 0: it was read whole, not by its table of contents: the registry does not send"
                            + " parts of a blob");
        }
    }

    /** What is in the cache was verified, and a table is not. */
    @Test
    void anIndexOfATableIsNotKept() throws Exception {
        var store = new LayerCache(folder.resolve("cache"), 1 << 20);
        store.open();
        try (var registry = Registry.open(folder)) {
            String reference = registry.push("team/app", "1", image(it -> it));
            scan(reference, Tables.USED, store);
            var lazy = scan(reference, Tables.USED, store);
            assertThat(lazy.origins()).containsOnly(Origin.TOC);
            assertThat(scan(reference, Tables.IGNORED, store).origins()).containsOnly(Origin.NETWORK);
            assertThat(scan(reference, Tables.USED, store).origins()).containsOnly(Origin.CACHE);
        }
    }

    /** A layer that is in the cache without SHA-256 is read again where that is less than the layers with a table. */
    @Test
    void aCachedLayerIsReadAgainWhereThatTakesFewerBytes() throws Exception {
        byte[] small = new RawTar().file("small", noise(3, 50_000)).end().bytes();
        var base = TestImage.of().layer(TestImage.OCI_LAYER, Blobs.gzip(small), Digest.sha256(small), "ADD");
        var app = TestImage.of()
                .layer(TestImage.OCI_LAYER, Blobs.gzip(small), Digest.sha256(small), "ADD")
                .layer(TestImage.OCI_LAYER, estargz(top().file("again", noise(3, 50_000)), Table.IN_TAR));
        var store = new LayerCache(folder.resolve("cache"), 1 << 20);
        store.open();
        try (var registry = Registry.open(folder)) {
            scan(registry.push("team/base", "1", base), Tables.IGNORED, store);
            String reference = registry.push("team/app", "1", app);
            var whole = figures(scan(reference, Tables.IGNORED, LayerStore.NONE));
            for (var origin : List.of(Origin.NETWORK, Origin.CACHE)) { // which has SHA-256 then
                var lazy = scan(reference, Tables.USED, store);
                assertThat(lazy.origins()).containsExactly(origin, Origin.TOC);
                assertThat(figures(lazy)).isEqualTo(whole);
            }
        }
    }

    @Test
    void aCachedLayerIsNotReadAgainWhereThatTakesMoreBytes() throws Exception {
        byte[] large = new RawTar().file("large", noise(3, 900_000)).end().bytes();
        var base = TestImage.of().layer(TestImage.OCI_LAYER, Blobs.gzip(large), Digest.sha256(large), "ADD");
        var app = TestImage.of()
                .layer(TestImage.OCI_LAYER, Blobs.gzip(large), Digest.sha256(large), "ADD")
                .layer(TestImage.OCI_LAYER, estargz(base(), Table.IN_TAR));
        var store = new LayerCache(folder.resolve("cache"), 1 << 20);
        store.open();
        try (var registry = Registry.open(folder)) {
            scan(registry.push("team/base", "1", base), Tables.IGNORED, store);
            String reference = registry.push("team/app", "1", app);
            var lazy = scan(reference, Tables.USED, store);
            assertThat(lazy.origins()).containsExactly(Origin.CACHE, Origin.NETWORK);
            assertReadWhole(
                    lazy, 1, "to read again what is in the cache without SHA-256 would take more bytes (docs/lazy.md)");
        }
    }

    /** Any mix of layers with a table, without one, and in the cache. */
    @Test
    void anyMixOfLayersHasTheSameFigures() throws Exception {
        try (var registry = Registry.open(folder)) {
            for (int i = 0; i < Seed.cases(6); i++) {
                var random = Seed.random(i);
                var layers = randomLayers(random);
                String reference = registry.push("team/app", "m" + i, image(layers));
                var store = new LayerCache(folder.resolve("cache" + i), 1 << 24);
                store.open();
                if (random.nextBoolean()) { // some layers are known
                    String known = registry.push("team/app", "k" + i, image(layers.subList(0, 1 + random.nextInt(3))));
                    scan(known, Tables.IGNORED, store);
                }
                var whole = figures(scan(reference, Tables.IGNORED, LayerStore.NONE));
                assertThat(figures(scan(reference, Tables.USED, store)))
                        .as("case " + i)
                        .isEqualTo(whole);
                assertThat(figures(scan(reference, Tables.USED, LayerStore.NONE)))
                        .as("case " + i)
                        .isEqualTo(whole);
            }
        }
    }

    /** Adds a layer to an image. */
    interface LayerMaker {
        void addTo(TestImage image);
    }

    static TestImage image(List<LayerMaker> layers) {
        var image = TestImage.of();
        layers.forEach(layer -> layer.addTo(image));
        return image;
    }

    static List<LayerMaker> randomLayers(Random random) {
        var layers = new ArrayList<LayerMaker>();
        for (int i = 0; i < 4; i++) {
            byte[] tar = randomTar(random).end().bytes();
            layers.add(
                    switch (random.nextInt(4)) {
                        case 0 -> image -> image.layer(TestImage.OCI_LAYER, Blobs.gzip(tar), Digest.sha256(tar), "RUN");
                        case 1 ->
                            image -> image.layer(TestImage.OCI_LAYER, LazyLayer.estargz(tar, 50_000, Table.IN_TAR));
                        case 2 -> image -> image.layer(ZSTD_LAYER, LazyLayer.zstdChunked(tar));
                        default ->
                            image ->
                                    image.layer(TestImage.OCI_LAYER, LazyLayer.estargz(tar, 1 << 20, Table.BEHIND_TAR));
                    });
        }
        byte[] top = new RawTar().whiteout("hidden").end().bytes();
        layers.add(image -> image.layer(TestImage.OCI_LAYER, Blobs.gzip(top), Digest.sha256(top), "RUN rm -r hidden"));
        return layers;
    }

    private static RawTar randomTar(Random random) {
        var tar = new RawTar().file("ballast" + random.nextInt(2), noise(random.nextInt(2), 150_000));
        for (int i = 0; i < 40; i++) {
            String path = "d" + random.nextInt(3) + "/f" + random.nextInt(8);
            switch (random.nextInt(9)) {
                case 0 -> tar.whiteout(path);
                case 1 -> tar.symlink(path, "f" + random.nextInt(8));
                case 2 -> tar.hardlink(path, "d" + random.nextInt(3) + "/f" + random.nextInt(8));
                case 3 -> tar.directory(path + "/");
                case 4 -> tar.file("d" + random.nextInt(3) + "/id_rsa", PRIVATE_KEY);
                case 5 -> tar.file("hidden/f" + random.nextInt(8), PRIVATE_KEY);
                default ->
                    tar.file(
                            path,
                            "content %d\n".formatted(random.nextInt(4)).repeat(1 + random.nextInt(3)),
                            h -> h.mode(random.nextBoolean() ? 0644 : 0755).mtime(random.nextInt(2)));
            }
        }
        return tar;
    }
}
