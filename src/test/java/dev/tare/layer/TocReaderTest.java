package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.kit.LazyLayer;
import dev.tare.kit.LazyLayer.Table;
import dev.tare.kit.Seed;
import dev.tare.layer.toc.Ranges;
import dev.tare.layer.toc.TocClaim;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of contents that are wrong, each with the digest that the manifest claims. */
class TocReaderTest {

    private static final byte[] TAR =
            new RawTar().directory("etc/").file("etc/a", "content").end().bytes();

    private static TocLayer read(LazyLayer layer, Limits limits) throws IOException {
        return read(layer, limits, ranges(layer.blob()));
    }

    private static Ranges ranges(byte[] blob) {
        return (from, length) -> {
            if (from < 0 || length < 1 || from + length > blob.length) {
                throw new AssertionError("bytes %d+%d of %d".formatted(from, length, blob.length));
            }
            return Arrays.copyOfRange(blob, (int) from, (int) from + length);
        };
    }

    private static TocLayer read(LazyLayer layer, Limits limits, Ranges ranges) throws IOException {
        byte[] blob = layer.blob();
        var descriptor = new Descriptor(
                "application/vnd.oci.image.layer.v1.tar+gzip",
                Digest.sha256(blob),
                blob.length,
                List.of(),
                layer.annotations(),
                Optional.empty());
        return new TocReader(ranges, descriptor, limits)
                .read(TocClaim.of(descriptor).orElseThrow())
                .orElseThrow();
    }

    @Test
    void aTableIsReadInPlaceOfTheLayer() throws IOException {
        for (var table : Table.values()) {
            var layer = LazyLayer.estargz(TAR, 1 << 20, table);
            var whole = Blobs.index(layer.blob());
            var read = read(layer, Limits.DEFAULT).index();
            assertThat(read.size()).isEqualTo(whole.size());
            assertThat(read.uncompressedBytes()).isEqualTo(whole.uncompressedBytes());
            assertThat(read.fileSize(1)).isEqualTo(7);
        }
    }

    /** Each request takes a round trip. */
    @Test
    void severalPartsAreFetchedAtATime() throws IOException {
        byte[] noise = new byte[200_000];
        Seed.fixed(1).nextBytes(noise);
        var tar = new RawTar();
        for (int i = 0; i < 6; i++) {
            tar.file(i + "/id_rsa", "key " + i).file("noise" + i, noise);
        }
        var layer = LazyLayer.zstdChunked(tar.end().bytes());
        var ranges = ranges(layer.blob());
        var four = new CountDownLatch(4);
        var read = read(layer, Limits.DEFAULT, (from, length) -> {
            if (length < 100) { // neither the table nor the headers
                four.countDown();
                awaitAll(four);
            }
            return ranges.read(from, length);
        });
        assertThat(read.examined().cardinality()).isEqualTo(6);
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** GNU tar fills its records of 10 KiB with zeros, and BuildKit keeps them. */
    @Test
    void paddingBehindTheEndOfATarIsNoHeader() throws IOException {
        byte[] zeros = new byte[300];
        var tars = List.of(
                new RawTar().file("etc/a", "content").end(),
                new RawTar().file("etc/a", "content").directory("etc/b/").end(),
                new RawTar().file("etc/a", zeros).file("etc/empty", "").end(),
                new RawTar().directory("etc/").end());
        for (var tar : tars) {
            byte[] padded = Arrays.copyOf(tar.bytes(), 10 << 10);
            for (var layer : List.of(
                    LazyLayer.estargz(padded, 3, Table.BEHIND_TAR),
                    LazyLayer.estargz(padded, 1 << 20, Table.BEHIND_TAR),
                    LazyLayer.estargz(padded, 1 << 20, Table.IN_TAR),
                    LazyLayer.zstdChunked(padded))) {
                var whole = Blobs.index(layer.blob());
                var read = read(layer, Limits.DEFAULT).index();
                assertThat(read.size()).isEqualTo(whole.size());
                assertThat(read.uncompressedBytes()).isEqualTo(whole.uncompressedBytes());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"version\":1}",
                "{\"version\":2,\"entries\":[]}",
                "{\"version\":1,\"entries\":{}}",
                "{\"version\":1,\"entries\":[1]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"socket\"}]}",
                "{\"version\":1,\"entries\":[{\"type\":\"reg\"}]}",
                "{\"version\":1,\"entries\":[{\"name\":1,\"type\":\"reg\"}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"name\":\"b\",\"type\":\"reg\"}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"\uFFFD\",\"type\":\"reg\"}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"chunk\",\"offset\":1}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"reg\",\"size\":7}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"reg\",\"size\":-7,\"offset\":1}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"reg\",\"size\":7,\"offset\":1}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"reg\",\"size\":7,\"offset\":1,\"digest\":\"sha256:00\"}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"reg\",\"size\":7,\"offset\":99999999}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"reg\",\"size\":9223372036854775807,\"offset\":1}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"reg\",\"size\":99999999999999999999,\"offset\":1}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"dir\",\"modtime\":\"yesterday\"}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"dir\",\"xattrs\":{\"a\":\"?\"}}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"dir\",\"x\":[[[[[[[[[[1]]]]]]]]]]}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"dir\"}]}",
            })
    void aTableThatIsWrongIsNotUsed(String json) {
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> read(LazyLayer.estargz(TAR, json), Limits.DEFAULT));
    }

    /** Runtimes show a container the files of the table. */
    @Test
    void aTableOfOtherFilesThanTheHeadersIsNotUsed() {
        var lies = List.<Consumer<ObjectNode>>of(
                file -> file.put("name", "etc/b"),
                file -> file.put("name", ""),
                file -> file.remove("name"),
                file -> file.put("mode", 04755),
                file -> file.put("uid", 7),
                file -> file.put("gid", 7),
                file -> file.put("type", "hardlink"),
                file -> file.put("size", 6));
        for (var lie : lies) {
            var layer = LazyLayer.zstdChunked(TAR, entries -> lie.accept((ObjectNode) entries.get(1)));
            assertThatExceptionOfType(Damaged.class).isThrownBy(() -> read(layer, Limits.DEFAULT));
        }
        for (var entries : List.<Consumer<ArrayNode>>of(ArrayNode::removeAll, all -> all.add(all.get(1)))) {
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> read(LazyLayer.zstdChunked(TAR, entries), Limits.DEFAULT))
                    .withMessage("it has other files than the headers of the layer's tar");
        }
    }

