package dev.tare.layer;

import static dev.tare.layer.Blobs.index;
import static dev.tare.layer.Blobs.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.codec.ContentHash;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse files in every form that GNU tar has written them: each is the same file as one that is written out. */
class SparseTest {

    private static final byte[] WHOLE = new byte[1_000];

    static {
        WHOLE[100] = 'a';
        WHOLE[101] = 'b';
        WHOLE[500] = 'c';
    }

    private static final byte[] PIECES = utf8("abc");

    private static void assertIsWhole(RawTar sparse) throws IOException {
        var index = index(sparse.file("whole", WHOLE).end());
        assertThat(index.notes()).isEmpty();
        assertThat(Blobs.lines(index)).containsExactly("FILE /sparse 1000", "FILE /whole 1000");
        assertThat(index.hashHigh(0)).isEqualTo(index.hashHigh(1));
        assertThat(index.hashLow(0)).isEqualTo(index.hashLow(1));
    }

    private static RawTar oldGnu(long realSize, List<long[]> pieces, byte[] content) {
        var tar = new RawTar();
        int inHeader = Math.min(4, pieces.size());
        tar.raw(new RawTar()
                .member(h -> {
                    h.name("sparse")
                            .type('S')
                            .magic("ustar  \0")
                            .size(content.length)
                            .octal(483, 12, realSize);
                    for (int i = 0; i < inHeader; i++) {
                        h.octal(386 + 24 * i, 12, pieces.get(i)[0]).octal(398 + 24 * i, 12, pieces.get(i)[1]);
                    }
                    h.field(482, 1, new byte[] {(byte) (pieces.size() > 4 ? 1 : 0)});
                })
                .bytes());
        for (int from = 4; from < pieces.size(); from += 21) {
            byte[] block = new byte[512];
            int to = Math.min(pieces.size(), from + 21);
            for (int i = from; i < to; i++) {
                octal(block, 24 * (i - from), pieces.get(i)[0]);
                octal(block, 24 * (i - from) + 12, pieces.get(i)[1]);
            }
            block[504] = (byte) (to < pieces.size() ? 1 : 0);
            tar.raw(block);
        }
        return tar.content(content);
    }

    private static void octal(byte[] block, int at, long value) {
        byte[] text = utf8("%011o\0".formatted(value));
        System.arraycopy(text, 0, block, at, text.length);
    }

