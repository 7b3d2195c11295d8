package dev.tare.layer;

import static dev.tare.layer.Blobs.index;
import static dev.tare.layer.Blobs.lines;
import static dev.tare.layer.Blobs.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats of tar, each as those who write it do, and what is no tar. */
class TarReaderTest {

    private static void assertDamaged(RawTar tar, String message) {
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> index(tar)).withMessageContaining(message);
    }

    private static LayerIndex one(RawTar tar) throws IOException {
        var index = index(tar.end());
        assertThat(index.size()).isOne();
        return index;
    }

    @Nested
    class Names {

        @Test
        void v7HasNoPrefix() throws IOException {
            assertThat(lines(one(new RawTar().member(h -> h.name("a").magic("").prefix("no prefix")))))
                    .containsExactly("FILE /a 0");
        }

        @Test
        void ustarJoinsPrefixAndName() throws IOException {
            assertThat(lines(one(
                            new RawTar().member(h -> h.name("a".repeat(100)).prefix("b".repeat(155))))))
                    .containsExactly("FILE /" + "b".repeat(155) + "/" + "a".repeat(100) + " 0");
        }

        @Test
        void gnuHasTimesWhereUstarHasThePrefix() throws IOException {
            assertThat(lines(one(new RawTar()
                            .member(h -> h.name("a").magic("ustar  \0").octal(345, 12, 1)))))
                    .containsExactly("FILE /a 0");
        }

        @Test
        void starHasAShorterPrefix() throws IOException {
            assertThat(lines(one(new RawTar()
                            .member(h ->
                                    h.name("a").prefix("p").octal(476, 12, 1).field(508, 4, "tar\0")))))
                    .containsExactly("FILE /p/a 0");
        }

        @Test
        void gnuLongNamesAndLinks() throws IOException {
            String name = "n/".repeat(300) + "f";
            String link = "l".repeat(1_000);
            assertThat(lines(index(new RawTar()
                            .gnuLong('K', link)
                            .gnuLong('L', name)
                            .symlink("short", "short")
                            .file("next", "")
                            .end())))
                    .containsExactly("SYMLINK /" + name + " -> " + link, "FILE /next 0");
        }

        @Test
        void paxNamesAndLinksHoldForOneMember() throws IOException {
            String name = "n/".repeat(300) + "é";
            assertThat(lines(index(new RawTar()
                            .pax("path", name, "linkpath", "a b\nc")
                            .symlink("short", "short")
                            .symlink("next", "there")
                            .end())))
                    .containsExactly("SYMLINK /" + name + " -> a b\\nc", "SYMLINK /next -> there");
        }

        @Test
        void paxGoesBeforeGnu() throws IOException {
            assertThat(lines(one(
                            new RawTar().gnuLong('L', "gnu").pax("path", "pax").file("plain", ""))))
                    .containsExactly("FILE /pax 0");
        }

        @Test
        void anEmptyPaxValueTakesTheRecordBack() throws IOException {
            assertThat(lines(one(new RawTar().pax("path", "pax", "path", "").file("plain", ""))))
                    .containsExactly("FILE /plain 0");
        }

        @Test
        void severalPaxHeadersOfOneMemberAddUp() throws IOException {
            var index = one(new RawTar()
                    .pax("path", "a")
                    .pax("uid", "7")
                    .global("mtime", "1")
                    .file("plain", ""));

            assertThat(lines(index)).containsExactly("FILE /a 0");
            assertThat(index.uid(0)).isEqualTo(7);
            assertThat(index.mtime(0)).isEqualTo(1);
        }

        @Test
        void namesNeedNoNulAtTheEndOfTheirField() throws IOException {
            assertThat(lines(one(new RawTar().symlink("a".repeat(100), "b".repeat(100)))))
                    .containsExactly("SYMLINK /" + "a".repeat(100) + " -> " + "b".repeat(100));
        }

        @Test
        void aNulInAPaxNameIsKeptAndReported() throws IOException {
            var index = one(new RawTar().pax("path", "a\0b").file("plain", ""));

            assertThat(lines(index)).containsExactly("FILE /a\\x00b 0");
            assertThat(index.notes()).containsExactly("a path has a NUL in it: a\\x00b");
        }
    }

    @Nested
    class Metadata {

        @Test
        void ofAHeader() throws IOException {
            var index = one(new RawTar()
                    .file("f", "abc", h -> h.mode(04751).owner(1000, 100).mtime(1_700_000_000)));

            assertThat(index.mode(0)).isEqualTo(04751);
            assertThat(index.uid(0)).isEqualTo(1000);
            assertThat(index.gid(0)).isEqualTo(100);
            assertThat(index.mtime(0)).isEqualTo(1_700_000_000);
            assertThat(index.mtimeNanos(0)).isZero();
            assertThat(index.xattrs(0)).isZero();
        }

        @Test
        void ofAPaxHeader() throws IOException {
            var index = one(new RawTar()
                    .pax("uid", "3000000", "gid", "4000000000", "mtime", "12345.6789", "size", "3")
                    .file("f", "abc", h -> h.size(0)));

            assertThat(index.uid(0)).isEqualTo(3_000_000);
            assertThat(index.gid(0)).isEqualTo((int) 4_000_000_000L);
            assertThat(index.mtime(0)).isEqualTo(12_345);
            assertThat(index.mtimeNanos(0)).isEqualTo(678_900_000);
            assertThat(index.fileSize(0)).isEqualTo(3);
        }

        @ParameterizedTest
        @CsvSource({
            "0, 0, 0",
            "-1, -1, 0",
            "-1.25, -2, 750000000",
            "-0.5, -1, 500000000",
            "1., 1, 0",
            "1.0000000019, 1, 1",
            "999999999999999999, 999999999999999999, 0"
        })
        void paxTimesAreRoundedDown(String text, long seconds, int nanos) throws IOException {
            var index = one(new RawTar().pax("mtime", text).file("f", ""));

            assertThat(index.mtime(0)).isEqualTo(seconds);
            assertThat(index.mtimeNanos(0)).isEqualTo(nanos);
        }

        @ParameterizedTest
        @ValueSource(strings = {"now", "1e9", "--1", "1.x", ".5", "9999999999999999999"})
        void anUnreadablePaxTimeIsReportedAndTheHeadersTaken(String text) throws IOException {
            var index = one(new RawTar().pax("mtime", text).file("f", "", h -> h.mtime(5)));

            assertThat(index.mtime(0)).isEqualTo(5);
            assertThat(index.notes()).containsExactly("a PAX header has an unreadable mtime");
        }

        @Test
        void binaryNumbers() throws IOException {
            var index = one(new RawTar()
                    .member(
                            h -> h.name("f")
                                    .binary(108, 8, 3_000_000)
                                    .binary(116, 8, -2)
                                    .binary(124, 12, 3)
                                    .binary(136, 12, -5),
                            utf8("abc")));

            assertThat(index.uid(0)).isEqualTo(3_000_000);
            assertThat(index.gid(0)).isEqualTo(-2);
            assertThat(index.fileSize(0)).isEqualTo(3);
            assertThat(index.mtime(0)).isEqualTo(-5);
        }

        @Test
        void negativeOwnersOfPaxAreTaken() throws IOException {
            assertThat(one(new RawTar().pax("uid", "-2").file("f", "")).uid(0)).isEqualTo(-2);
        }

        @ParameterizedTest
        @ValueSource(strings = {" 644 \0", "0000644", "644\0\0\0\0\0", "  644\0 x", "00000644"})
        void octalNumbersStandInSpacesAndNuls(String mode) throws IOException {
            assertThat(one(new RawTar().member(h -> h.name("f").field(100, 8, mode)))
                            .mode(0))
                    .isEqualTo(0644);
        }

        @Test
        void anEmptyFieldIsZero() throws IOException {
            assertThat(one(new RawTar()
                                    .member(h -> h.name("f").field(108, 8, "").field(136, 12, "           ")))
                            .uid(0))
                    .isZero();
        }

        @Test
        void globalPaxHeadersHoldForAllThatFollows() throws IOException {
            var index = index(new RawTar()
                    .file("a", "")
                    .global("mtime", "7", "uid", "1", "SCHILY.xattr.user.k", "v")
                    .file("b", "")
                    .pax("mtime", "8", "uid", "", "SCHILY.xattr.user.k", "w")
                    .file("c", "")
                    .file("d", "")
                    .global("mtime", "", "SCHILY.xattr.user.k", "")
                    .file("e", "")
                    .end());

            assertThat(List.of(index.mtime(0), index.mtime(1), index.mtime(2), index.mtime(3), index.mtime(4)))
                    .containsExactly(0L, 7L, 8L, 7L, 0L);
            assertThat(List.of(index.uid(0), index.uid(1), index.uid(2), index.uid(3), index.uid(4)))
                    .containsExactly(0, 1, 0, 1, 1);
            assertThat(index.xattrs(1)).isNotZero().isEqualTo(index.xattrs(3)).isNotEqualTo(index.xattrs(2));
            assertThat(index.xattrs(0)).isZero();
            assertThat(index.xattrs(4)).isZero();
        }

        @ParameterizedTest
        @CsvSource({"path, other", "linkpath, other", "size, 1", "GNU.sparse.map, '0,1'", "GNU.sparse.major, 1"})
        void namesAndSizesOfAGlobalHeaderArePassedOver(String key, String value) throws IOException {
            var index = one(new RawTar().global(key, value).file("f", "abc"));

            assertThat(lines(index)).containsExactly("FILE /f 3");
            assertThat(index.notes())
                    .containsExactly(
                            "a global PAX header gives a name or a size to all members, and is passed over in that: "
                                    + key);
        }

        @Test
        void extendedAttributesAreToldApartByNameAndValueButNotByOrder() throws IOException {
            var index = index(new RawTar()
                    .pax("SCHILY.xattr.a", "1", "SCHILY.xattr.b", "2")
                    .file("one", "")
                    .pax("SCHILY.xattr.b", "2", "SCHILY.xattr.a", "1")
                    .file("two", "")
                    .pax("SCHILY.xattr.a", "2", "SCHILY.xattr.b", "1")
                    .file("three", "")
                    .end());

            assertThat(index.xattrs(0)).isEqualTo(index.xattrs(1)).isNotEqualTo(index.xattrs(2));
        }
    }

    @Nested
    class Types {

        @Test
        void allThatAFilesystemCanHave() throws IOException {
            assertThat(lines(index(new RawTar()
                            .file("file", "abc")
                            .hardlink("hard", "file")
                            .symlink("sym", "file")
                            .member(h -> h.name("char").type('3'))
                            .member(h -> h.name("block").type('4'))
                            .directory("dir/")
                            .member(h -> h.name("fifo").type('6'))
                            .member(h -> h.name("contiguous").type('7'), utf8("abc"))
                            .member(h -> h.name("old").type('\0'), utf8("abc"))
                            .end())))
                    .containsExactly(
                            "FILE /file 3",
                            "HARDLINK /hard = /file",
                            "SYMLINK /sym -> file",
                            "CHARACTER_DEVICE /char",
                            "BLOCK_DEVICE /block",
                            "DIRECTORY /dir",
                            "FIFO /fifo",
                            "FILE /contiguous 3",
                            "FILE /old 3");
        }

        @Test
        void anOldTypeWithASlashBehindTheNameIsADirectory() throws IOException {
            assertThat(lines(index(new RawTar()
                            .member(h -> h.name("d/").type('\0').magic(""), utf8("content of no use"))
                            .file("next", "")
                            .end())))
                    .containsExactly("DIRECTORY /d", "FILE /next 0");
        }

        @Test
        void gnuDirectoriesWithTheirNamesAreDirectories() throws IOException {
            assertThat(lines(index(new RawTar()
                            .member(h -> h.name("d/").type('D'), utf8("Yfile\0\0"))
                            .file("next", "")
                            .end())))
                    .containsExactly("DIRECTORY /d", "FILE /next 0");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "2", "3", "4", "5", "6"})
        void theSizeOfWhatHasNoContentMeansNothing(char type) throws IOException {
            assertThat(lines(index(new RawTar()
                            .member(h -> h.name("x").type(type).link("f").size(1_000_000))
                            .file("next", "abc")
                            .end())))
                    .hasSize(2)
                    .contains("FILE /next 3");
        }

        @Test
        void unknownTypesArePassedOverWithTheirContentAndReported() throws IOException {
            var index = index(new RawTar()
                    .member(h -> h.name("volume").type('V'))
                    .pax("path", "of the next only")
                    .member(h -> h.name("odd").type('\u0001'), new byte[1_000])
                    .file("f", "abc")
                    .end());

            assertThat(lines(index)).containsExactly("FILE /f 3");
            assertThat(index.notes()).containsExactly("a tar member of unknown type is passed over: 'V' (and 1 more)");
        }
    }

    @Nested
    class Checksums {

        @Test
        void ofSignedBytesAreTakenToo() throws IOException {
            assertThat(lines(one(new RawTar()
                            .member(h -> h.field(0, 100, new byte[] {(byte) 0xe9, (byte) 0xff})
                                    .sealed("%06o\0 "
                                            .formatted(h.field(0, 100, new byte[] {(byte) 0xe9, (byte) 0xff})
                                                    .sum(true)))))))
                    .containsExactly("FILE /\\xe9\\xff 0");
        }

        @Test
        void thatAreWrongAreDamage() {
            assertDamaged(new RawTar().member(h -> h.name("f").sealed("000001\0 ")), "it is no tar archive");
            assertDamaged(
                    new RawTar().file("a", "abc").member(h -> h.name("f").sealed("000001\0 ")), "a wrong checksum");
        }
    }

    @Nested
    class TheEnd {

        private final RawTar tar = new RawTar().file("a", "abc").file("b", "");

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3, 20})
        void isAnyNumberOfZeroBlocks(int blocks) throws IOException {
            var index = index(tar.raw(new byte[512 * blocks]));

            assertThat(lines(index)).containsExactly("FILE /a 3", "FILE /b 0");
            assertThat(index.notes()).isEmpty();
        }

        @Test
        void mayLackThePaddingOfTheLastFile() throws IOException {
            assertThat(lines(index(new RawTar()
                            .member(h -> h.name("f").size(3))
                            .raw(utf8("abc"))
                            .bytes())))
                    .containsExactly("FILE /f 3");
        }

        @Test
        void whateverFollowsItIsReportedAndPartOfTheDiffId() throws IOException {
            byte[] bytes = tar.end().file("hidden", "x").raw(utf8("odd")).bytes();
            var index = index(bytes);

            assertThat(lines(index)).containsExactly("FILE /a 3", "FILE /b 0");
            assertThat(index.notes()).containsExactly("content follows the end of the tar archive");
            assertThat(index.diffId()).isEqualTo(Digest.sha256(bytes));
            assertThat(index.uncompressedBytes()).isEqualTo(bytes.length);
        }

        /** As estargz writes it without loss: the tar as it was, zeros and all, and the table of contents as a tar behind it. */
        @ParameterizedTest
        @ValueSource(ints = {1_024, 1_025, 10_240})
        void mayHaveTheTableOfContentsOfStargzBehindIt(int zeros) throws IOException {
            byte[] bytes = tar.raw(new byte[zeros])
                    .file("stargz.index.json", "{}".repeat(1_000))
                    .end()
                    .bytes();
            var index = index(bytes);

            assertThat(lines(index)).containsExactly("FILE /a 3", "FILE /b 0");
            assertThat(index.notes()).isEmpty();
            assertThat(index.diffId()).isEqualTo(Digest.sha256(bytes));
            assertThat(index.uncompressedBytes()).isEqualTo(bytes.length);
        }

        @Test
        void hasNothingElseLikeThatTableBehindIt() throws IOException {
            for (var tail : List.of(
                    new RawTar()
                            .file("stargz.index.json", "{}")
                            .file("hidden", "x")
                            .end(),
                    new RawTar().file("stargz.index.json.txt", "{}").end(),
                    new RawTar().file("d/stargz.index.json", "{}").end(),
                    new RawTar().symlink("stargz.index.json", "hidden").end(),
                    new RawTar().raw(utf8("stargz.index.json")))) {
                byte[] bytes =
                        new RawTar().file("a", "abc").end().raw(tail.bytes()).bytes();
                assertThat(index(bytes).notes()).containsExactly("content follows the end of the tar archive");
            }
        }

        @Test
        void oneZeroBlockIsTheEndEvenBeforeMembers() throws IOException {
            var index =
                    index(new RawTar().raw(new byte[512]).file("hidden", "x").bytes());

            assertThat(index.size()).isZero();
            assertThat(index.notes()).containsExactly("content follows the end of the tar archive");
        }

        @Test
        void ofNothingIsAnEmptyLayer() throws IOException {
            assertThat(index(new byte[0]).notes())
                    .containsExactly("the layer is empty: it has not even the end mark of a tar archive");
            assertThat(index(new RawTar().end()).notes()).isEmpty();
            assertThat(index(new RawTar().end()).size()).isZero();
        }

        @Test
        void behindAnExtendedHeaderIsDamage() {
            assertDamaged(new RawTar().pax("path", "a"), "ends behind an extended header");
            assertDamaged(new RawTar().pax("path", "a").end(), "ends behind an extended header");
            assertDamaged(new RawTar().gnuLong('L', "a").end(), "ends behind an extended header");
            assertDamaged(new RawTar().gnuLong('K', "a").end(), "ends behind an extended header");
        }

        @Test
        void behindAGlobalHeaderIsNone() throws IOException {
            assertThat(index(new RawTar().global("comment", "of git archive").end())
                            .size())
                    .isZero();
        }
    }

    @Nested
    class Damage {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "no record",
                    "5 a=b\n",
                    "7 a=b\n",
                    "999999999 a=b\n",
                    "0 a=b\n",
                    "6 a=bb",
                    "6 abb\n",
                    " 6 a=b\n",
                    "-6 a=b\n",
                    "6a=bb\n",
                    "99999999999999999999 a=b\n",
                    "3 \n",
                    "2 "
                })
        void ofAPaxRecord(String record) {
            assertDamaged(new RawTar().extended('x', utf8(record)).file("f", ""), "a PAX header has a record");
        }

        @Test
        void paddingOfAPaxHeaderMayBeCountedIn() throws IOException {
            assertThat(lines(one(new RawTar()
                            .extended('x', Blobs.join(RawTar.paxRecords("path", "long"), new byte[40]))
                            .file("f", ""))))
                    .containsExactly("FILE /long 0");
        }

        @ParameterizedTest
        @CsvSource({"size, -1", "size, many", "size, 9223372036854775808", "uid, root", "gid, 1.5"})
        void ofAPaxNumber(String key, String value) {
            assertDamaged(new RawTar().pax(key, value).file("f", ""), "is no size or number: " + value);
        }

        @Test
        void ofAHeadersNumber() {
            assertDamaged(new RawTar().member(h -> h.name("f").field(100, 8, "rwxr-xr")), "a mode that is no number");
            assertDamaged(new RawTar().member(h -> h.name("f").field(124, 12, "-5")), "a size that is no number");
            assertDamaged(new RawTar().member(h -> h.name("f").binary(124, 12, -5)), "negative size");
            assertDamaged(
                    new RawTar().member(h -> h.name("f").binary(124, 12, 1).field(125, 4, new byte[] {1, 1, 1, 1})),
                    "beyond 64 bits");
        }

        @ParameterizedTest
        @CsvSource({
            "<html>, a web page",
            "'version https://git-lfs.github.com/spec/v1', Git LFS",
            "'PK\u0003\u0004', a zip archive",
            "'{\"errors\":[', JSON",
            "hello, ''"
        })
        void ofWhatIsNoTarAtAll(String begin, String kind) {
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> index(utf8(begin.repeat(200))))
                    .withMessageContainingAll("it is no tar archive (", kind);
        }

        @Test
        void ofWhatIsKnownThoughItIsShorterThanAHeader() {
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> index(utf8("<p>404</p>")))
                    .withMessageContaining("a web page");
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> index(utf8("hello")))
                    .withMessageContaining("cut off");
        }

        @Test
        void ofWhatAShellMadeTextOf() {
            byte[] tar = new RawTar().file("a", "abc").end().bytes();
            byte[] text = ("\ufeff" + new String(tar, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.UTF_16LE);
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> index(text))
                    .withMessageContaining("docker save -o FILE");
        }

        @Test
        void ofWhatWasCompressedTwice() {
            byte[] once = Blobs.gzip(new RawTar().file("a", "abc").end().bytes());
            assertThatExceptionOfType(Damaged.class)
                    .isThrownBy(() -> index(Blobs.gzip(once)))
                    .withMessageContaining("compressed with gzip once more");
        }

        @Test
        void namesMayBeginLikeAnything() throws IOException {
            assertThat(lines(one(new RawTar().file("<a>", "")))).containsExactly("FILE /<a> 0");
            assertThat(lines(one(new RawTar().file("{b}", "")))).containsExactly("FILE /{b} 0");
        }
    }
}
