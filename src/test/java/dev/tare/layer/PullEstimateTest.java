package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What files are said to take of a compressed layer, against what the layer loses when it is compressed without them. The
 * files are those of the machine: programs, libraries, class files, texts, and archives that are compressed already.
 */
class PullEstimateTest {

    private static final long SMALL = 8 << 10;
    private static final List<byte[]> FILES = new ArrayList<>();
    private static int ofTheJdk;

    @BeforeAll
    static void collect() throws IOException {
        var home = Path.of(System.getProperty("java.home"));
        // what is the same on every machine: those of the JDK and of this project, in the order of their names, as a
        // layer has them
        for (Path folder : List.of(home, Path.of("src/main"), Path.of("src/test"), Path.of("docs"))) {
            ofTheJdk = folder.equals(Path.of("src/main")) ? FILES.size() : ofTheJdk;
            try (var walk = Files.walk(folder)) {
                for (Path file : walk.filter(it -> Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS))
                        .filter(Files::isReadable)
                        .sorted()
                        .toList()) {
                    if (Files.size(file) <= 256 << 10) {
                        FILES.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        assertThat(FILES).hasSizeGreaterThan(200);
    }

    /** @param scattered whether they share the blocks of zstd with others, in which it does not tell one file from another */
    record Hidden(String name, boolean scattered, IntPredicate chosen) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> layers() {
        var hidden = List.of(
                new Hidden("every third file", true, i -> i % 3 == 0),
                new Hidden("the small ones", true, i -> FILES.get(i).length < SMALL),
                new Hidden("the large ones", false, i -> FILES.get(i).length >= SMALL),
                // files on the two sides of its end have little in common, however many the project has
                new Hidden("the JDK's in one piece", false, i -> i < ofTheJdk));
        // zstd does not tell what of a block of 128 KiB each file took, gzip does
        var hard = new Hidden(
                "those that compress well", true, i -> Blobs.gzip(FILES.get(i)).length * 4 < FILES.get(i).length);
        return Stream.concat(
                Stream.of(Arguments.of("gzip", (UnaryOperator<byte[]>) Blobs::gzip, hard)),
                hidden.stream()
                        .flatMap(some -> Stream.of(
                                Arguments.of("gzip", (UnaryOperator<byte[]>) Blobs::gzip, some),
                                Arguments.of("zstd", (UnaryOperator<byte[]>) Blobs::zstd, some))));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("layers")
    void estimatesAreWhatTheLayerLosesWithoutTheFiles(String name, UnaryOperator<byte[]> compress, Hidden hidden)
            throws IOException {
        byte[] blob = compress.apply(tar(_ -> true));
        long lost = (long) blob.length - compress.apply(tar(i -> !hidden.chosen.test(i))).length;

        var index = Blobs.index(blob);
        long estimate = 0;
        for (int i = 0; i < FILES.size(); i++) {
            estimate += hidden.chosen.test(i) ? index.pulledBytes(i) : 0;
        }
        // of files that are scattered over the blocks of 128 KiB of zstd it is a rough one (docs/performance.md)
        assertThat(estimate).isCloseTo(lost, withPercentage(name.equals("zstd") && hidden.scattered ? 12 : 5));
    }

    private static byte[] tar(IntPredicate shipped) {
        var tar = new RawTar();
        for (int i = 0; i < FILES.size(); i++) {
            if (shipped.test(i)) {
                tar.file("usr/share/some/folder/file-" + i, FILES.get(i));
            }
        }
        return tar.bytes();
    }
}
