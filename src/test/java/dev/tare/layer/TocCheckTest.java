package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.kit.LazyLayer;
import dev.tare.kit.LazyLayer.Table;
import dev.tare.kit.Seed;
import dev.tare.layer.LayerReader.Hashes;
import dev.tare.layer.stream.Pools;
import dev.tare.layer.tar.Expansion;
import dev.tare.layer.toc.CheckableToc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of contents that tell other files than their layer has, where all of the layer is read. */
class TocCheckTest {

    private static final String DIFFERS =
            "its table of contents tells other files than its tar, by which all figures are: ";

    private static final String NOT_COMPARED = "its table of contents could not be compared with its tar: ";

    private static final byte[] TAR = new RawTar()
            .directory("etc/")
            .file("etc/passwd", "root:x:0:0::/:/bin/sh\n")
            .file("etc/big", noise())
            .symlink("etc/link", "big")
            .hardlink("etc/hard", "etc/passwd")
            .file("etc/empty", "")
            .file("etc/short", "x")
            .whiteout("etc/gone")
            .opaque("opaque")
            .file(".wh..wh.plnk/1.2", "aufs")
            .file("./\u00e4", "name", h -> h.mode(04755))
            .end()
            .bytes();

    private static final int PASSWD = 1;
    private static final int LINK = 3;
    private static final int HARD = 4;

    private static byte[] noise() {
        byte[] noise = new byte[150_000];
        Seed.fixed(1).nextBytes(noise);
        return noise;
    }

    enum Form {
        ESTARGZ,
        ESTARGZ_OF_BUILDKIT,
        ZSTD_CHUNKED;

        LazyLayer layer(Consumer<ArrayNode> lie) {
            return switch (this) {
                case ESTARGZ -> LazyLayer.estargz(TAR, 1 << 20, Table.IN_TAR, lie);
                case ESTARGZ_OF_BUILDKIT -> LazyLayer.estargz(TAR, 50_000, Table.BEHIND_TAR, lie);
                case ZSTD_CHUNKED -> LazyLayer.zstdChunked(TAR, lie);
            };
        }
    }

    private static LayerIndex read(byte[] blob, Map<String, String> annotations, Hashes hashes) throws IOException {
        var descriptor = new Descriptor(
                "application/vnd.oci.image.layer.v1.tar+gzip",
                Digest.sha256(blob),
                blob.length,
                List.of(),
                annotations,
                Optional.empty());
        return new LayerReader(Limits.DEFAULT, new Expansion(Limits.DEFAULT), new Pools(), hashes)
                .read(
                        new ByteArrayInputStream(blob),
                        blob.length,
                        Optional.of(descriptor.digest()),
                        CheckableToc.of(descriptor),
                        true,
                        _ -> {});
    }