    @Test
    void oldGnuFormIsRead() throws IOException {
        assertIsWhole(oldGnu(1_000, List.of(new long[] {100, 2}, new long[] {500, 1}, new long[] {1_000, 0}), PIECES));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 25, 26, 46, 47, 100})
    void oldGnuFormWithAContinuedMapIsRead(int pieces) throws IOException {
        byte[] whole = new byte[10_000];
        var map = new ArrayList<long[]>();
        for (int i = 0; i < pieces; i++) {
            map.add(new long[] {i * 20L, 1});
            whole[i * 20] = 'x';
        }
        var index = index(oldGnu(10_000, map, utf8("x".repeat(pieces)))
                .file("whole", whole)
                .end());

        assertThat(Blobs.lines(index)).containsExactly("FILE /sparse 10000", "FILE /whole 10000");
        assertThat(index.hashHigh(0)).isEqualTo(index.hashHigh(1));
    }

    @Test
    void paxForm00IsRead() throws IOException {
        assertIsWhole(new RawTar()
                .pax(
                        "GNU.sparse.size", "1000",
                        "GNU.sparse.numblocks", "2",
                        "GNU.sparse.offset", "100",
                        "GNU.sparse.numbytes", "2",
                        "GNU.sparse.offset", "500",
                        "GNU.sparse.numbytes", "1")
                .file("sparse", PIECES));
    }

    @Test
    void paxForm01IsRead() throws IOException {
        assertIsWhole(new RawTar()
                .pax(
                        "GNU.sparse.size", "1000",
                        "GNU.sparse.name", "sparse",
                        "GNU.sparse.numblocks", "2",
                        "GNU.sparse.map", "100,2,500,1")
                .file("GNUSparseFile.1/sparse", PIECES));
    }

    private static RawTar pax10(String realSize, String map, byte[] pieces) {
        byte[] head = new byte[utf8(map).length + 511 & -512];
        System.arraycopy(utf8(map), 0, head, 0, utf8(map).length);
        return new RawTar()
                .pax(
                        "GNU.sparse.major", "1",
                        "GNU.sparse.minor", "0",
                        "GNU.sparse.name", "sparse",
                        "GNU.sparse.realsize", realSize)
                .file("GNUSparseFile.1/sparse", Blobs.join(head, pieces));
    }

    @Test
    void paxForm10IsRead() throws IOException {
        assertIsWhole(pax10("1000", "2\n100\n2\n500\n1\n", PIECES));
    }

    @Test
    void paxForm10WithAMapOfManyBlocksIsRead() throws IOException {
        var map = new StringBuilder("1000\n");
        byte[] whole = new byte[100_000];
        for (int i = 0; i < 1_000; i++) {
            map.append(i * 100).append("\n1\n");
            whole[i * 100] = 'x';
        }
        var index = index(pax10("100000", map.toString(), utf8("x".repeat(1_000)))
                .file("whole", whole)
                .end());

        assertThat(index.fileSize(0)).isEqualTo(100_000);
        assertThat(index.hashHigh(0)).isEqualTo(index.hashHigh(1));
    }

    @Test
    void aFileOfNothingButAHoleIsRead() throws IOException {
        var index = index(
                pax10("1000", "0\n", new byte[0]).file("zeros", new byte[1_000]).end());

        assertThat(index.fileSize(0)).isEqualTo(1_000);
        assertThat(index.hashHigh(0)).isEqualTo(index.hashHigh(1));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, '1\n500\n100\n'", // more than there is
        "1000, '1\n999\n2\n'", // beyond the end
        "1000, '2\n500\n1\n100\n2\n'", // out of order
        "1000, '2\n100\n2\n101\n1\n'", // overlapping
        "1000, '1\n-1\n2\n'",
        "1000, '1\n9223372036854775807\n9223372036854775807\n'",
        "9223372036854775807, '2\n0\n9223372036854775807\n9223372036854775807\n1\n'",
        "1000, '1\n1\n'",
        "1000, 'x\n1\n1\n'",
        "1000, '\n'",
        "1000, '11111111111111111111111111111111\n'",
        "-5, '0\n'",
        "1000000000000000000000, '0\n'"
    })
    void aMapThatDoesNotFitIsDamage(String realSize, String map) {
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> index(pax10(realSize, map, PIECES).end()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1,2,3", "0,1,", ",", "a,b", "0,99"})
    void aMapInThePaxHeaderThatDoesNotFitIsDamage(String map) {
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> index(new RawTar()
                        .pax("GNU.sparse.size", "1000", "GNU.sparse.map", map)
                        .file("sparse", PIECES)
                        .end()));
    }

    @Test
    void anOldGnuMapThatDoesNotFitIsDamage() {
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> index(oldGnu(1_000, List.of(new long[] {0, 2}, new long[] {1, 1}), PIECES)));
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> index(oldGnu(10, List.of(new long[] {9, 2}), PIECES)));
    }

    @Test
    void aMapOfTooManyPiecesIsBeyondALimit() throws IOException {
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> index(pax10("1000", "65537\n", new byte[0]).end()));
        byte[] more = new byte[512];
        for (int i = 0; i < 21; i++) {
            octal(more, 24 * i, 0);
            octal(more, 24 * i + 12, 0);
        }
        more[504] = 1;
        var endless = new RawTar().member(h -> h.name("sparse").type('S').field(482, 1, new byte[] {1}));
        for (int i = 0; i < 4_000; i++) {
            endless.raw(more);
        }
        assertThatExceptionOfType(BeyondLimit.class).isThrownBy(() -> index(endless));

        var map = new ArrayList<long[]>();
        for (int i = 0; i < 100; i++) {
            map.add(new long[] {i * 20L, 1});
        }
        byte[] tar = oldGnu(10_000, map, utf8("x".repeat(100))).end().bytes();
        assertThat(index(tar, ofPieces(100)).size()).isEqualTo(1);
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> index(tar, ofPieces(40)))
                .withMessageContaining("is beyond the limit of 40")
                .satisfies(e -> assertThat(e.hint()).endsWith("--max-pax-bytes"));
    }

    private static Limits ofPieces(int pieces) {
        return Limits.DEFAULT.with(Bound.PAX_BYTES, 16L * pieces);
    }

    @Test
    void holesCountAgainstTheLimitOfTheLayer() {
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> index(pax10(Long.toString(1L << 62), "0\n", new byte[0])
                        .raw(pax10(Long.toString(1L << 62), "0\n", new byte[0]).bytes())
                        .end()))
                .withMessageContaining("uncompressed size")
                .satisfies(e -> assertThat(e.hint()).contains("--max-layer-bytes"));
        byte[] sparse = pax10(Long.toString(2L << 30), "0\n", new byte[0]).end().bytes();
        assertThatExceptionOfType(BeyondLimit.class)
                .isThrownBy(() -> index(sparse, Limits.DEFAULT.with(Bound.RATIO, 200)))
                .withMessageContaining("ratio")
                .satisfies(e -> assertThat(e.hint()).contains("--max-ratio"));
    }

    @Test
    void aHugeHoleCountsAsTheZerosThatItIs() throws IOException {
        long size = 2L << 30;
        for (var tar : List.of(
                pax10(Long.toString(size), "0\n", new byte[0]),
                new RawTar()
                        .pax("GNU.sparse.size", "" + size, "GNU.sparse.map", "0,0")
                        .file("sparse", ""),
                new RawTar()
                        .pax("GNU.sparse.size", "" + size, "GNU.sparse.offset", "" + size, "GNU.sparse.numbytes", "0")
                        .file("sparse", ""),
                oldGnu(size, List.of(new long[] {size, 0}), new byte[0]))) {
            var index = index(tar.end());
            assertThat(index.fileSize(0)).isEqualTo(size);
            assertThat(index.hashLow(0)).isEqualTo(zeros(size));
        }
    }

    private static long zeros(long size) {
        var hash = new ContentHash();
        byte[] zeros = new byte[1 << 20];
        for (long left = size; left > 0; left -= zeros.length) {
            hash.update(zeros, 0, zeros.length);
        }
        return hash.get().getLeastSignificantBits();
    }
}
