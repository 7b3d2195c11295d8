package dev.tare.layer;

import static dev.tare.layer.Blobs.bzip2;
import static dev.tare.layer.Blobs.gzip;
import static dev.tare.layer.Blobs.index;
import static dev.tare.layer.Blobs.join;
import static dev.tare.layer.Blobs.lines;
import static dev.tare.layer.Blobs.utf8;
import static dev.tare.layer.Blobs.xz;
import static dev.tare.layer.Blobs.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.github.luben.zstd.ZstdOutputStream;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.kit.Seed;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.stream.Pools;
import dev.tare.layer.tar.Expansion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Blobs as they are stored: plain, gzip with any number of members, zstd with any number of frames. */
class CompressionTest {

    private static final byte[] TAR = new RawTar()
            .file("noise", noise(3_000))
            .file("zeros", new byte[5_000])
            .directory("d/")
            .end()
            .bytes();
    private static final List<String> LINES = List.of("FILE /noise 3000", "FILE /zeros 5000", "DIRECTORY /d");

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        Seed.fixed(length).nextBytes(noise);
        return noise;
    }

    private static void assertIsTar(LayerIndex index) {
        assertThat(lines(index)).isEqualTo(LINES);
        assertThat(index.diffId()).isEqualTo(Digest.sha256(TAR));
        assertThat(index.uncompressedBytes()).isEqualTo(TAR.length);
    }

    private static void assertDamaged(byte[] blob, String message) {
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> index(blob)).withMessageContaining(message);
    }

    /** A gzip member with a header of one's own. */
    private static byte[] member(byte[] header, byte[] content) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] data = new byte[content.length + 100];
        int length = deflater.deflate(data);
        deflater.end();
        var crc = new CRC32();
        crc.update(content);
        return join(header, Arrays.copyOf(data, length), word((int) crc.getValue()), word(content.length));
    }

    private static byte[] word(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }

    private static byte[] header(int flags, byte... rest) {
        return join(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3}, rest);
    }

    private static byte[] withHeaderCrc(byte[] header) {
        var crc = new CRC32();
        crc.update(header);
        return join(header, new byte[] {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)});
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyCompressionIsToldByItsFirstBytesAndCanComeByteByByte(Compression compression) throws IOException {
        byte[] blob = Blobs.compressed(compression, TAR);
        for (int piece : List.of(1, 2, 3, 511, 1 << 20)) {
            var index = index(blob, piece);
            assertIsTar(index);
            assertThat(index.compression()).isEqualTo(compression);
            assertThat(index.compressedBytes()).isEqualTo(blob.length);
            assertThat(index.notes()).isEmpty();
        }
    }

    @Test
    void zerosMayFollowTheGzipStreamOfAnArchive() throws IOException {
        byte[] half = Arrays.copyOf(TAR, TAR.length / 2);
        byte[] members = join(gzip(half), gzip(Arrays.copyOfRange(TAR, half.length, TAR.length)));
        for (byte[] padding : List.of(new byte[0], new byte[1], new byte[10_000])) {
            assertThat(archive(members, padding)).isEqualTo(TAR);
        }
        assertThatIOException()
                .isThrownBy(() -> archive(members, utf8("\0\0more")))
                .withMessageContaining("no gzip");
    }

    /** What comes out of an archive whose stream cannot go back. */
    private static byte[] archive(byte[] first, byte[] second) throws IOException {
        var source = new SequenceInputStream(new ByteArrayInputStream(first), new ByteArrayInputStream(second));
        try (var plain = Compression.GZIP.open(source, Limits.DEFAULT)) {
            return plain.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void pulledBytesOfAllFilesArePartOfTheBlob(Compression compression) throws IOException {
        byte[] tar = new RawTar()
                .file("a", noise(2_000_000))
                .file("b", noise(1_000_000))
                .end()
                .bytes();
        byte[] blob = Blobs.compressed(compression, tar);
        var index = index(blob);

        // noise does not compress
        assertThat((double) index.pulledBytes(0)).isBetween(1_700_000.0, 2_300_000.0);
        assertThat((double) index.pulledBytes(1)).isBetween(700_000.0, 1_300_000.0);
        assertThat(index.pulledBytes(0) + index.pulledBytes(1)).isLessThanOrEqualTo(blob.length);
    }

    @Nested
    class Gzip {

        @Test
        void membersMayEndAnywhere() throws IOException {
            for (int cut = 0; cut <= TAR.length; cut += 97) {
                byte[] blob = join(gzip(Arrays.copyOf(TAR, cut)), gzip(Arrays.copyOfRange(TAR, cut, TAR.length)));
                assertIsTar(index(blob, 1 + cut % 7));
            }
        }

        @Test
        void membersMayMeetTheBufferAnywhere() throws IOException {
            // the second member begins at every place around the end of the buffer, and so do its header and the
            // trailer before it
            int buffer = 128 << 10;
            byte[] rest = gzip(TAR);
            for (int over = -40; over <= 40; over++) {
                byte[] comment = new byte[buffer + over - gzip(new byte[0]).length - 1];
                Arrays.fill(comment, (byte) 'c');
                byte[] first = member(header(16, join(comment, new byte[1])), new byte[0]);
                assertIsTar(index(join(first, rest)));
            }
        }

        @Test
        void thousandsOfMembersAreOneStream() throws IOException {
            var parts = new ArrayList<byte[]>();
            for (int i = 0; i < TAR.length; i += 3) {
                parts.add(gzip(Arrays.copyOfRange(TAR, i, Math.min(TAR.length, i + 3))));
                parts.add(gzip(new byte[0]));
            }
            assertIsTar(index(join(parts.toArray(byte[][]::new))));
        }

        @Test
        void headersMayHaveEveryField() throws IOException {
            for (int flags = 0; flags < 32; flags++) {
                byte[] header = header(flags & ~2);
                header[3] = (byte) flags;
                header = (flags & 4) != 0 ? join(header, new byte[] {5, 0, 'A', 'B', 1, 0, 'x'}) : header;
                header = (flags & 8) != 0 ? join(header, utf8("layer.tar\0")) : header;
                header = (flags & 16) != 0 ? join(header, utf8("a comment\0")) : header;
                header = (flags & 2) != 0 ? withHeaderCrc(header) : header;
                assertIsTar(index(member(header, TAR), 1));
            }
        }

        @Test
        void zerosBehindTheStreamArePadding() throws IOException {
            var index = index(join(gzip(TAR), new byte[1_000]));

            assertIsTar(index);
            assertThat(index.notes()).isEmpty();
            assertThat(index(join(gzip(TAR), new byte[1])).notes()).isEmpty();
        }

        @Test
        void anythingElseBehindTheStreamIsReported() throws IOException {
            for (byte[] tail : List.of(utf8("junk"), new byte[] {0x1f}, new byte[] {0, 0, 7}, new byte[] {0x1f, 0})) {
                var index = index(join(gzip(TAR), tail));

                assertIsTar(index);
                assertThat(index.notes()).containsExactly("bytes that are no gzip follow the gzip stream");
            }
        }

        @Test
        void everyKindOfDamageIsFound() {
            byte[] good = gzip(TAR);
            byte[] crc = good.clone();
            crc[good.length - 5] ^= 1;
            assertDamaged(crc, "the gzip stream's checksum is wrong");
            byte[] length = good.clone();
            length[good.length - 1] ^= 1;
            assertDamaged(length, "the gzip stream's length is wrong");
            byte[] method = good.clone();
            method[2] = 7;
            assertDamaged(method, "unknown compression method");
            assertDamaged(member(header(0x20), TAR), "reserved flags");
            assertDamaged(member(header(2, (byte) 1, (byte) 2), TAR), "the gzip header's checksum is wrong");
            byte[] data = good.clone();
            Arrays.fill(data, 20, 60, (byte) 0xff);
            assertDamaged(data, "the gzip stream is damaged");
        }

        @Test
        void aStreamCutOffAnywhereIsDamage() {
            byte[] blob = join(gzip(Arrays.copyOf(TAR, 100)), gzip(Arrays.copyOfRange(TAR, 100, TAR.length)));
            int secondMember = gzip(Arrays.copyOf(TAR, 100)).length;
            for (int length = 3; length < blob.length; length++) {
                if (length >= secondMember && length <= secondMember + 1) {
                    continue; // what is missing then is a member, and of the tar the rest
                }
                assertDamaged(Arrays.copyOf(blob, length), "cut off");
            }
        }
    }

    @Nested
    class Zstd {

        @Test
        void framesMayEndAnywhereAndSkippableOnesStandBetweenThem() throws IOException {
            byte[] skippable = join(word(0x184D2A53), word(5), utf8("12345"));
            for (int cut = 0; cut <= TAR.length; cut += 97) {
                byte[] blob = join(
                        skippable,
                        zstd(Arrays.copyOf(TAR, cut)),
                        skippable,
                        skippable,
                        zstd(Arrays.copyOfRange(TAR, cut, TAR.length)),
                        skippable);
                var index = index(blob, 1 + cut % 7);
                assertIsTar(index);
                assertThat(index.compression()).isEqualTo(Compression.ZSTD);
            }
        }

        @Test
        void aStreamCutOffAnywhereIsDamage() {
            byte[] blob = zstd(TAR);
            for (int length = 4; length < blob.length; length++) {
                assertDamaged(Arrays.copyOf(blob, length), "");
            }
        }

        @Test
        void damageIsFound() throws IOException {
            var bytes = new ByteArrayOutputStream();
            try (var out = new ZstdOutputStream(bytes).setChecksum(true)) {
                out.write(TAR);
            }
            byte[] blob = bytes.toByteArray();
            blob[blob.length - 1] ^= 1;
            assertDamaged(blob, "the zstd stream is damaged");
            assertDamaged(join(zstd(TAR), utf8("junk behind it")), "the zstd stream is damaged");
        }

        /** A frame that wants a window of a power of two (RFC 8878, 3.1.1.1.2), and holds its content as it is. */
        private static byte[] frame(int windowLog, byte[] content) {
            int block = content.length << 3 | 1;
            byte[] header = {0, (byte) ((windowLog - 10) << 3), (byte) block, (byte) (block >> 8), (byte) (block >> 16)
            };
            return join(word(0xFD2FB528), header, content);
        }

        @ParameterizedTest
        @ValueSource(ints = {14, 27, 28, 29})
        void aWindowMayBeAsLargeAsDockersDecoderTakesIt(int windowLog) throws IOException {
            assertIsTar(index(frame(windowLog, TAR)));
        }

        @Test
        void aLargerWindowIsBeyondALimitThatAnOptionRaises() throws IOException {
            byte[] half = Arrays.copyOf(TAR, 512);
            byte[] rest = Arrays.copyOfRange(TAR, 512, TAR.length);
            for (byte[] blob : List.of(frame(30, TAR), join(frame(20, half), frame(30, rest)))) {
                assertThatExceptionOfType(BeyondLimit.class)
                        .isThrownBy(() -> index(blob))
                        .withMessageContaining(
                                "a window of 1,073,741,824 bytes for its zstd stream is beyond the limit")
                        .satisfies(e -> assertThat(e.hint()).endsWith("--max-window-bytes"));
                assertIsTar(index(blob, Limits.DEFAULT.with(Bound.WINDOW_BYTES, 1 << 30)));
            }
        }

        @Test
        void aSingleSegmentFrameThatIsTooLongIsBeyondTheLimit() {
            byte[] blob = join(word(0xFD2FB528), new byte[] {(byte) 0xe0}, word(0), word(1), new byte[] {1, 0, 0});

            assertThatExceptionOfType(BeyondLimit.class)
                    .isThrownBy(() -> index(blob))
                    .withMessageContaining("a window of 4,294,967,296 bytes");
        }
    }

    @Nested
    class Xz {

        @Test
        void streamsMayEndAnywhereAndZerosStandBetweenAndBehindThem() throws IOException {
            for (int cut = 0; cut <= TAR.length; cut += 97) {
                byte[] blob = join(
                        xz(Arrays.copyOf(TAR, cut)),
                        new byte[cut % 3 * 4],
                        xz(Arrays.copyOfRange(TAR, cut, TAR.length)),
                        new byte[cut % 5 * 4]);
                var index = index(blob, 1 + cut % 7);
                assertIsTar(index);
                assertThat(index.notes()).isEmpty();
            }
        }

        @Test
        void aStreamCutOffAnywhereIsDamage() {
            byte[] blob = xz(TAR);
            for (int length = 6; length < blob.length; length++) {
                assertDamaged(Arrays.copyOf(blob, length), "the xz stream is damaged");
            }
        }

        @Test
        void damageIsFound() {
            byte[] blob = xz(TAR);
            for (int at = 6; at < blob.length; at += 11) {
                byte[] damaged = blob.clone();
                damaged[at] ^= 1;
                assertDamaged(damaged, "the xz stream is damaged");
            }
            assertDamaged(join(blob, utf8("junk")), "the xz stream is damaged");
            assertDamaged(join(blob, new byte[3]), "the xz stream is damaged");
        }

        @Test
        void aDictionaryThatIsTooLargeIsBeyondALimitThatAnOptionRaises() throws IOException {
            var bytes = new ByteArrayOutputStream();
            var options = new LZMA2Options();
            options.setDictSize(1 << 20);
            try (var xz = new XZOutputStream(bytes, options)) {
                xz.write(TAR);
            }
            byte[] blob = bytes.toByteArray();

            assertThatExceptionOfType(BeyondLimit.class)
                    .isThrownBy(() -> index(blob, Limits.DEFAULT.with(Bound.WINDOW_BYTES, (1 << 20) - 1)))
                    .withMessageContaining("a window of 1,048,576 bytes for its xz stream is beyond the limit")
                    .satisfies(e -> assertThat(e.hint()).endsWith("--max-window-bytes"));
            assertIsTar(index(blob, Limits.DEFAULT.with(Bound.WINDOW_BYTES, 1 << 20)));
        }
    }

    @Nested
    class Bzip2 {

        @Test
        void streamsMayEndAnywhere() throws IOException {
            for (int cut = 0; cut <= TAR.length; cut += 97) {
                byte[] blob = join(
                        bzip2(Arrays.copyOf(TAR, cut)),
                        bzip2(new byte[0]),
                        bzip2(Arrays.copyOfRange(TAR, cut, TAR.length)));
                var index = index(blob, 1 + cut % 7);
                assertIsTar(index);
                assertThat(index.notes()).isEmpty();
            }
        }

        @Test
        void aStreamCutOffAnywhereIsDamage() {
            byte[] blob = bzip2(TAR);
            for (int length = 10; length < blob.length; length++) {
                assertDamaged(Arrays.copyOf(blob, length), "the bzip2 stream is damaged");
            }
        }

        @Test
        void damageIsFound() {
            byte[] blob = bzip2(TAR);
            for (int at = 10; at < blob.length; at += 11) {
                byte[] damaged = blob.clone();
                damaged[at] ^= 0x10;
                assertDamaged(damaged, ""); // what comes out of a block shows before its checksum that it is no tar
            }
            assertDamaged(join(blob, utf8("junk")), "the bzip2 stream is damaged");
        }

        @Test
        void aTarWhoseFirstFileIsNamedLikeAMagicNumberIsATar() throws IOException {
            for (String name : List.of("BZh9", "BZh91", "BZh91AY&S")) {
                assertThat(lines(index(new RawTar().file(name, "x")))).containsExactly("FILE /" + name + " 1");
            }
        }

        @Test
        void thousandsOfEmptyStreamsCostNoMoreThanTheirBytes() {
            byte[] empty = bzip2(new byte[0]);
            byte[] many = new byte[100_000 * empty.length];
            for (int at = 0; at < many.length; at += empty.length) {
                System.arraycopy(empty, 0, many, at, empty.length);
            }
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> assertIsTar(index(join(many, bzip2(TAR)))));
        }
    }

    @Nested
    class TheBlob {

        @ParameterizedTest
        @ValueSource(ints = {1, 100, 1_000})
        void mustBeAsLongAsTheManifestSays(int missing) {
            byte[] blob = gzip(TAR);
            var descriptor = Blobs.descriptor(Digest.sha256(blob), blob.length);

            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> read(new ByteArrayInputStream(blob, 0, blob.length - missing), descriptor))
                    .withMessage("the blob ends after %,d bytes; the manifest says %,d"
                            .formatted(blob.length - missing, blob.length));
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> read(new ByteArrayInputStream(join(blob, new byte[missing])), descriptor))
                    .withMessageContaining("longer than");
        }

        @Test
        void thatNeverEndsIsGivenUpWhereItIsTooLong() {
            byte[] blob = gzip(TAR);
            var zeros = new InputStream() {
                @Override
                public int read() {
                    return 0;
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    Arrays.fill(target, offset, offset + length, (byte) 0);
                    return length;
                }
            };
            var endless = new SequenceInputStream(new ByteArrayInputStream(blob), zeros);
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> read(endless, Blobs.descriptor(blob)))
                    .withMessageContaining("longer than");
        }

        @Test
        void mustHaveItsDigest() {
            byte[] blob = gzip(TAR);
            var other = Blobs.descriptor(Digest.sha256(TAR), blob.length);

            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> read(new ByteArrayInputStream(blob), other))
                    .withMessageContaining(
                            "have the digest " + Digest.sha256(blob) + "; the manifest says " + Digest.sha256(TAR));
        }

        @Test
        void ofAnotherDigestIsNamedAsTheRootOfDamageInside() {
            byte[] blob = gzip(TAR);
            byte[] damaged = blob.clone();
            damaged[100] ^= 1;

            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> read(new ByteArrayInputStream(damaged), Blobs.descriptor(blob)))
                    .withMessageContaining("the manifest says")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }

        @Test
        void mayHaveASha512() throws IOException {
            byte[] blob = gzip(TAR);
            var digest = Digest.parse("sha512:" + "0".repeat(128)).ofSameKind(blob);

            assertIsTar(read(new ByteArrayInputStream(blob), Blobs.descriptor(digest, blob.length)));
        }

        @Test
        void isReportedAsItArrives() throws IOException {
            byte[] blob = gzip(TAR);
            var seen = new long[1];
            new LayerReader(Limits.DEFAULT)
                    .read(new ByteArrayInputStream(blob), Blobs.descriptor(blob), true, bytes -> seen[0] += bytes);

            assertThat(seen[0]).isEqualTo(blob.length);
        }

        @Test
        void isCountedToItsEndWhereTheLastPaddingIsMissing() throws IOException {
            byte[] tar = Arrays.copyOf(new RawTar().file("a", new byte[1_000]).bytes(), 512 + 1_000);
            assertThat(read(new ByteArrayInputStream(tar), Blobs.descriptor(tar))
                            .pulledBytes(0))
                    .isEqualTo(tar.length);
        }

        @Test
        void isOddInItsGzipAndInItsTar() throws IOException {
            byte[] blob =
                    Blobs.join(gzip(new RawTar().file("/absolute", "x").end().bytes()), new byte[] {1, 2, 3});
            for (int aheadFrom : new int[] {0, Integer.MAX_VALUE}) {
                var index = new LayerReader(Limits.DEFAULT, new Expansion(Limits.DEFAULT), new Pools(), aheadFrom)
                        .read(new ByteArrayInputStream(blob), Blobs.descriptor(blob), true, bytes -> {});
                assertThat(index.notes())
                        .containsExactly(
                                "a path is absolute: /absolute", "bytes that are no gzip follow the gzip stream");
            }
        }

        @Test
        void mayHaveEmptyFilesWhereverAChunkEnds() throws IOException {
            var tar = new RawTar();
            for (int i = 0; i < 40_000; i++) {
                tar.file("empty-" + i, "");
            }
            byte[] blob = gzip(tar.end().bytes());
            assertThat(read(new ByteArrayInputStream(blob), Blobs.descriptor(blob))
                            .size())
                    .isEqualTo(40_000);
        }

        @Test
        void thatCannotBeFetchedKeepsItsException() {
            var broken = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("connection reset");
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return read();
                }
            };
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> read(broken, Blobs.descriptor(TAR)))
                    .withMessage("connection reset");
        }

        private static LayerIndex read(InputStream in, Descriptor descriptor) throws IOException {
            return new LayerReader(Limits.DEFAULT).read(in, descriptor, true, bytes -> {});
        }
    }
}
