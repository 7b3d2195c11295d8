package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.layer.stream.Pools;
import dev.tare.layer.stream.Stage;
import dev.tare.layer.tar.Expansion;
import dev.tare.layer.tar.LayerInput;
import dev.tare.layer.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every bound on a layer, just kept and just broken, and layers that are made to take more than they should. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LayerLimitsTest {

    private static final Limits LIMITS = Limits.DEFAULT
            .with(Bound.LAYERS, 10)
            .with(Bound.NAME_BYTES, 1_000)
            .with(Bound.PAX_BYTES, 2_000)
            .with(Bound.PATH_DEPTH, 20)
            .with(Bound.ENTRIES, 50)
            .with(Bound.LAYER_BYTES, 100_000)
            .with(Bound.IMAGE_BYTES, 200_000)
            .with(Bound.WINDOW_BYTES, 1 << 20);

    private static void assertFits(RawTar tar) {
        assertThatCode(() -> Blobs.index(tar.end().bytes(), LIMITS)).doesNotThrowAnyException();
    }

    private static void assertBeyond(RawTar tar, String option) {
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> Blobs.index(tar.end().bytes(), LIMITS))
                .satisfies(e -> assertThat(e.hint()).endsWith("--" + option))
                .withMessageContaining("is beyond the limit of");
    }

    @Test
    void bytesOfANameAreLimited() {
        assertFits(new RawTar().pax("path", "a".repeat(1_000)).file("f", ""));
        assertBeyond(new RawTar().pax("path", "a".repeat(1_001)).file("f", ""), "max-name-bytes");
        assertFits(new RawTar().pax("linkpath", "a".repeat(1_000)).symlink("f", ""));
        assertBeyond(new RawTar().pax("linkpath", "a".repeat(1_001)).symlink("f", ""), "max-name-bytes");
        assertBeyond(new RawTar().gnuLong('L', "a".repeat(1_001)).file("f", ""), "max-name-bytes");
        assertBeyond(new RawTar().gnuLong('K', "a".repeat(1_001)).symlink("f", ""), "max-name-bytes");
        assertBeyond(
                new RawTar()
                        .pax("GNU.sparse.map", "0,0", "GNU.sparse.name", "a".repeat(1_001))
                        .file("f", ""),
                "max-name-bytes");
    }

    @Test
    void bytesOfAPaxHeaderAreLimited() {
        assertFits(new RawTar()
                .extended('x', RawTar.paxRecord("comment", new byte[1_980]))
                .file("f", ""));
        assertBeyond(
                new RawTar()
                        .extended('x', RawTar.paxRecord("comment", new byte[2_000]))
                        .file("f", ""),
                "max-pax-bytes");
        assertBeyond(
                new RawTar()
                        .extended('g', RawTar.paxRecord("comment", new byte[2_000]))
                        .file("f", ""),
                "max-pax-bytes");
        assertBeyond(new RawTar().member(h -> h.type('x').binary(124, 12, 1L << 60)), "max-pax-bytes");
    }

    @Test
    void bytesOfManyPaxHeadersTogetherAreLimited() {
        var ofOne = new RawTar();
        var ofAll = new RawTar();
        for (int i = 0; i < 50; i++) {
            ofOne.pax("SCHILY.xattr.user." + i, "x".repeat(30));
            ofAll.global("SCHILY.xattr.user." + i, "x".repeat(30));
        }
        assertBeyond(ofOne.file("f", ""), "max-pax-bytes");
        assertBeyond(ofAll.file("f", ""), "max-pax-bytes");

        var again = new RawTar();
        for (int i = 0; i < 1_000; i++) {
            again.global("mtime", "" + i, "comment", "x".repeat(100))
                    .pax("SCHILY.xattr.user.a", "x".repeat(100))
                    .directory("d");
        }
        assertThatCode(() -> Blobs.index(
                        again.bytes(),
                        LIMITS.with(Bound.LAYER_BYTES, 1 << 30)
                                .with(Bound.IMAGE_BYTES, 1 << 30)
                                .with(Bound.ENTRIES, 1_000)))
                .doesNotThrowAnyException();
    }

    @Test
    void depthOfAPathIsLimited() {
        assertFits(new RawTar().file("d/".repeat(19) + "f", ""));
        assertBeyond(new RawTar().file("d/".repeat(20) + "f", ""), "max-path-depth");
        assertBeyond(new RawTar().hardlink("f", "d/".repeat(20) + "f"), "max-path-depth");
        assertBeyond(new RawTar().whiteout("d/".repeat(20) + "f"), "max-path-depth");
        assertFits(new RawTar().file("d/../".repeat(100) + "./".repeat(50) + "//f", ""));
    }

    @Test
    void entriesAreLimited() {
        var fifty = new RawTar();
        for (int i = 0; i < 50; i++) {
            fifty.file("" + i, "");
        }
        assertFits(new RawTar().raw(fifty.bytes()));
        assertBeyond(new RawTar().raw(fifty.bytes()).file("0", ""), "max-entries");
    }

    @Test
    void directoriesThatNamesImplyCountAsEntries() {
        var tar = new RawTar();
        for (int i = 0; i < 5; i++) {
            tar.file(i + "/a/b/c/d/e/f/g/h/i", "");
        }
        assertFits(new RawTar().raw(tar.bytes()));
        assertBeyond(new RawTar().raw(tar.bytes()).file("one/more", ""), "max-entries");
    }

    @Test
    void uncompressedBytesAreLimited() throws IOException {
        assertFits(new RawTar().file("f", new byte[90_000]));
        assertBeyond(new RawTar().file("f", new byte[100_000]), "max-layer-bytes");
        assertBeyond(new RawTar().file("f", "").end().raw(new byte[100_000]), "max-layer-bytes");
        assertBeyond(
                new RawTar()
                        .pax("GNU.sparse.size", "99000", "GNU.sparse.map", "0,0")
                        .file("f", ""),
                "max-layer-bytes");
    }

    /** As useradd makes it for a user of a large number: more than a gibibyte of zeros, and a thousandth of that in gzip. */
    private static byte[] lastlog() {
        byte[] blob = Blobs.gzip(new RawTar()
                .file("etc/passwd", "root")
                .member(h -> h.name("var/log/lastlog").binary(124, 12, 80L << 24))
                .bytes());
        byte[][] parts = new byte[1 + 80][];
        Arrays.fill(parts, Blobs.gzip(new byte[16 << 20]));
        parts[0] = blob;
        return Blobs.join(parts);
    }

    @Tag("slow")
    @Test
    void aHugeFileOfZerosIsAFile() throws IOException {
        var index = Blobs.index(lastlog());

        assertThat(Blobs.lines(index)).containsExactly("FILE /etc/passwd 4", "FILE /var/log/lastlog 1342177280");
    }

    @Tag("slow")
    @Test
    void theRatioIsLimitedOnRequest() {
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> Blobs.index(lastlog(), Limits.DEFAULT.with(Bound.RATIO, 200)))
                .withMessageStartingWith("var/log/lastlog, a file of 1,342,177,280 bytes: a ratio of")
                .satisfies(e -> assertThat(e.hint()).endsWith("--max-ratio"));
    }

    /** Uncompressed bytes come in large chunks, and which file a bound on them is hit in is known to one of these. */
    private static final int LARGE = 4 << 20;

    private static final Limits OF_LARGE = LIMITS.with(Bound.LAYER_BYTES, LARGE).with(Bound.IMAGE_BYTES, 2 * LARGE);

    @Test
    void theFileThatExceedsALimitIsNamed() {
        var said = Map.of(
                new RawTar().file("a", "").file("b\u001b[31m", new byte[LARGE]),
                "b\\x1b[31m, a file of 4,194,304 bytes: an uncompressed size of",
                new RawTar()
                        .file("a", "")
                        .pax("GNU.sparse.size", "4194304", "GNU.sparse.map", "0,0")
                        .file("hole", ""),
                "hole, a file of 4,194,304 bytes: an uncompressed size of",
                new RawTar().file("a", "").directory("x" + "/d".repeat(300)),
                "…" + "/d".repeat(100) + ": a path of more than 20 directories",
                new RawTar().file("a", "").gnuLong('L', "b".repeat(1_001)),
                "behind a: a path of 1,002 bytes",
                new RawTar().gnuLong('L', "b".repeat(1_001)),
                "a path of 1,002 bytes",
                new RawTar().file("a", "").end().raw(new byte[LARGE]),
                "behind a: an uncompressed size of");
        said.forEach((tar, start) -> assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> Blobs.index(tar.end().bytes(), OF_LARGE))
                .satisfies(e -> assertThat(e.getMessage()).startsWith(start)));
    }

    @Test
    void bytesOfAllLayersTogetherAreLimited() throws IOException {
        int size = LARGE / 8 * 7;
        byte[] layer = new RawTar().file("f", new byte[size]).end().bytes();
        byte[] sparse = new RawTar()
                .pax("GNU.sparse.size", "" + size, "GNU.sparse.map", "0,0")
                .file("f", "")
                .end()
                .bytes();
        for (byte[] last : List.of(layer, sparse)) {
            var reader = new LayerReader(OF_LARGE, new Expansion(OF_LARGE), new Pools());
            for (int i = 0; i < 2; i++) {
                reader.read(new ByteArrayInputStream(layer), Blobs.descriptor(layer), false, _ -> {});
            }
            assertThatExceptionOfType(BeyondLimit.class)
                    .isThrownBy(
                            () -> reader.read(new ByteArrayInputStream(last), Blobs.descriptor(last), false, _ -> {}))
                    .withMessageMatching(
                            "f, a file of 3,670,016 bytes: an uncompressed size of [0-9,]* bytes or more in all"
                                    + " is beyond the limit of 8,388,608")
                    .satisfies(e -> assertThat(e.hint()).endsWith("--max-image-bytes"));
        }
        assertThat(Blobs.index(sparse).expandedBytes()).isEqualTo(sparse.length + size);
    }

    @Test
    void manyPiecesOfOldSparseMapsCostNoMoreThanTheirBytes() throws IOException {
        var records = new ByteArrayOutputStream();
        int pairs = 15_000;
        for (int i = 0; i < pairs; i++) {
            records.writeBytes(RawTar.paxRecords("GNU.sparse.offset", "" + i, "GNU.sparse.numbytes", "0"));
        }
        var tar = new RawTar();
        for (int i = 0; i < 40; i++) {
            tar.extended('x', records.toByteArray())
                    .pax("GNU.sparse.size", "" + pairs)
                    .file("f", "");
        }
        assertThat(Blobs.index(tar).fileSize(0)).isEqualTo(pairs);
    }

    @Test
    void manyGlobalAttributesCostNothingForEveryMember() throws IOException {
        var records = new ByteArrayOutputStream();
        for (int i = 0; i < 30_000; i++) {
            records.writeBytes(RawTar.paxRecords("SCHILY.xattr.user." + i, "x"));
        }
        var tar = new RawTar().extended('g', records.toByteArray());
        for (int i = 0; i < 50_000; i++) {
            tar.file("f", "");
        }
        assertThat(Blobs.index(tar).size()).isEqualTo(50_000);
    }

    @Tag("slow")
    @Test
    void millionsOfWarningsAreAFewLines() throws IOException {
        var tar = new RawTar();
        for (int i = 0; i < 100_000; i++) {
            tar.file("/../" + "\u001b[31m".repeat(20), "");
        }
        var notes = Blobs.index(tar).notes();

        assertThat(notes).hasSize(1);
        assertThat(notes.getFirst())
                .hasSizeLessThan(400)
                .contains("(and 99,999 more)")
                .doesNotContain("\u001b");
    }

    @Tag("slow")
    @Test
    void deepPathsCostNoMoreThanTheirBytes() throws IOException {
        byte[] one =
                new RawTar().pax("path", "d/".repeat(4_000) + "f").file("f", "").bytes();
        InputStream many = new InputStream() {
            private int left = 20_000 * one.length;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int at = (20_000 * one.length - left) % one.length;
                int got = Math.min(left, Math.min(length, one.length - at));
                System.arraycopy(one, at, target, offset, got);
                left -= got;
                return got == 0 ? -1 : got;
            }
        };
        var stage = Stage.inLine(
                chunk -> {
                    chunk.to += Math.max(0, many.read(chunk.bytes, chunk.to, chunk.room()));
                    chunk.mark(Long.MAX_VALUE);
                },
                1 << 18);
        var tarInput =
                new LayerInput(stage, new Pools().digest("sha256"), Limits.DEFAULT, new Expansion(Limits.DEFAULT));
        var tar = new TarReader(tarInput, Limits.DEFAULT, new Warnings());
        var columns = new Columns(Limits.DEFAULT, new Warnings());
        for (var header = tar.next(); header != null; header = tar.next()) {
            columns.add(header, tar);
        }
        assertThat(columns.size).isEqualTo(20_000);
        assertThat(columns.paths.size()).isEqualTo(4_002);
    }
}
