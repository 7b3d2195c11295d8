package dev.tare.analysis.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tare.analysis.Accounted;
import dev.tare.analysis.Accounts;
import dev.tare.analysis.advice.Advice.Kind;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.node.Change;
import dev.tare.image.Printable;
import dev.tare.image.spec.Instruction;
import dev.tare.kit.Seed;
import dev.tare.layer.RawTar;
import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.UsedPaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which mend is found for what, and that it saves what it says (accounting.md, "Merge advice"). */
class AdvisorTest {

    private static final String BIG = "x".repeat(10_000);

    /** An image in the making: an instruction and what its layer ships. */
    private static final class Image {
        private final List<Instruction> instructions = new ArrayList<>();
        private final List<RawTar> layers = new ArrayList<>();

        Image layer(String createdBy, RawTar layer) {
            instructions.add(Instruction.of(createdBy));
            layers.add(layer);
            return this;
        }

        Accounts accounts() throws IOException {
            return Accounted.of(layers.toArray(RawTar[]::new));
        }

        List<Advice> pieces(int base) throws IOException {
            var accounts = accounts();
            return accounts.advice(instructions, base, accounts.leftovers(LeftoverKinds.DEFAULT, UsedPaths.NONE));
        }

        /** {@code MERGE [2, 3] 100 /path}. */
        List<String> advice(int base) throws IOException {
            return pieces(base).stream()
                    .map(advice -> "%s %s %d %s"
                            .formatted(
                                    advice.kind(), advice.layers(), advice.savesBytes(), Printable.of(advice.path())))
                    .toList();
        }
    }

    private static RawTar file(String path) {
        return new RawTar().file(path, BIG);
    }

    private static RawTar file(String path, int mode) {
        return new RawTar().file(path, BIG, header -> header.mode(mode));
    }

    private static Image worked() {
        return new Image()
                .layer("COPY dir:1 in / ", new RawTar().file("bin/sh", "sh"))
                .layer("/bin/sh -c mkdir /data", new RawTar().directory("data"))
                .layer("/bin/sh -c dd of=/data/one", file("data/one"))
                .layer("/bin/sh -c chmod -R 0777 /data", file("data/one", 0777))
                .layer("/bin/sh -c dd of=/data/two", file("data/two"))
                .layer(
                        "/bin/sh -c chmod -R 0777 /data",
                        file("data/one", 0777).file("data/two", BIG, h -> h.mode(0777)))
                .layer("/bin/sh -c rm /data/one", new RawTar().whiteout("data/one"));
    }

    @Test
    void theFiveInstructionsOfTheWorkedExampleAreJoined() throws IOException {
        assertThat(worked().advice(0)).containsExactly("MERGE [2, 3, 4, 5, 6] 40000 /data");
        assertThat(worked().advice(1)).containsExactly("MERGE [2, 3, 4, 5, 6] 40000 /data");
    }

    @Test
    void layersOfTheBaseAreNeverTouched() throws IOException {
        assertThat(worked().advice(3)).as("its own copies only").containsExactly("MERGE [3, 4, 5, 6] 30000 /data");
        assertThat(worked().advice(6)).isEmpty();
        assertThat(worked().advice(7)).isEmpty();
    }

    @Test
    void copySetsOwnerAndModeItself() throws IOException {
        var image = new Image()
                .layer("RUN a", new RawTar().directory("d"))
                .layer("COPY a b /app/", file("app/a").file("app/b", BIG))
                .layer(
                        "RUN chown",
                        new RawTar().file("app/a", BIG, h -> h.owner(7, 8)).file("app/b", BIG, h -> h.owner(7, 8)))
                .layer("RUN true", new RawTar().directory("e"))
                .layer(
                        "RUN chmod",
                        new RawTar().file("app/a", BIG, h -> h.owner(7, 8).mode(0600)));
        assertThat(image.advice(0)).containsExactly("COPY_METADATA [1, 2, 4] 30000 /app");
        var advice = image.pieces(0).getFirst();
        assertThat(advice.owner()).isEqualTo("7:8");
        assertThat(advice.mode()).as("they differ").isEmpty();
        assertThat(advice.changed()).containsExactlyInAnyOrder(Change.Aspect.OWNER, Change.Aspect.MODE);
    }