    private static List<String> notes(LazyLayer layer, Hashes hashes) throws IOException {
        return read(layer.blob(), layer.annotations(), hashes).notes();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aTableThatTellsWhatTheTarHasIsNoNote(Form form) throws IOException {
        for (var hashes : Hashes.values()) {
            assertThat(notes(form.layer(_ -> {}), hashes)).isEmpty();
        }
    }

    private record Lie(Consumer<ArrayNode> change, String note) {

        static Lie at(int entry, Consumer<ObjectNode> change, String note) {
            return new Lie(entries -> change.accept((ObjectNode) entries.get(entry)), note);
        }
    }

    private static Stream<Lie> lies() {
        return Stream.of(
                new Lie(
                        entries -> entries.remove(LINK + entries.size() - withoutChunks(entries)),
                        "the table has etc/hard where the tar has /etc/link"),
                new Lie(
                        entries -> entries.addObject().put("name", "etc/evil").put("type", "dir"),
                        "the tar does not have etc/evil"),
                new Lie(entries -> entries.remove(entries.size() - 1), "the table does not have /\u00e4"),
                new Lie(entries -> entries.removeAll(), "the table does not have /etc"),
                Lie.at(0, it -> it.put("name", "etc\u001b[31m/"), "the table has etc\\x1b[31m/ where the tar has /etc"),
                Lie.at(0, it -> it.put("name", ""), "the table has the root where the tar has /etc"),
                Lie.at(0, it -> it.put("type", "reg"), "/etc has another type in the table"),
                Lie.at(PASSWD, it -> it.put("size", 7), "/etc/passwd has another size in the table"),
                Lie.at(PASSWD, it -> it.put("mode", 04755), "/etc/passwd has another mode in the table"),
                Lie.at(PASSWD, it -> it.put("uid", 1000), "/etc/passwd has another owner in the table"),
                Lie.at(PASSWD, it -> it.put("gid", 1000), "/etc/passwd has another owner in the table"));
    }

    private static int withoutChunks(ArrayNode entries) {
        int members = 0;
        for (var entry : entries) {
            members += entry.path("type").asText().equals("chunk") ? 0 : 1;
        }
        return members;
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aTableThatLiesIsANoteAndChangesNoFigure(Form form) throws IOException {
        for (var lie : lies().toList()) {
            var layer = form.layer(lie.change());
            var told = read(layer.blob(), layer.annotations(), Hashes.XXH3);
            var whole = read(layer.blob(), Map.of(), Hashes.XXH3);
            assertThat(told.notes()).containsExactly(DIFFERS + lie.note());
            assertThat(whole.notes()).isEmpty();
            assertThat(told.size()).isEqualTo(whole.size());
            for (int entry = 0; entry < told.size(); entry++) {
                assertThat(told.paths().bytes(told.path(entry)))
                        .isEqualTo(whole.paths().bytes(whole.path(entry)));
                assertThat(told.fileSize(entry)).isEqualTo(whole.fileSize(entry));
                assertThat(told.hashLow(entry)).isEqualTo(whole.hashLow(entry));
                assertThat(told.mode(entry)).isEqualTo(whole.mode(entry));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void targetsOfLinksAreCompared(Form form) throws IOException {
        int chunks = form == Form.ESTARGZ_OF_BUILDKIT ? 2 : 0; // of the large file before
        var symlink = form.layer(entries -> ((ObjectNode) entries.get(LINK + chunks)).put("linkName", "passwd"));
        var hardlink = form.layer(entries -> ((ObjectNode) entries.get(HARD + chunks)).put("linkName", "etc/big"));
        assertThat(notes(symlink, Hashes.XXH3)).containsExactly(DIFFERS + "/etc/link has another target in the table");
        assertThat(notes(hardlink, Hashes.XXH3)).containsExactly(DIFFERS + "/etc/hard has another target in the table");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void contentsAreComparedWhereTheirSha256IsAtHand(Form form) throws IOException {
        var layer = form.layer(entries -> ((ObjectNode) entries.get(PASSWD))
                .put("digest", Digest.sha256(new byte[1]).toString()));
        assertThat(notes(layer, Hashes.XXH3)).isEmpty();
        assertThat(notes(layer, Hashes.XXH3_AND_SHA256))
                .containsExactly(DIFFERS + "/etc/passwd has another content in the table");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aTableOfAnotherDigestIsANote(Form form) throws IOException {
        var layer = form.layer(_ -> {});
        var annotations = new HashMap<>(layer.annotations());
        String other = Digest.sha256(new byte[1]).toString();
        annotations.replaceAll((_, value) -> value.startsWith("sha256:") ? other : value);
        assertThat(read(layer.blob(), annotations, Hashes.XXH3).notes())
                .hasSize(1)
                .first()
                .asString()
                .matches(
                        form == Form.ZSTD_CHUNKED
                                ? "its table of contents could not be compared with its tar: a part of it has the digest"
                                        + " sha256:[0-9a-f]{64}, which is not the one that is claimed"
                                : "its table of contents has another digest than in the manifest by which it was first read:"
                                        + " sha256:[0-9a-f]{64}");
    }

    /** Runtimes do not need all that a scan by the table needs. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void fewerAnnotationsAreEnough(Form form) throws IOException {
        var layer = form.layer(ArrayNode::removeAll);
        var annotations = new HashMap<>(layer.annotations());
        annotations.remove(LazyLayer.UNCOMPRESSED_SIZE);
        annotations.remove("io.github.containers.zstd-chunked.tarsplit-position");
        assertThat(read(layer.blob(), annotations, Hashes.XXH3).notes())
                .containsExactly(DIFFERS + "the table does not have /etc");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void anEntryWithoutANameIsANote(Form form) throws IOException {
        var layer = form.layer(entries -> ((ObjectNode) entries.get(0)).remove("name"));
        assertThat(notes(layer, Hashes.XXH3)).containsExactly(NOT_COMPARED + "it has an entry without a name");
    }

    /** What the tar has where the table has another name. */
    @Test
    void whatHasNoNameOfItsOwnIsTold() throws IOException {
        var tar = new RawTar()
                .directory("./")
                .whiteout("gone")
                .opaque("opaque")
                .file(".wh..wh.aufs", "")
                .end()
                .bytes();
        var told = List.of(
                "the root", "the whiteout of /gone", "the whiteout of all in /opaque", "an entry that is passed over");
        for (int entry = 0; entry < told.size(); entry++) {
            int other = entry;
            var layer = LazyLayer.zstdChunked(tar, entries -> ((ObjectNode) entries.get(other)).put("name", "other"));
            assertThat(notes(layer, Hashes.XXH3))
                    .containsExactly(DIFFERS + "the table has other where the tar has " + told.get(entry));
        }
    }

    /** Runtimes that pull lazily refuse such a layer. */
    @ParameterizedTest
    @CsvSource({
        "ESTARGZ, containerd.io/snapshot/stargz/toc.digest, sha256:00, is no digest by SHA-256",
        "ESTARGZ, containerd.io/snapshot/stargz/toc.digest, '', is no digest by SHA-256",
        "ZSTD_CHUNKED, io.github.containers.zstd-chunked.manifest-checksum, none, is no digest by SHA-256",
        "ZSTD_CHUNKED, io.github.containers.zstd-chunked.manifest-checksum, , is missing",
        "ZSTD_CHUNKED, io.github.containers.zstd-chunked.manifest-position, , is missing",
        "ZSTD_CHUNKED, io.github.containers.zstd-chunked.manifest-position, -1:10:10:1, tells no place of a table",
        "ZSTD_CHUNKED, io.github.containers.zstd-chunked.manifest-position, 18446744073709551616:10:10:1, tells no place of a table",
        "ZSTD_CHUNKED, io.github.containers.zstd-chunked.tarsplit-position, 1:-1:1, tells no place of the headers of the tar",
    })
    void anAnnotationThatCannotBeUsedIsANote(Form form, String name, @Nullable String value, String why)
            throws IOException {
        var layer = form.layer(_ -> {});
        var annotations = new HashMap<>(layer.annotations());
        annotations.remove(name);
        if (value != null) {
            annotations.put(name, value);
        }
        assertThat(read(layer.blob(), annotations, Hashes.XXH3).notes())
                .containsExactly(NOT_COMPARED + "the annotation " + name + " " + why);
    }

    /** Each of these is a number, and none is in the layer. */
    @ParameterizedTest
    @ValueSource(strings = {"999999999:10:10:1", "999999999999999999:999999999999999999:1:1", "0:0:0:1"})
    void aPositionOutsideOfTheLayerIsANote(String position) throws IOException {
        var layer = LazyLayer.zstdChunked(TAR);
        var annotations = new HashMap<>(layer.annotations());
        annotations.put("io.github.containers.zstd-chunked.manifest-position", position);
        assertThat(read(layer.blob(), annotations, Hashes.XXH3).notes())
                .containsExactly(NOT_COMPARED + "its position is none in the layer");
    }

    @Test
    void aLayerWithoutTheTableIsANote() throws IOException {
        var annotations = LazyLayer.estargz(TAR, 1 << 20, Table.IN_TAR).annotations();
        assertThat(read(Blobs.gzip(TAR), annotations, Hashes.XXH3).notes())
                .containsExactly("it has no table of contents, of which the manifest has a digest");
        var chunked = LazyLayer.zstdChunked(TAR).annotations();
        byte[] small = Blobs.zstd(new RawTar().file("a", "").end().bytes());
        assertThat(read(small, chunked, Hashes.XXH3).notes())
                .containsExactly(
                        "its table of contents could not be compared with its tar: its position is none in the layer");
    }

    /** What follows the table is in the tar all the same. */
    @Test
    void aMemberBehindTheTableIsANote() throws IOException {
        byte[] table = "{\"version\":1,\"entries\":[{\"name\":\"a\",\"type\":\"reg\",\"mode\":420}]}"
                .getBytes(StandardCharsets.UTF_8);
        var tar = new RawTar().file("a", "").file("stargz.index.json", table).file("hidden", "x");
        byte[] blob = Blobs.gzip(tar.end().bytes());
        var annotations = Map.of(LazyLayer.TOC_DIGEST, Digest.sha256(table).toString());
        assertThat(read(blob, annotations, Hashes.XXH3).notes())
                .containsExactly(DIFFERS + "the table does not have /hidden");
    }

    /** The last table is that of the footer. */
    @Test
    void ofTwoTablesTheLastCounts() throws IOException {
        byte[] first = "{\"version\":1,\"entries\":[]}".getBytes(StandardCharsets.UTF_8);
        var tar = new RawTar().file("stargz.index.json", first).file("stargz.index.json", "{}");
        var annotations = Map.of(LazyLayer.TOC_DIGEST, Digest.sha256(first).toString());
        assertThat(read(Blobs.gzip(tar.end().bytes()), annotations, Hashes.XXH3).notes())
                .containsExactly(
                        "its table of contents could not be compared with its tar: it has the version 0, not 1");
    }

    @Test
    void aTableThatIsNoneIsANote() throws IOException {
        for (String json : List.of(
                "",
                "[]",
                "{",
                "{\"version\":1,\"entries\":[{\"name\":\"\uFFFD\"}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"etc/\",\"type\":\"dir\",\"Mode\":2541}]}",
                "{\"version\":1,\"entries\":[{\"name\":\"etc/\",\"type\":\"dir\",\"\u017Fize\":7}]}",
                "{\"version\":1,\"Entries\":[],\"entries\":[]}",
                "{\"version\":1,\"entries\":[],\"entries\":[]}")) {
            assertThat(notes(LazyLayer.estargz(TAR, json), Hashes.XXH3))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("its table of contents could not be compared with its tar: it ");
        }
    }

    /** Damage of the blob is told as such, whoever comes upon it first. */
    @Test
    void damageInsideTheTableIsDamageOfTheLayer() throws IOException {
        var layer = LazyLayer.estargz(TAR, 1 << 20, Table.IN_TAR);
        for (int i = 0; i < Seed.cases(100); i++) {
            var random = Seed.random(i);
            byte[] blob = layer.blob().clone();
            blob[blob.length - 60 - random.nextInt(600)] ^= (byte) (1 << random.nextInt(8));
            assertThat(outcome(blob, layer.annotations())).isEqualTo(outcome(blob, Map.of()));
        }
    }

    private static String outcome(byte[] blob, Map<String, String> annotations) {
        try {
            return String.valueOf(read(blob, annotations, Hashes.XXH3).size());
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
