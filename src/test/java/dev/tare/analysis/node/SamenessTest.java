package dev.tare.analysis.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tare.analysis.Accounted;
import dev.tare.analysis.Accounts;
import dev.tare.analysis.advice.Advice;
import dev.tare.analysis.compare.TreeComparison;
import dev.tare.analysis.ledger.LayerChanges;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.MergedTree;
import dev.tare.analysis.waste.Repeats;
import dev.tare.analysis.waste.WasteGroup;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.image.spec.Instruction;
import dev.tare.layer.Blobs;
import dev.tare.layer.HashAlgorithm;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.RawTar;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.UsedPaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Contents that can be compared and contents that cannot (accounting.md, "Comparing contents"). */
class SamenessTest {

    private static LayerIndex index(RawTar tar, HashAlgorithm algorithm) throws IOException {
        return Blobs.withHashes(algorithm, Blobs.index(tar));
    }

    /** The index of a layer with one file. */
    private static LayerIndex file(String content, HashAlgorithm algorithm) throws IOException {
        return index(new RawTar().file("f", content), algorithm);
    }

    private static Accounts accounts(LayerIndex... layers) throws IOException {
        return Accounts.of(List.of(layers), Limits.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({
        // sizes tell that contents differ, whatever the hashes are
        "one, longer, XXH3_128, XXH3_128, DIFFERENT",
        "one, longer, XXH3_128, SHA_256,  DIFFERENT",
        "one, longer, NONE,     NONE,     DIFFERENT",
        // of one algorithm the hashes tell
        "one, one,    XXH3_128, XXH3_128, SAME",
        "one, two,    XXH3_128, XXH3_128, DIFFERENT",
        "one, one,    SHA_256,  SHA_256,  SAME",
        "one, two,    SHA_256,  SHA_256,  DIFFERENT",
        // of two algorithms, or of none, nothing does
        "one, one,    XXH3_128, SHA_256,  UNKNOWN",
        "one, two,    SHA_256,  XXH3_128, UNKNOWN",
        "one, one,    XXH3_128, NONE,     UNKNOWN",
        "one, one,    NONE,     NONE,     UNKNOWN",
        // what is empty is the same
        "'',  '',     XXH3_128, SHA_256,  SAME",
        "'',  '',     NONE,     NONE,     SAME",
    })
    void sizesAndHashesOfOneAlgorithmTell(
            String content, String other, HashAlgorithm algorithm, HashAlgorithm otherAlgorithm, Sameness expected)
            throws IOException {
        assertThat(Sameness.of(file(content, algorithm), 0, file(other, otherAlgorithm), 0))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void anEntryIsTheSameAsItself(HashAlgorithm algorithm) throws IOException {
        var index = file("one", algorithm);

        assertThat(Sameness.of(index, 0, index, 0)).isEqualTo(Sameness.SAME);
    }

    @Nested
    class Fates {

        @Test
        void aCopyThatCannotBeComparedIsDuplicatedInAnUnknownWay() throws IOException {
            var accounts = accounts(
                    file("one", HashAlgorithm.XXH3_128),
                    index(new RawTar().file("f", "one", header -> header.mode(0700)), HashAlgorithm.SHA_256));

            assertThat(Accounted.hidden(accounts)).containsExactly("/f from 0 duplicated by 1: unknown");
            assertThat(accounts.duplicatedBytes()).isEqualTo(3);
        }

        @Test
        void aCopyOfAnotherSizeHasOtherContentWhateverTheHashes() throws IOException {
            var accounts = accounts(file("one", HashAlgorithm.NONE), file("longer", HashAlgorithm.SHA_256));

            assertThat(Accounted.hidden(accounts)).containsExactly("/f from 0 duplicated by 1: content");
        }

        @ParameterizedTest
        @EnumSource
        void bytesDoNotDependOnHashes(HashAlgorithm algorithm) throws IOException {
            var accounts = accounts(
                    index(new RawTar().file("a", "one").file("b", "four"), algorithm),
                    index(new RawTar().file("a", "one").whiteout("b"), HashAlgorithm.XXH3_128));

            assertThat(List.of(accounts.shippedBytes(), accounts.visibleBytes(), accounts.wastedBytes()))
                    .containsExactly(10L, 3L, 7L);
        }

        @Test
        void groupsTellUnknownChangesApart() throws IOException {
            var below = new RawTar().file("d/a", "one").file("d/b", "two");
            var accounts = accounts(
                    index(below, HashAlgorithm.XXH3_128),
                    index(new RawTar().file("d/a", "one"), HashAlgorithm.XXH3_128),
                    index(new RawTar().file("d/b", "two"), HashAlgorithm.NONE));

            assertThat(accounts.wasteGroups(10))
                    .extracting(WasteGroup::hiddenBy, WasteGroup::change)
                    .containsExactly(tuple(1, Change.NONE), tuple(2, Change.UNKNOWN));
        }
    }

    @Nested
    class RepeatedContent {

        @Test
        void isCountedWithinEachAlgorithmAlone() throws IOException {
            var accounts = accounts(
                    index(new RawTar().file("a", "one").file("b", "one"), HashAlgorithm.XXH3_128),
                    index(new RawTar().file("c", "one").file("d", "one").file("e", "one"), HashAlgorithm.SHA_256),
                    index(new RawTar().file("f", "one").file("g", "one"), HashAlgorithm.NONE));

            assertThat(accounts.repeated())
                    .extracting(
                            Repeats.Repeated::hashAlgorithm,
                            repeated -> repeated.names().size())
                    .containsExactly(tuple(HashAlgorithm.SHA_256, 3), tuple(HashAlgorithm.XXH3_128, 2));
            assertThat(accounts.repeatedBytes()).isEqualTo(9);
        }

        @Test
        void isNoneWithoutHashes() throws IOException {
            var accounts = accounts(index(new RawTar().file("a", "one").file("b", "one"), HashAlgorithm.NONE));

            assertThat(accounts.repeated()).isEmpty();
            assertThat(accounts.repeatedBytes()).isZero();
        }
    }

    @Nested
    class Warnings {

        private static final String INCOMPARABLE = "the contents of its files cannot be compared with others";

        @Test
        void nameTheLayersThatCannotBeCompared() throws IOException {
            var accounts = accounts(
                    Blobs.index(new RawTar()),
                    file("one", HashAlgorithm.XXH3_128),
                    file("one", HashAlgorithm.SHA_256),
                    file("one", HashAlgorithm.XXH3_128),
                    file("one", HashAlgorithm.NONE));

            assertThat(accounts.layers())
                    .extracting(layer -> layer.notes().toString().contains(INCOMPARABLE))
                    .containsExactly(false, false, true, false, true);
        }

        @Test
        void areNotGivenWhereAllLayersHaveTheSameHashes() throws IOException {
            var accounts = accounts(
                    index(new RawTar(), HashAlgorithm.NONE),
                    file("one", HashAlgorithm.SHA_256),
                    file("one", HashAlgorithm.SHA_256));

            assertThat(Accounted.notes(accounts)).isEmpty();
        }
    }

    @Nested
    class MergeAdvice {

        private static final List<Instruction> INSTRUCTIONS =
                List.of(new Instruction("COPY f /f"), new Instruction("RUN chmod 700 /f"));

        private static List<Advice.Kind> advice(HashAlgorithm above) throws IOException {
            var accounts = accounts(
                    file("one", HashAlgorithm.XXH3_128),
                    index(new RawTar().file("f", "one", header -> header.mode(0700)), above));
            return accounts.advice(INSTRUCTIONS, 0, accounts.leftovers(LeftoverKinds.NONE, UsedPaths.NONE)).stream()
                    .map(Advice::kind)
                    .toList();
        }

        @Test
        void toChangeMetadataInTheCopyIsGivenOnlyWhereTheContentIsKnownToBeTheSame() throws IOException {
            assertThat(advice(HashAlgorithm.XXH3_128)).containsExactly(Advice.Kind.COPY_METADATA);
            assertThat(advice(HashAlgorithm.SHA_256)).doesNotContain(Advice.Kind.COPY_METADATA);
        }
    }

    @Nested
    class Comparisons {

        private static TreeComparison compare(LayerIndex before, LayerIndex after, boolean mtimes) throws IOException {
            return TreeComparison.of(
                    MergedTree.of(List.of(before), Limits.DEFAULT),
                    MergedTree.of(List.of(after), Limits.DEFAULT),
                    mtimes);
        }

        private static final RawTar BEFORE = new RawTar()
                .file("same", "1234")
                .file("mtime", "1234")
                .file("mode", "1234")
                .file("size", "1234")
                .file("empty", "");
        private static final RawTar AFTER = new RawTar()
                .file("same", "1234")
                .file("mtime", "1234", header -> header.mtime(9))
                .file("mode", "1234", header -> header.mode(0700))
                .file("size", "123456")
                .file("empty", "");

        @Test
        void countNamesThatCannotBeComparedApartAndListOnlyThoseThatDifferInSomethingElse() throws IOException {
            var comparison = compare(index(BEFORE, HashAlgorithm.XXH3_128), index(AFTER, HashAlgorithm.SHA_256), true);

            assertThat(comparison.sums()).isEqualTo(new TreeComparison.Sums(5, 5, 0, 0, 2, 0, 2, 0, 0, 8, 10, 0));
            assertThat(comparison.names())
                    .extracting(name -> Printable.of(name.path()) + " " + name.differences())
                    .containsExactly("/size [CONTENT]", "/mode [MODE, UNKNOWN]");
        }

        @Test
        void ofHashesOfOneAlgorithmLeaveNothingUnknown() throws IOException {
            var comparison = compare(index(BEFORE, HashAlgorithm.SHA_256), index(AFTER, HashAlgorithm.SHA_256), false);

            assertThat(comparison.sums()).isEqualTo(new TreeComparison.Sums(5, 5, 0, 0, 2, 1, 0, 0, 0, 8, 10, 0));
        }

        @Test
        void ofALayerThatBothImagesHaveNeedNoHashes() throws IOException {
            var shared = index(BEFORE, HashAlgorithm.NONE);

            assertThat(compare(shared, shared, true).names()).isEmpty();
        }
    }

    @Test
    void changesOfALayerSayThatTheContentIsUnknown() throws IOException {
        var layers = List.of(file("one", HashAlgorithm.XXH3_128), file("one", HashAlgorithm.NONE));
        var ledger = Ledger.of(layers, Limits.DEFAULT, Ledger.Keep.HISTORY);
        var told = new ArrayList<String>();
        LayerChanges.visit(
                ledger,
                (layer, changes) ->
                        changes.forEach(change -> told.add(layer + " " + change.kind() + " " + change.differences())));

        assertThat(told).containsExactly("1 C [UNKNOWN]", "0 A []");
    }

    @Test
    void credentialsAreExposedWhateverTheHashes() throws IOException {
        var accounts = accounts(
                index(new RawTar().file("root/.ssh/id_rsa", """
                                        -----BEGIN OPENSSH PRIVATE KEY-----
                                        b3BlbnNzaC1rZXktdjEAAAAA
                                        -----END OPENSSH PRIVATE KEY-----
                                        """), HashAlgorithm.NONE),
                index(new RawTar().whiteout("root/.ssh/id_rsa"), HashAlgorithm.SHA_256));

        assertThat(accounts.exposedFindings()).isOne();
    }
}