    @Test
    void filesThatOneInstructionMakesAndAnotherRemovesAreRemovedInPlace() throws IOException {
        assertThat(new Image()
                        .layer("RUN make", file("tmp/x"))
                        .layer("RUN rm", new RawTar().whiteout("tmp/x"))
                        .advice(0))
                .containsExactly("REMOVE_IN_PLACE [0, 1] 10000 /tmp/x");
        assertThat(new Image()
                        .layer("RUN make", file("tmp/x").file("tmp/y", BIG))
                        .layer("COPY c /c", file("c"))
                        .layer("RUN rm", new RawTar().whiteout("tmp"))
                        .advice(0))
                .as("a COPY is between")
                .containsExactly("REMOVE_IN_PLACE [0, 2] 20000 /tmp");
    }

    @Test
    void cachesOfPackageManagersAreCalledByName() throws IOException {
        var image = new Image()
                .layer("RUN apt-get update && apt-get install -y gcc", file("var/lib/apt/lists/x"))
                .layer("RUN rm -rf /var/lib/apt/lists/*", new RawTar().whiteout("var/lib/apt/lists/x"))
                .layer("COPY a /a", file("a"))
                .layer("RUN pip install x", file("root/.cache/pip/x"))
                .layer("COPY b /b", new RawTar().file("b", "b"))
                .layer("RUN pip install y", new RawTar().file("root/.cache/pip/x", "rewritten"));
        assertThat(image.pieces(0))
                .extracting(Advice::kind, Advice::layers, AdvisorTest::leftovers)
                .containsExactly(
                        tuple(Kind.REMOVE_IN_PLACE, List.of(0, 1), List.of("apt-lists")),
                        tuple(Kind.REMOVE_IN_PLACE, List.of(3, 5), List.of("pip")),
                        tuple(Kind.AVOID, List.of(5), List.of("pip")));
    }

    private static List<String> places(Advice advice) {
        return advice.places().stream()
                .map(place -> Printable.of(place.path()) + (place.isDirectory() ? "/" : ""))
                .toList();
    }

    @Test
    void thePlacesOfLeftoversAreThoseWhereTheFilesAre() throws IOException {
        var image = new Image()
                .layer("RUN base", new RawTar().directory("d"))
                .layer(
                        "RUN pip install",
                        file("home/u/.cache/pip/http/x")
                                .file("root/.cache/pip/x", BIG)
                                .file("home/u/x", BIG))
                .layer("RUN log", file("app/npm-debug.log"));
        assertThat(image.pieces(1))
                .extracting(AdvisorTest::places)
                .containsExactly(List.of("/home/u/.cache/pip/", "/root/.cache/pip/"), List.of("/app/npm-debug.log"));
    }

    @Test
    void placesWithOtherFilesAndManyPlacesAreNotTold() throws IOException {
        assertThat(new Image()
                        .layer("RUN base", new RawTar().directory("d"))
                        .layer("RUN a", file("tmp/a").file("tmp/b", BIG).symlink("bin/b", "/tmp/b"))
                        .layer(
                                "RUN logs",
                                file("1/npm-debug.log")
                                        .file("2/npm-debug.log", BIG)
                                        .file("3/npm-debug.log", BIG)
                                        .file("4/npm-debug.log", BIG))
                        .pieces(1))
                .hasSize(2)
                .allMatch(advice -> advice.places().isEmpty());
    }

