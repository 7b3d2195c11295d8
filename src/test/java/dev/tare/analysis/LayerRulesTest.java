package dev.tare.analysis;

import static dev.tare.analysis.Accounted.hidden;
import static dev.tare.analysis.Accounted.notes;
import static dev.tare.analysis.Accounted.visible;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Limits;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of accounting.md, "Applying a layer", each by its number. */
class LayerRulesTest {

    private static final RawTar FILE = new RawTar().file("d/f", "old");

    @Nested
    class Rule1Paths {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "d/f",
                    "./d/f",
                    "/d/f",
                    "d//f",
                    "d/./f",
                    "d/x/../f",
                    "../d/f",
                    "../../d/../d/f",
                    "d/f/",
                    "//d/f/."
                })
        void allSpellingsOfAPathAreOne(String spelling) throws IOException {
            var accounts = Accounted.of(FILE, new RawTar().file(spelling, "newer"));

            assertThat(visible(accounts)).containsExactly("/d/f 5 from 1");
            assertThat(hidden(accounts)).containsExactly("/d/f from 0 duplicated by 1: content");
        }

        @Test
        void dotDotNeverLeavesTheRootAndIsReported() throws IOException {
            var index = Blobs.index(new RawTar().file("../../etc/passwd", "x").file("/a", "x"));

            assertThat(visible(Accounts.of(List.of(index), Limits.DEFAULT)))
                    .containsExactly("/a 1 from 0", "/etc/passwd 1 from 0");
            assertThat(index.notes())
                    .containsExactly(
                            "a path climbs with '..', and is taken below the root: ../../etc/passwd",
                            "a path is absolute: /a");
        }

        @Test
        void namesAreBytes() throws IOException {
            var layer = new RawTar();
            for (byte[] name : List.of(new byte[] {'a', (byte) 0xe9}, new byte[] {'a', (byte) 0xc3, (byte) 0xa9})) {
                layer.member(h -> h.field(0, 100, name), "x".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(visible(Accounted.of(layer))).containsExactly("/a\\xe9 1 from 0", "/aé 1 from 0");
        }
    }

    @Nested
    class Rule2SymlinkedParents {

        private final RawTar usr =
                new RawTar().directory("usr/").file("usr/bin/sh", "sh").symlink("bin", "usr/bin");

        @Test
        void aParentThatIsALinkIsFollowed() throws IOException {
            var accounts = Accounted.of(usr, new RawTar().file("bin/sh", "newer"));

            assertThat(visible(accounts)).containsExactly("/usr/bin/sh 5 from 1");
            assertThat(hidden(accounts)).containsExactly("/usr/bin/sh from 0 duplicated by 1: content");
            assertThat(notes(accounts))
                    .containsExactly("an entry lies below a symbolic link, which is followed here and replaced by some"
                            + " runtimes");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/usr/bin", "./usr/bin", "../../usr/bin", "usr/../usr/bin", "usr//bin/", "/../usr/bin"})
        void targetsAreResolvedInsideTheRoot(String target) throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("usr/bin/sh", "sh").symlink("bin", target), new RawTar().file("bin/sh", "newer"));

            assertThat(visible(accounts)).containsExactly("/usr/bin/sh 5 from 1");
        }

        @Test
        void aRelativeTargetStartsWhereTheLinkIs() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("a/b/c/f", "x").symlink("a/l", "b/../b/c"), new RawTar().file("a/l/f", "xyz"));

            assertThat(visible(accounts)).containsExactly("/a/b/c/f 3 from 1");
        }

        @Test
        void linksToLinksAreFollowed() throws IOException {
            var accounts = Accounted.of(
                    new RawTar()
                            .file("d/f", "x")
                            .symlink("l1", "d")
                            .symlink("l2", "l1")
                            .symlink("l3", "/l2"),
                    new RawTar().file("l3/f", "xyz"));

            assertThat(visible(accounts)).containsExactly("/d/f 3 from 1");
        }

        @Test
        void theLastPartIsNeverFollowed() throws IOException {
            var accounts = Accounted.of(usr, new RawTar().file("bin", "newer"));

            assertThat(visible(accounts)).containsExactly("/bin 5 from 1", "/usr/bin/sh 2 from 0");
            assertThat(hidden(accounts)).isEmpty();
        }

        @Test
        void aDirectoryEntryOverALinkReplacesTheLink() throws IOException {
            var accounts = Accounted.of(usr, new RawTar().directory("bin/").file("bin/ls", "ls"));

            assertThat(visible(accounts)).containsExactly("/bin/ls 2 from 1", "/usr/bin/sh 2 from 0");
        }

        @Test
        void aWhiteoutBelowALinkIsFollowed() throws IOException {
            var accounts = Accounted.of(usr, new RawTar().whiteout("bin/sh"));

            assertThat(hidden(accounts)).containsExactly("/usr/bin/sh from 0 removed by 1: whiteout");
        }

        @Test
        void aWhiteoutOfALinkTakesTheLinkAlone() throws IOException {
            var accounts = Accounted.of(usr, new RawTar().whiteout("bin"), new RawTar().file("bin/new", "new"));

            assertThat(visible(accounts)).containsExactly("/bin/new 3 from 2", "/usr/bin/sh 2 from 0");
        }

        @Test
        void anOpaqueWhiteoutInALinkEmptiesTheDirectoryBehindIt() throws IOException {
            var accounts = Accounted.of(usr, new RawTar().opaque("bin"));

            assertThat(hidden(accounts)).containsExactly("/usr/bin/sh from 0 removed by 1: opaque");
        }

        @Test
        void aWhiteoutInADirectoryThatReplacesALinkLeavesWhatIsBehindTheLink() throws IOException {
            var accounts = Accounted.of(
                    usr, new RawTar().directory("bin/").whiteout("bin/sh").opaque("bin"));

            assertThat(visible(accounts)).containsExactly("/usr/bin/sh 2 from 0");
        }

        @Test
        void aDanglingLinkGetsItsDirectory() throws IOException {
            var accounts = Accounted.of(new RawTar().symlink("l", "some/where"), new RawTar().file("l/f", "x"));

            assertThat(visible(accounts)).containsExactly("/some/where/f 1 from 1");
        }

        @Test
        void aLoopOfLinksEndsAndIsReplaced() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().symlink("a", "b").symlink("b", "a").symlink("self", "self"),
                    new RawTar().file("self/f", "x").file("a/f", "x"));

            assertThat(visible(accounts)).hasSize(2);
            assertThat(notes(accounts)).contains("an entry lies below a path that is no directory, which it replaces");
        }

        @Test
        void aLinkThatTheSameLayerShipsIsFollowedFromThenOn() throws IOException {
            var accounts = Accounted.of(
                    FILE, new RawTar().file("l/one", "1").symlink("l", "d").file("l/f", "new!"));

            assertThat(visible(accounts)).containsExactly("/d/f 4 from 1");
            assertThat(hidden(accounts))
                    .containsExactly("/d/f from 0 duplicated by 1: content", "/l/one from 1 removed by 1: replaced");
        }
    }

    @Nested
    class Rule3Whiteouts {

        @Test
        void aWhiteoutHidesAFileBelow() throws IOException {
            var accounts = Accounted.of(FILE, new RawTar().whiteout("d/f"));

            assertThat(visible(accounts)).isEmpty();
            assertThat(hidden(accounts)).containsExactly("/d/f from 0 removed by 1: whiteout");
        }

        @Test
        void aWhiteoutOfADirectoryHidesAllBelowIt() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("d/e/f", "1").file("d/g", "22").file("dd", "3"), new RawTar().whiteout("d"));

            assertThat(visible(accounts)).containsExactly("/dd 1 from 0");
            assertThat(hidden(accounts))
                    .containsExactly("/d/g from 0 removed by 1: whiteout", "/d/e/f from 0 removed by 1: whiteout");
            assertThat(accounts.layers().get(1).removed()).isEqualTo(4);
        }

        @ParameterizedTest
        @CsvSource({"true", "false"})
        void aWhiteoutActsBeforeTheEntriesOfItsLayerWhereverItStands(boolean first) throws IOException {
            var layer = first
                    ? new RawTar().whiteout("d/f").file("d/f", "new!")
                    : new RawTar().file("d/f", "new!").whiteout("d/f");
            var accounts = Accounted.of(FILE, layer);

            assertThat(visible(accounts)).containsExactly("/d/f 4 from 1");
            assertThat(hidden(accounts)).containsExactly("/d/f from 0 removed by 1: whiteout");
        }

        @Test
        void anOpaqueWhiteoutHidesWhatLayersBelowHaveInTheDirectory() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("d/f", "1").file("d/e/g", "2").file("x", "3"),
                    new RawTar().file("d/new", "4").opaque("d"));

            assertThat(visible(accounts)).containsExactly("/d/new 1 from 1", "/x 1 from 0");
            assertThat(hidden(accounts))
                    .containsExactly("/d/e/g from 0 removed by 1: opaque", "/d/f from 0 removed by 1: opaque");
        }

        @Test
        void opaqueWhiteoutsComeBeforePlainOnes() throws IOException {
            var accounts = Accounted.of(
                    FILE, new RawTar().whiteout("d/f").whiteout("d").opaque("d"));

            assertThat(hidden(accounts)).containsExactly("/d/f from 0 removed by 1: opaque");
        }

        @Test
        void anOpaqueRootHidesEverything() throws IOException {
            var accounts =
                    Accounted.of(FILE, new RawTar().file(".wh..wh..opq", "").file("f", "1"));

            assertThat(visible(accounts)).containsExactly("/f 1 from 1");
            assertThat(hidden(accounts)).containsExactly("/d/f from 0 removed by 1: opaque");
        }

        @Test
        void aWhiteoutOfNothingHidesNothingAndIsReported() throws IOException {
            var accounts = Accounted.of(
                    FILE,
                    new RawTar()
                            .whiteout("d/g")
                            .whiteout("no/where")
                            .opaque("e")
                            .opaque("d/f"));

            assertThat(visible(accounts)).containsExactly("/d/f 3 from 0");
            assertThat(notes(accounts))
                    .containsExactly(
                            "a whiteout of a path that is not there",
                            "an opaque whiteout of a directory that is not there");
        }

        @Test
        void theSameWhiteoutTwiceIsOne() throws IOException {
            var accounts = Accounted.of(
                    FILE, new RawTar().whiteout("d/f").whiteout("d/f").whiteout("d"));

            assertThat(accounts.wastedBytes()).isEqualTo(3);
            assertThat(hidden(accounts)).containsExactly("/d/f from 0 removed by 1: whiteout");
        }

        @Test
        void bookkeepingOfAufsIsSkipped() throws IOException {
            var index = Blobs.index(new RawTar()
                    .directory(".wh..wh.plnk/")
                    .file(".wh..wh.aufs", "x")
                    .file("d/.wh..wh.plnk/123.456", "bytes")
                    .file("d/.wh..wh..opq.more", "x")
                    .file("d/.wh..wh..opq", ""));

            assertThat(Blobs.lines(index))
                    .containsExactly("PASSED_OVER /", "PASSED_OVER /", "PASSED_OVER /", "PASSED_OVER /", "OPAQUE /d");
        }

        @ParameterizedTest
        @ValueSource(strings = {".wh.", "d/.wh.", "d/.wh..", "d/.wh..."})
        void aWhiteoutOfNoNameIsInvalidAndReported(String name) throws IOException {
            var index = Blobs.index(new RawTar().file(name, ""));

            assertThat(Blobs.lines(index)).containsExactly("PASSED_OVER /");
            assertThat(index.notes()).containsExactly("a whiteout names nothing that could be removed: " + name);
        }

        @Test
        void aWhiteoutIsAWhiteoutWhateverItsTypeAndContent() throws IOException {
            var index = Blobs.index(new RawTar()
                    .file(".wh.a", "content")
                    .directory(".wh.b/")
                    .symlink("x/.wh.c", "a")
                    .member(h -> h.name(".wh.d").type('3')));

            assertThat(Blobs.lines(index))
                    .containsExactly("WHITEOUT /a", "WHITEOUT /b", "WHITEOUT /x/c", "WHITEOUT /d");
        }
    }

    @Nested
    class Rule4Kinds {

        @Test
        void aDirectoryOverADirectoryKeepsItsChildren() throws IOException {
            var accounts = Accounted.of(FILE, new RawTar().directory("d/", h -> h.mode(0700)));

            assertThat(visible(accounts)).containsExactly("/d/f 3 from 0");
            assertThat(accounts.layers().get(1).changed()).isEqualTo(1);
        }

        @Test
        void aDirectoryThatIsTheSameIsNoChange() throws IOException {
            var directory = new RawTar().directory("d/");
            assertThat(Accounted.of(directory, directory).layers().get(1).changed())
                    .isZero();
        }

        @Test
        void aFileOverADirectoryReplacesAllBelowIt() throws IOException {
            var accounts =
                    Accounted.of(new RawTar().file("d/e/f", "1").file("d/g", "2"), new RawTar().file("d", "file"));

            assertThat(visible(accounts)).containsExactly("/d 4 from 1");
            assertThat(hidden(accounts))
                    .containsExactly("/d/e/f from 0 removed by 1: replaced", "/d/g from 0 removed by 1: replaced");
        }

        @Test
        void aDirectoryOverAFileReplacesIt() throws IOException {
            var accounts = Accounted.of(new RawTar().file("d", "file"), new RawTar().directory("d/"));

            assertThat(hidden(accounts)).containsExactly("/d from 0 removed by 1: replaced");
        }

        @ParameterizedTest
        @ValueSource(strings = {"3", "4", "6"})
        void aDeviceOrFifoOverAFileReplacesItAndShipsNothing(char type) throws IOException {
            var accounts =
                    Accounted.of(FILE, new RawTar().member(h -> h.name("d/f").type(type)));

            assertThat(hidden(accounts)).containsExactly("/d/f from 0 removed by 1: replaced");
            assertThat(accounts.copies()).isEqualTo(1);
        }

        @Test
        void aLinkOverAFileReplacesItAndAFileOverALinkReplacesNoCopy() throws IOException {
            var accounts = Accounted.of(FILE, new RawTar().symlink("d/f", "g"), new RawTar().file("d/f", "again"));

            assertThat(hidden(accounts)).containsExactly("/d/f from 0 removed by 1: replaced");
            assertThat(visible(accounts)).containsExactly("/d/f 5 from 2");
        }

        @Test
        void anEntryBelowAFileReplacesTheFile() throws IOException {
            var accounts = Accounted.of(new RawTar().file("d", "file"), new RawTar().file("d/f", "x"));

            assertThat(visible(accounts)).containsExactly("/d/f 1 from 1");
            assertThat(hidden(accounts)).containsExactly("/d from 0 removed by 1: replaced");
            assertThat(notes(accounts))
                    .containsExactly("an entry lies below a path that is no directory, which it replaces");
        }

        @Test
        void metadataThatDifferAreNamed() throws IOException {
            var accounts = Accounted.of(
                    new RawTar()
                            .file("mode", "x")
                            .file("owner", "x")
                            .file("group", "x")
                            .file("mtime", "x")
                            .file("nanos", "x")
                            .file("xattr", "x")
                            .file("same", "x"),
                    new RawTar()
                            .file("mode", "x", h -> h.mode(04755))
                            .file("owner", "x", h -> h.owner(1, 0))
                            .file("group", "x", h -> h.owner(0, 1))
                            .file("mtime", "x", h -> h.mtime(1))
                            .pax("mtime", "0.000000001")
                            .file("nanos", "x")
                            .pax("SCHILY.xattr.user.a", "b")
                            .file("xattr", "x")
                            .file("same", "x"));

            assertThat(hidden(accounts))
                    .containsExactly(
                            "/group from 0 duplicated by 1: metadata [owner]",
                            "/mode from 0 duplicated by 1: metadata [mode]",
                            "/mtime from 0 duplicated by 1: metadata [mtime]",
                            "/nanos from 0 duplicated by 1: metadata [mtime]",
                            "/owner from 0 duplicated by 1: metadata [owner]",
                            "/same from 0 duplicated by 1: none",
                            "/xattr from 0 duplicated by 1: metadata [xattrs]");
        }
    }

    @Nested
    class Rule5SameNameTwice {

        @Test
        void theLastEntryWinsAndTheLayerHidesItsOwnCopy() throws IOException {
            var accounts =
                    Accounted.of(new RawTar().file("f", "1").file("./f", "22").file("f", "333"));

            assertThat(visible(accounts)).containsExactly("/f 3 from 0");
            assertThat(hidden(accounts))
                    .containsExactly("/f from 0 duplicated by 0: content", "/f from 0 duplicated by 0: content");
            assertThat(accounts.layers().getFirst().wastedBytes()).isEqualTo(3);
            assertThat(accounts.layers().getFirst().hidesBytes()).isEqualTo(3);
            assertThat(notes(accounts)).containsExactly("a layer ships a name more than once");
        }

        @Test
        void anotherKindOfEntryReplacesTheEarlierOne() throws IOException {
            var accounts =
                    Accounted.of(new RawTar().file("f", "1").directory("f/").file("f/g", "2"));

            assertThat(visible(accounts)).containsExactly("/f/g 1 from 0");
            assertThat(hidden(accounts)).containsExactly("/f from 0 removed by 0: replaced");
        }
    }

    @Nested
    class Rule6Hardlinks {

        @Test
        void aHardlinkIsOneMoreNameAndNoCopy() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("a", "xyz").hardlink("b", "a").hardlink("c", "./b"));

            assertThat(accounts.copies()).isEqualTo(1);
            assertThat(accounts.shippedBytes()).isEqualTo(3);
            assertThat(visible(accounts)).containsExactly("/a 3 from 0", "/b 3 from 0", "/c 3 from 0");
            assertThat(accounts.repeated()).isEmpty();
        }

        @Test
        void aCopyIsVisibleAsLongAsOneOfItsNamesIs() throws IOException {
            var links = new RawTar().file("a", "xyz").hardlink("b", "a");
            var accounts = Accounted.of(links, new RawTar().whiteout("a"));
            assertThat(visible(accounts)).containsExactly("/b 3 from 0");
            assertThat(hidden(accounts)).isEmpty();

            accounts = Accounted.of(links, new RawTar().whiteout("a"), new RawTar().directory("b/"));
            assertThat(hidden(accounts)).containsExactly("/a from 0 removed by 2: replaced");
        }

        @Test
        void aHardlinkAcrossLayersKeepsACopyOfBelow() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("a", "xyz"), new RawTar().hardlink("b", "a"), new RawTar().whiteout("a"));

            assertThat(visible(accounts)).containsExactly("/b 3 from 0");
            assertThat(accounts.wastedBytes()).isZero();
        }

        @Test
        void theTargetIsLookedUpInTheSameLayerFirst() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("a", "old"),
                    new RawTar().file("a", "newer").hardlink("b", "a"));

            assertThat(visible(accounts)).containsExactly("/a 5 from 1", "/b 5 from 1");
        }

        @Test
        void aTargetThatIsReplacedAfterwardsKeepsItsOtherName() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("a", "old"),
                    new RawTar().hardlink("b", "a").file("a", "newer"));

            assertThat(visible(accounts)).containsExactly("/a 5 from 1", "/b 3 from 0");
            assertThat(hidden(accounts)).isEmpty();
        }

        @Test
        void aNameThatTheSameLayerWhitesOutIsStillATarget() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("a", "old"), new RawTar().whiteout("a").hardlink("b", "a"));

            assertThat(visible(accounts)).containsExactly("/b 3 from 0");
            assertThat(hidden(accounts)).isEmpty();
        }

        @Test
        void aNameInADirectoryThatTheSameLayerWhitesOutIsStillATarget() throws IOException {
            var below = new RawTar().file("d/e/a", "old").symlink("d/l", "e");

            assertThat(visible(Accounted.of(below, new RawTar().whiteout("d").hardlink("b", "d/e/a"))))
                    .containsExactly("/b 3 from 0");
            assertThat(visible(Accounted.of(below, new RawTar().whiteout("d").hardlink("b", "d/l/a"))))
                    .containsExactly("/b 3 from 0");
            assertThat(visible(Accounted.of(
                            below, new RawTar().directory("d/").opaque("d").hardlink("d/b", "d/e/a"))))
                    .containsExactly("/d/b 3 from 0");
        }

        @Test
        void aNameThatTheSameLayerReplacedIsNoTarget() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("d/a", "old"),
                    new RawTar().file("d", "file").hardlink("b", "d/a"));

            assertThat(visible(accounts)).containsExactly("/d 4 from 1");
            assertThat(notes(accounts)).containsExactly("a hard link points to what is not there");
        }

        @Test
        void aRewrittenPairOfNamesIsADuplicate() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("a", "xyz").hardlink("b", "a"),
                    new RawTar().file("a", "xyz", h -> h.mode(0600)).hardlink("b", "a"));

            assertThat(visible(accounts)).containsExactly("/a 3 from 1", "/b 3 from 1");
            assertThat(hidden(accounts)).containsExactly("/a from 0 duplicated by 1: metadata [mode]");
        }

        private static RawTar pseudoLink(String content) {
            return new RawTar().directory(".wh..wh.plnk").file(".wh..wh.plnk/12.34", content);
        }

        @Test
        void aPseudoLinkOfAufsIsAsManyNamesAsAreLinkedToIt() throws IOException {
            var layer = pseudoLink("xyz")
                    .hardlink("d/a", ".wh..wh.plnk/12.34")
                    .hardlink("e/b", "/./.wh..wh.plnk/12.34")
                    .hardlink("c", "d/a");
            var accounts = Accounted.of(layer);
            assertThat(accounts.copies()).isEqualTo(1);
            assertThat(accounts.shippedBytes()).isEqualTo(3);
            assertThat(visible(accounts)).containsExactly("/c 3 from 0", "/d/a 3 from 0", "/e/b 3 from 0");
            assertThat(notes(accounts)).isEmpty();

            accounts = Accounted.of(layer, new RawTar().whiteout("d").whiteout("c"));
            assertThat(visible(accounts)).containsExactly("/e/b 3 from 0");
            assertThat(hidden(accounts)).isEmpty();

            accounts = Accounted.of(layer, new RawTar().whiteout("d").whiteout("c"), new RawTar().file("e/b", "new"));
            assertThat(hidden(accounts)).containsExactly("/d/a from 0 duplicated by 2: content");
            assertThat(accounts.wastedBytes()).isEqualTo(3);
        }

        @Test
        void aLinkToAPseudoLinkHasTheMetadataOfThePseudoLink() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().file("a", "xyz"),
                    new RawTar()
                            .file(".wh..wh.plnk/1", "xyz", h -> h.mode(0600))
                            .hardlink("a", ".wh..wh.plnk/1"));

            assertThat(hidden(accounts)).containsExactly("/a from 0 duplicated by 1: metadata [mode]");
        }

        @Test
        void aLinkLeadsToTheLastPseudoLinkOfItsNameBeforeIt() throws IOException {
            var accounts = Accounted.of(pseudoLink("one")
                    .hardlink("a", ".wh..wh.plnk/12.34")
                    .file(".wh..wh.plnk/12.34", "other")
                    .hardlink("b", ".wh..wh.plnk/12.34"));

            assertThat(visible(accounts)).containsExactly("/a 3 from 0", "/b 5 from 0");
        }

        @Test
        void aPseudoLinkThatNothingLeadsToIsBookkeeping() throws IOException {
            var accounts = Accounted.of(pseudoLink("xyz").file(".wh..wh.plnk/56.78", "more"));

            assertThat(accounts.shippedBytes()).isZero();
            assertThat(visible(accounts)).isEmpty();
        }

        @Test
        void onlyRegularFilesOfTheSameLayerArePseudoLinks() throws IOException {
            var accounts = Accounted.of(
                    FILE,
                    new RawTar()
                            .hardlink("before", ".wh..wh.plnk/12.34")
                            .raw(pseudoLink("xyz").bytes())
                            .directory(".wh..wh.plnk/dir")
                            .symlink(".wh..wh.plnk/symlink", "../d/f")
                            .hardlink(".wh..wh.plnk/hardlink", "d/f")
                            .hardlink("dir", ".wh..wh.plnk/dir")
                            .hardlink("symlink", ".wh..wh.plnk/symlink")
                            .hardlink("hardlink", ".wh..wh.plnk/hardlink")
                            .hardlink("all", ".wh..wh.plnk")
                            .hardlink("none", ".wh..wh.plnk/none"),
                    new RawTar().hardlink("later", ".wh..wh.plnk/12.34"));

            assertThat(visible(accounts)).containsExactly("/d/f 3 from 0");
            assertThat(accounts.shippedBytes()).isEqualTo(3);
            assertThat(accounts.layers().get(1).notes())
                    .containsExactly(
                            "a hard link points to what is not there: /before to /.wh..wh.plnk/12.34 (and 5 more)");
            assertThat(accounts.layers().get(2).notes())
                    .containsExactly("a hard link points to what is not there: /later to /.wh..wh.plnk/12.34");
        }

        @Test
        void aPseudoLinkOfDeeperFoldersGoesByItsLastNameAsForDocker() throws IOException {
            var accounts =
                    Accounted.of(new RawTar().file(".wh..wh.plnk/x/1", "xyz").hardlink("a", ".wh..wh.plnk/y/1"));

            assertThat(visible(accounts)).containsExactly("/a 3 from 0");
        }

        @Test
        void aHardlinkToNothingIsReportedAndShowsNoFile() throws IOException {
            var accounts =
                    Accounted.of(FILE, new RawTar().hardlink("d/f", "nothing").hardlink("g", "d"));

            assertThat(visible(accounts)).isEmpty();
            assertThat(hidden(accounts)).containsExactly("/d/f from 0 removed by 1: replaced");
            assertThat(notes(accounts))
                    .containsExactly("a hard link points to what is not there", "a hard link points to a directory");
        }

        @Test
        void aHardlinkToItselfChangesNothing() throws IOException {
            var accounts = Accounted.of(FILE, new RawTar().hardlink("d/f", "d/f"));

            assertThat(visible(accounts)).containsExactly("/d/f 3 from 0");
            assertThat(notes(accounts)).containsExactly("a hard link points to itself");
        }

        @Test
        void aHardlinkToASymbolicLinkIsThatLink() throws IOException {
            var accounts = Accounted.of(
                    FILE, new RawTar().symlink("l", "d").hardlink("m", "l"), new RawTar().file("m/f", "newer"));

            assertThat(visible(accounts)).containsExactly("/d/f 5 from 2");
        }

        @Test
        void aHardlinkThatReplacesTheDirectoryOfItsTargetKeepsTheCopy() throws IOException {
            var accounts = Accounted.of(FILE, new RawTar().hardlink("d", "d/f"));

            assertThat(visible(accounts)).containsExactly("/d 3 from 0");
            assertThat(hidden(accounts)).isEmpty();
        }

        @Test
        void aTargetBelowASymbolicLinkIsFound() throws IOException {
            var accounts = Accounted.of(FILE, new RawTar().symlink("l", "d").hardlink("g", "l/f"));

            assertThat(visible(accounts)).containsExactly("/d/f 3 from 0", "/g 3 from 0");
        }
    }

    @Nested
    class Rule8Stargz {

        private final byte[] tar = new RawTar()
                .file(".prefetch.landmark", "\u000f")
                .file("app", "app")
                .file(".no.prefetch.landmark", "\u000f")
                .file("d/stargz.index.json", "a file of the image")
                .file("stargz.index.json", "{}")
                .end()
                .bytes();

        @Test
        void theBookkeepingInTheRootOfAStargzLayerIsPassedOver() throws IOException {
            byte[] blob = Blobs.join(Blobs.gzip(tar), stargzFooter());
            var accounts = Accounts.of(List.of(Blobs.index(blob)), Limits.DEFAULT);

            assertThat(visible(accounts)).containsExactly("/app 3 from 0", "/d/stargz.index.json 19 from 0");
            assertThat(accounts.shippedBytes()).isEqualTo(22);
        }

        /** As BuildKit makes it: a gzip member for each file and for the tar's own end, then one for the table, then the footer. */
        @Test
        void aTableOfContentsBehindTheEndOfTheTarIsPassedOver() throws IOException {
            byte[] blob = Blobs.join(
                    Blobs.gzip(new RawTar().file("app", "app").bytes()),
                    Blobs.gzip(new RawTar().file("lib", "library").end().bytes()),
                    Blobs.gzip(
                            new RawTar().file("stargz.index.json", "{}").end().bytes()),
                    stargzFooter());
            var index = Blobs.index(blob);
            var accounts = Accounts.of(List.of(index), Limits.DEFAULT);

            assertThat(index.notes()).isEmpty();
            assertThat(visible(accounts)).containsExactly("/app 3 from 0", "/lib 7 from 0");
            assertThat(accounts.shippedBytes()).isEqualTo(10);
        }

        @Test
        void aTableOfContentsInAnyOtherLayerIsAFile() throws IOException {
            var accounts = Accounts.of(List.of(Blobs.index(Blobs.gzip(tar))), Limits.DEFAULT);

            assertThat(visible(accounts)).hasSize(5);
        }

        /** An empty member whose extra field tells where the table of contents is (estargz.md, "Footer"). */
        private static byte[] stargzFooter() {
            byte[] extra = "SG\u0016\u0000%016xSTARGZ".formatted(0x123).getBytes(StandardCharsets.ISO_8859_1);
            return Blobs.join(
                    new byte[] {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff, (byte) extra.length, 0},
                    extra,
                    new byte[] {1, 0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0});
        }
    }

    @Nested
    class TheRoot {

        @Test
        void hasEntriesOfItsOwn() throws IOException {
            var accounts = Accounted.of(
                    new RawTar().directory("./").file("f", "x"),
                    new RawTar().directory("/").directory("").directory("a/.."));

            assertThat(visible(accounts)).containsExactly("/f 1 from 0");
            assertThat(accounts.layers().stream().map(l -> l.added() + l.changed() + l.removed()))
                    .containsExactly(1, 0);
        }

        @Test
        void cannotBeAFileWhoseBytesAreWastedThen() throws IOException {
            var accounts =
                    Accounted.of(new RawTar().file("f", "x").file("/", "bytes").symlink(".", "f"));

            assertThat(visible(accounts)).containsExactly("/f 1 from 0");
            assertThat(hidden(accounts)).containsExactly("/ from 0 removed by 0: replaced");
            assertThat(accounts.wastedBytes()).isEqualTo(5);
        }
    }
}