    @Test
    void aLinkToAnotherFileThanInTheHeadersIsNotUsed() {
        byte[] tar = new RawTar().symlink("a", "b").hardlink("c", "d").end().bytes();
        for (int link : new int[] {0, 1}) {
            var layer = LazyLayer.zstdChunked(
                    tar, entries -> ((ObjectNode) entries.get(link)).put("linkName", "etc/passwd"));
            assertThatExceptionOfType(Damaged.class).isThrownBy(() -> read(layer, Limits.DEFAULT));
        }
    }

    private static int requests(LazyLayer layer) throws IOException {
        var ranges = ranges(layer.blob());
        var requests = new AtomicInteger();
        read(layer, Limits.DEFAULT, (from, length) -> {
            requests.incrementAndGet();
            return ranges.read(from, length);
        });
        return requests.get();
    }

    /** The table and the headers lie side by side. */
    @Test
    void oneRequestIsEnoughForATableAndItsHeaders() throws IOException {
        assertThat(requests(LazyLayer.zstdChunked(TAR))).isEqualTo(1);
    }

    /** The end of the layer's tar is fetched with the table. */
    @Test
    void twoRequestsAreEnoughForATableAfterItsFooter() throws IOException {
        var random = Seed.fixed(1);
        for (int last = 0; last < 2; last++) {
            var tar = new RawTar();
            for (int i = 0; i < 1_000; i++) {
                tar.file("f" + i, String.valueOf(random.nextLong()));
            }
            byte[] all = (last == 0 ? tar : tar.directory("last/")).end().bytes();
            for (var table : Table.values()) {
                assertThat(requests(LazyLayer.estargz(all, 1 << 20, table))).isEqualTo(2);
            }
        }
    }

    @Test
    void aTableKeepsToTheLimits() {
        var layer = LazyLayer.estargz(TAR, 1 << 20, Table.IN_TAR);
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> read(layer, Limits.DEFAULT.with(Bound.ENTRIES, 1)));
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> read(layer, Limits.DEFAULT.with(Bound.NAME_BYTES, 3)));
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> read(layer, Limits.DEFAULT.with(Bound.LAYER_BYTES, 1000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-11-14T22:13:20Z",
                "2024-02-29T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "2023-11-14T22:13:20.75Z",
                "2023-11-14T23:13:20+01:00",
                "9999-12-31T23:59:59Z"
            })
    void aTimeIsReadInAnyFormOfRfc3339(String time) throws IOException {
        var layer = LazyLayer.estargz(
                TAR, 1 << 20, Table.IN_TAR, entries -> ((ObjectNode) entries.get(1)).put("modtime", time));
        assertThat(read(layer, Limits.DEFAULT).index().mtime(1))
                .isEqualTo(Instant.parse(time).getEpochSecond());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2023-02-29T00:00:00Z", "2023-11-14T25:00:00Z", "2023-11-14 22:13:20Z", "20231114T221320Z"})
    void aTimeThatIsNoneIsDamage(String time) {
        var layer = LazyLayer.estargz(
                TAR, 1 << 20, Table.IN_TAR, entries -> ((ObjectNode) entries.get(1)).put("modtime", time));
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> read(layer, Limits.DEFAULT));
    }

    /** Whatever the damage is, a blob is no bug. */
    @Test
    void damageIsAFault() throws IOException {
        for (int i = 0; i < Seed.cases(300); i++) {
            var random = Seed.random(i);
            var layer = random.nextBoolean() ? LazyLayer.estargz(TAR, 3, Table.IN_TAR) : LazyLayer.zstdChunked(TAR);
            byte[] blob = layer.blob();
            for (int n = random.nextInt(4); n >= 0; n--) {
                blob[random.nextInt(blob.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                var read = read(new LazyLayer(blob, layer.diffId(), layer.annotations()), Limits.DEFAULT);
                assertThat(read.index().size()).isGreaterThanOrEqualTo(2);
            } catch (ImageFault e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}