    @Test
    void theOnlyLayerOfAnImageIsNoBase() throws IOException {
        assertThat(new Image().layer("COPY rootfs / ", file("var/cache/apt/x")).advice(0))
                .containsExactly("AVOID [0] 10000 /var/cache/apt/x");
        assertThat(new Image()
                        .layer("COPY rootfs / ", file("var/cache/apt/x"))
                        .layer("RUN x", file("x"))
                        .advice(0))
                .isEmpty();
    }

    private static List<String> leftovers(Advice advice) {
        return advice.leftovers().stream().map(LeftoverKind::id).toList();
    }

    @Test
    void packageListsThatLaterInstructionsNeedAreKept() throws IOException {
        assertThat(new Image()
                        .layer("RUN apt-get update", file("var/lib/apt/lists/x"))
                        .layer("COPY a /a", new RawTar().file("a", "a"))
                        .layer("RUN apt-get update", new RawTar().file("var/lib/apt/lists/x", "new"))
                        .advice(0))
                .containsExactly("AVOID [2] 3 /var/lib/apt/lists/x");
    }

    @Test
    void filesThatAreCopiedInAndRemovedOrRewrittenAreForAStageOfTheirOwn() throws IOException {
        assertThat(new Image()
                        .layer("COPY src /src", file("src/a").file("src/b", BIG).file("c", BIG))
                        .layer("RUN chmod", file("src/a", 0700))
                        .layer("RUN rm", new RawTar().whiteout("src"))
                        .layer("RUN strip c", new RawTar().file("c", "short"))
                        .advice(0))
                .containsExactly("MULTI_STAGE [0, 1, 2] 30000 /src", "MULTI_STAGE [0, 3] 10000 /c");
    }

    @Test
    void filesThatAreCopiedTwiceAreToBeCopiedOnce() throws IOException {
        assertThat(new Image()
                        .layer("COPY a /a", file("a"))
                        .layer("RUN chmod", file("a", 0700))
                        .layer("COPY a /a", file("a"))
                        .advice(0))
                .containsExactly("COPY_ONCE [0, 1, 2] 20000 /a");
    }

    @Test
    void noAdviceIsGivenOnTheRootFilesystemOfAnUnnamedBase() throws IOException {
        var image = new Image()
                .layer("ADD file:1 in / ", file("etc/passwd").file("etc/group", BIG))
                .layer("RUN adduser", new RawTar().file("etc/passwd", "more").whiteout("etc/group"));
        assertThat(image.advice(0)).isEmpty();
    }

    @Test
    void adviceThatSavesLittleIsLeftOut() throws IOException {
        var image = new Image()
                .layer("RUN a", file("a").file("little", "12345"))
                .layer("RUN b", new RawTar().whiteout("a"))
                .layer("RUN c", new RawTar().directory("c"))
                .layer("RUN d", new RawTar().whiteout("little"));
        assertThat(image.advice(0)).containsExactly("REMOVE_IN_PLACE [0, 1] 10000 /a");
    }

