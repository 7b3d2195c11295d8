package dev.tare.layer.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Bound;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.Blobs;
import dev.tare.layer.IndexFile;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerCacheTest {

    @TempDir
    private Path parent;

    private Path folder;
    private LayerCache cache;

    @BeforeEach
    void open() throws IOException {
        folder = parent.resolve("not/there/yet");
        cache = new LayerCache(folder, 1L << 30);
        cache.open();
    }

    private static byte[] blob(int number) {
        return new RawTar().file("file-" + number, "content").end().bytes();
    }

    private static LayerIndex index(int number) throws IOException {
        return Blobs.index(blob(number));
    }

    private static Descriptor layer(int number) {
        return Blobs.descriptor(blob(number));
    }

    private void usedAt(int number, Instant time) throws IOException {
        Files.setLastModifiedTime(file(number), FileTime.from(time));
    }

    private Path file(int number) {
        return inVersion(IndexFile.VERSION, number);
    }

    /** Where another version keeps its file; tare 0.1 did so without a folder of the version. */
    private Path inVersion(String version, int number) {
        return folder.resolve(version)
                .resolve("sha256-" + layer(number).digest().hex() + ".idx");
    }

    @Test
    void aKeptIndexIsFound() throws IOException {
        assertThat(cache.find(layer(1), Limits.DEFAULT)).isEmpty();
        cache.keep(index(1), Limits.DEFAULT);

        var found = cache.find(layer(1), Limits.DEFAULT);
        assertThat(found).isPresent();
        assertThat(Blobs.lines(found.get())).isEqualTo(Blobs.lines(index(1)));
        assertThat(cache.find(layer(2), Limits.DEFAULT)).isEmpty();
    }

    @Test
    void aKeptConfigIsFoundAsLongAsItIsWhole() throws IOException {
        byte[] config = "{\"os\": \"linux\"}".getBytes(StandardCharsets.UTF_8);
        var descriptor = Blobs.descriptor(config);
        assertThat(cache.config(descriptor)).isEmpty();
        cache.keepConfig(descriptor.digest(), config);
        assertThat(cache.config(descriptor)).hasValue(config);
        assertThat(new StoreChain(List.of(LayerStore.NONE, cache)).config(descriptor))
                .hasValue(config);
        assertThat(cache.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.kind()).isEqualTo(LayerCache.Kind.CONFIG));
        assertThat(cache.find(descriptor, Limits.DEFAULT)).isEmpty();

        Path file = cache.entries().getFirst().file();
        config[2] ^= 1;
        Files.write(file, config);
        assertThat(cache.config(descriptor)).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void configsArePrunedLikeLayers() throws IOException {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        cache.keep(index(1), Limits.DEFAULT);
        cache.keepConfig(Blobs.descriptor(config).digest(), config);
        assertThat(cache.prune(0, Instant.EPOCH).removed()).isEqualTo(2);
        assertThat(cache.config(Blobs.descriptor(config))).isEmpty();
    }

    @Test
    void aConfigOfAMegabyteIsNotKept() throws IOException {
        byte[] config = new byte[(1 << 20) + 1];
        cache.keepConfig(Blobs.descriptor(config).digest(), config);
        assertThat(cache.entries()).isEqualTo(List.of());
    }

    @Test
    void copiesFromASharedCacheAreForThatCacheAlone() throws IOException {
        var copies = cache.ofShared("oci://one.example/cache");
        copies.open();
        copies.keep(index(1), Limits.DEFAULT);

        assertThat(copies.find(List.of(layer(1)), Limits.DEFAULT).values())
                .extracting(LayerStore.Found::origin)
                .containsExactly(Origin.SHARED_CACHE);
        assertThat(copies.has(layer(1))).isTrue();
        assertThat(cache.find(layer(1), Limits.DEFAULT)).isEmpty();
        var others = cache.ofShared("oci://two.example/cache");
        assertThat(others.find(layer(1), Limits.DEFAULT)).isEmpty();
        assertThat(cache.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.current()).isTrue());
        assertThat(cache.prune(0, Instant.EPOCH).removed()).isEqualTo(1);
        assertThat(copies.find(layer(1), Limits.DEFAULT)).isEmpty();
    }

    @Test
    void ofStoresInAChainEachIsAskedForWhatThoseBeforeDoNotHaveAndAllKeep() throws IOException {
        var copies = cache.ofShared("oci://one.example/cache");
        copies.open();
        var chain = new StoreChain(List.of(cache, copies));
        cache.keep(index(1), Limits.DEFAULT);
        copies.keep(index(1), Limits.DEFAULT);
        copies.keep(index(2), Limits.DEFAULT);

        var found = chain.find(List.of(layer(1), layer(2), layer(3)), Limits.DEFAULT);
        assertThat(found.keySet()).containsExactlyInAnyOrder(layer(1).digest(), layer(2).digest());
        assertThat(Objects.requireNonNull(found.get(layer(1).digest())).origin())
                .isEqualTo(Origin.CACHE);
        assertThat(chain.has(layer(2))).isTrue();
        assertThat(chain.has(layer(3))).isFalse();
        assertThat(cache.find(layer(2), Limits.DEFAULT)).isEmpty(); // what one has is not passed on
        chain.keep(index(3), Limits.DEFAULT);
        assertThat(cache.has(layer(3)) && copies.has(layer(3))).isTrue();
    }

    @Test
    void onlyTheOwnerMayReadTheFolder() throws IOException {
        cache.keep(index(1), Limits.DEFAULT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(1))))
                .isEqualTo("rw-------");
    }

    @Test
    void anIndexReadWithinLaxerLimitsIsNotUsed() throws IOException {
        cache.keep(index(1), Limits.DEFAULT);
        assertThat(cache.find(layer(1), Limits.DEFAULT.with(Bound.ENTRIES, 1_000)))
                .isEmpty();
        assertThat(cache.find(layer(1), Limits.DEFAULT.with(Bound.ENTRIES, 100_000_000)))
                .isPresent();
    }

    @Test
    void aDamagedIndexIsDropped() throws IOException {
        cache.keep(index(1), Limits.DEFAULT);
        byte[] bytes = Files.readAllBytes(file(1));
        bytes[bytes.length / 2] ^= 1;
        Files.write(file(1), bytes);

        assertThat(cache.find(layer(1), Limits.DEFAULT)).isEmpty();
        assertThat(file(1)).doesNotExist();
    }

    @Test
    void anUnreadableFileStays() throws IOException {
        cache.keep(index(1), Limits.DEFAULT);
        Thread.currentThread().interrupt(); // which ends the reading of a channel as too many open files do
        assertThat(cache.find(layer(1), Limits.DEFAULT)).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cache.find(layer(1), Limits.DEFAULT)).isPresent();

        Files.createDirectory(file(2));
        assertThat(cache.find(layer(2), Limits.DEFAULT)).isEmpty();
        assertThat(file(2)).isDirectory();
    }

    @Test
    void versionsLeaveEachOthersEntriesAlone() throws IOException {
        byte[] others = "of another form".getBytes(StandardCharsets.US_ASCII);
        for (String version : List.of("", "index-1-00000000", "index-99-0123abcd")) {
            Files.createDirectories(folder.resolve(version));
            Files.write(inVersion(version, 1), others);
        }
        assertThat(cache.find(layer(1), Limits.DEFAULT)).isEmpty();
        cache.keep(index(1), Limits.DEFAULT);

        assertThat(cache.find(layer(1), Limits.DEFAULT)).isPresent();
        assertThat(inVersion("", 1)).hasBinaryContent(others);
        assertThat(inVersion("index-1-00000000", 1)).hasBinaryContent(others);
        assertThat(inVersion("index-99-0123abcd", 1)).hasBinaryContent(others);
        assertThat(cache.entries())
                .hasSize(4)
                .filteredOn(LayerCache.Entry::current)
                .extracting(LayerCache.Entry::file)
                .containsExactly(file(1));
    }

    @Test
    void entriesOfAllVersionsArePruned() throws IOException {
        Path other = folder.resolve("index-1-00000000");
        Files.createDirectory(other);
        Files.write(inVersion("index-1-00000000", 1), new byte[10]);
        Files.setLastModifiedTime(Files.createFile(other.resolve("1.new")), FileTime.from(Instant.EPOCH));
        Files.write(inVersion("", 2), new byte[10]);
        Path notOurs = Files.createDirectory(folder.resolve("index-of-photos"));
        cache.keep(index(3), Limits.DEFAULT);
        for (String version : List.of("", "index-1-00000000")) {
            Files.setLastModifiedTime(inVersion(version, version.isEmpty() ? 2 : 1), FileTime.from(Instant.EPOCH));
        }

        var pruned = cache.prune(Long.MAX_VALUE, Instant.EPOCH.plusSeconds(1));
        assertThat(pruned.removed()).isEqualTo(2);
        assertThat(pruned.removedBytes()).isEqualTo(20);
        assertThat(other).doesNotExist();
        assertThat(notOurs).isDirectory();
        assertThat(cache.find(layer(3), Limits.DEFAULT)).isPresent();
    }

    @Test
    void theIndexOfAnotherLayerIsDropped() throws IOException {
        cache.keep(index(1), Limits.DEFAULT);
        Files.copy(file(1), file(2));

        assertThat(cache.find(layer(2), Limits.DEFAULT)).isEmpty();
        assertThat(file(2)).doesNotExist();
        assertThat(cache.find(layer(1), Limits.DEFAULT)).isPresent();
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() throws IOException {
        for (int i = 0; i < 4; i++) {
            cache.keep(index(i), Limits.DEFAULT);
            usedAt(i, Instant.EPOCH.plusSeconds(i));
        }
        assertThat(cache.find(layer(0), Limits.DEFAULT)).isPresent(); // it is the last used now

        long each = Files.size(file(0));
        new LayerCache(folder, 3 * each + each / 2).keep(index(4), Limits.DEFAULT);

        assertThat(cache.entries())
                .extracting(LayerCache.Entry::digest)
                .containsExactlyInAnyOrder(layer(4).digest(), layer(0).digest(), layer(3).digest());
    }

    @Test
    void indexesUnusedForLongArePruned() throws IOException {
        for (int i = 0; i < 3; i++) {
            cache.keep(index(i), Limits.DEFAULT);
            usedAt(i, Instant.EPOCH.plusSeconds(i));
        }
        var pruned = cache.prune(Long.MAX_VALUE, Instant.EPOCH.plusSeconds(2));
        assertThat(pruned.removed()).isEqualTo(2);
        assertThat(pruned.left()).isEqualTo(1);
        assertThat(cache.find(layer(2), Limits.DEFAULT)).isPresent();

        assertThat(cache.prune(0, Instant.EPOCH).removed()).isEqualTo(1);
        assertThat(cache.entries()).isEmpty();
    }

    @Test
    void unfinishedFilesArePrunedAndForeignFilesStay() throws IOException {
        Path old = Files.createFile(file(1).resolveSibling("1.new"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        Path fresh = Files.createFile(file(1).resolveSibling("2.new"));
        Path other = Files.createFile(folder.resolve("notes.txt"));
        cache.prune(0, Instant.EPOCH);
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
        assertThat(other).exists();
    }

    @Test
    void severalProcessesMayUseACacheAtOnce() throws Exception {
        long each = Files.size(kept(0));
        try (var pool = Executors.newFixedThreadPool(8)) {
            var tasks = new ArrayList<Callable<Void>>();
            for (int i = 0; i < 400; i++) {
                int number = i % 7;
                tasks.add(() -> {
                    var one = new LayerCache(folder, 4 * each); // as another process would have it
                    one.keep(index(number), Limits.DEFAULT);
                    one.find(layer(number), Limits.DEFAULT)
                            .ifPresent(found -> assertThat(found.digest())
                                    .isEqualTo(layer(number).digest()));
                    return null;
                });
            }
            for (var result : pool.invokeAll(tasks)) {
                result.get();
            }
        }
        assertThat(cache.entries()).hasSizeBetween(1, 4);
        try (var files = Files.walk(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".new"));
        }
    }

    private Path kept(int number) throws IOException {
        cache.keep(index(number), Limits.DEFAULT);
        return file(number);
    }

    @Test
    void aFolderThatIsNotThereHoldsNothing() throws IOException {
        var nowhere = new LayerCache(parent.resolve("nowhere"), 1);
        assertThat(nowhere.entries()).isEqualTo(List.of());
        assertThat(nowhere.prune(0, Instant.EPOCH).removed()).isZero();
        nowhere.keep(index(1), Limits.DEFAULT);
        assertThat(nowhere.find(layer(1), Limits.DEFAULT)).isEmpty();
    }
}