    /** Random images: what is promised is what accounting.md says, nothing is promised twice, and no set of merges is better. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void savingsAreThoseOfTheIntervals(long seed) throws IOException {
        var random = Seed.random(seed);
        for (int round = 0; round < 25; round++) {
            int base = random.nextInt(3);
            var image = random(random, 3 + random.nextInt(5));
            var accounts = image.accounts();
            var advice = image.pieces(base);
            var intervals = intervals(accounts, base);
            long all = intervals.stream().mapToLong(Interval::bytes).sum();
            assertThat(advice.stream().mapToLong(Advice::savesBytes).sum()).isLessThanOrEqualTo(all);
            assertThat(advice).allSatisfy(one -> assertThat(one.layers()).allMatch(layer -> layer >= base));
            var merges = advice.stream().filter(one -> one.kind() == Kind.MERGE).toList();
            for (Advice merge : merges) {
                int first = merge.layers().getFirst();
                int last = merge.layers().getLast();
                assertThat(merge.layers())
                        .hasSize(last - first + 1)
                        .noneMatch(layer -> image.instructions.get(layer).isCopy());
                assertThat(merge.savesBytes()).isEqualTo(inside(intervals, first, last));
            }
            assertThat(merges.stream().flatMap(merge -> merge.layers().stream()))
                    .doesNotHaveDuplicates();
        }
    }

    private record Interval(int ships, int hides, long bytes) {}

    private static List<Interval> intervals(Accounts accounts, int base) {
        return accounts.findings().stream()
                .flatMap(finding -> finding.copies().stream())
                .filter(copy -> copy.fate() != Fate.VISIBLE && copy.layer() >= base)
                .map(copy -> new Interval(copy.layer(), copy.hiddenBy(), copy.size()))
                .toList();
    }

    private static long inside(List<Interval> intervals, int first, int last) {
        return intervals.stream()
                .filter(interval -> interval.ships() >= first && interval.hides() <= last)
                .mapToLong(Interval::bytes)
                .sum();
    }

    private static Image random(Random random, int layers) {
        var image = new Image();
        for (int layer = 0; layer < layers; layer++) {
            var tar = new RawTar();
            for (String name : List.of("a", "b", "c", "d")) {
                switch (random.nextInt(7)) {
                    case 0 -> tar.file(name, "x".repeat(100 + random.nextInt(900)));
                    case 1 -> tar.file(name, BIG);
                    case 2 -> tar.file(name, BIG, header -> header.mode(random.nextInt(0777)));
                    case 3 -> tar.whiteout(name);
                    default -> {
                        // not touched
                    }
                }
            }
            image.layer(random.nextInt(4) == 0 ? "COPY x y" : "RUN step", tar);
        }
        return image;
    }

    /** With nothing but RUNs and rewritten files, joining is the only mend, so all sets of merges can be tried. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void noOtherMergesSaveMoreForTheirPrice(long seed) throws IOException {
        var random = Seed.random(seed);
        for (int round = 0; round < 25; round++) {
            int layers = 2 + random.nextInt(6);
            var image = new Image();
            for (int layer = 0; layer < layers; layer++) {
                var tar = new RawTar().directory("d");
                for (String name : List.of("a", "b", "c")) {
                    if (random.nextInt(3) == 0) {
                        tar.file(name, (char) ('a' + layer) + "x".repeat(1 + random.nextInt(5_000)));
                    }
                }
                image.layer("RUN " + layer, tar);
            }
            var intervals = intervals(image.accounts(), 0);
            long all = intervals.stream().mapToLong(Interval::bytes).sum();
            long price = Math.max(1, all / 100);
            var found = new int[layers];
            Arrays.setAll(found, layer -> layer);
            for (Advice merge : image.pieces(0)) {
                merge.layers().forEach(layer -> found[layer] = merge.layers().getFirst());
            }
            long best = splits(layers)
                    .mapToLong(split -> gain(split, intervals, price))
                    .max()
                    .orElseThrow();
            // pieces that save less than a hundredth are not told
            assertThat(gain(found, intervals, price)).isBetween(best - layers * price, best);
        }
    }

    /** All ways to join neighbours: for each layer the first of those that it is joined with. */
    private static Stream<int[]> splits(int layers) {
        return IntStream.range(0, 1 << (layers - 1)).mapToObj(bits -> {
            int[] split = new int[layers];
            for (int layer = 1; layer < layers; layer++) {
                split[layer] = (bits >> (layer - 1) & 1) == 1 ? split[layer - 1] : layer;
            }
            return split;
        });
    }

    private static long gain(int[] split, List<Interval> intervals, long price) {
        long saved = intervals.stream()
                .filter(interval ->
                        interval.ships() != interval.hides() && split[interval.ships()] == split[interval.hides()])
                .mapToLong(Interval::bytes)
                .sum();
        long joined = IntStream.range(0, split.length)
                .filter(layer -> split[layer] != layer)
                .count();
        return saved - price * joined;
    }
}
