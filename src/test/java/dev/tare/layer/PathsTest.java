package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tree of names, held against plain byte strings. */
class PathsTest {

    private static int intern(Paths paths, String path) {
        int at = Paths.ROOT;
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty()) {
                byte[] name = part.getBytes(StandardCharsets.ISO_8859_1);
                at = paths.child(at, name, 0, name.length);
            }
        }
        return at;
    }

    private static List<String> somePaths(int count, Random random) {
        var paths = new ArrayList<>(List.of("/"));
        while (paths.size() < count) {
            var path = new StringBuilder();
            int depth = 1 + random.nextInt(random.nextInt(20) == 0 ? 100 : 6);
            for (int i = 0; i < depth; i++) {
                path.append('/').append("ab.!\u00ff-".charAt(random.nextInt(6)));
                if (random.nextInt(3) == 0) {
                    path.append("x.\u0080".charAt(random.nextInt(3)));
                }
            }
            paths.add(path.toString());
        }
        return paths;
    }

    @Test
    void aPathIsOneNumberHoweverOftenItIsNamed() {
        var paths = new Paths();
        var random = Seed.random(1);
        for (String path : somePaths(3_000, random)) {
            int number = intern(paths, path);
            assertThat(intern(paths, path)).isEqualTo(number);
            assertThat(new String(paths.bytes(number), StandardCharsets.ISO_8859_1))
                    .isEqualTo(path);
            assertThat(paths.parent(number)).isLessThanOrEqualTo(number);
        }
    }

    @Test
    void aMissingPathIsNotFound() {
        var paths = new Paths();
        int a = intern(paths, "/a");
        byte[] name = {'a', 'b'};

        assertThat(paths.find(Paths.ROOT, name, 0, 1)).isEqualTo(a);
        assertThat(paths.find(Paths.ROOT, name, 1, 2)).isEqualTo(Paths.NONE);
        assertThat(paths.find(a, name, 0, 1)).isEqualTo(Paths.NONE);
        assertThat(paths.find(Paths.ROOT, name, 0, 2)).isEqualTo(Paths.NONE);
    }

    @Test
    void theOrderIsThatOfWholePathsAsUnsignedBytes() {
        var paths = new Paths();
        var random = Seed.random(2);
        var texts = somePaths(400, random);
        int[] numbers = texts.stream().mapToInt(path -> intern(paths, path)).toArray();
        var ancestry = new Ancestry(paths);
        for (int i = 0; i < numbers.length; i++) {
            for (int j = 0; j < numbers.length; j++) {
                int expected = Arrays.compareUnsigned(
                        texts.get(i).getBytes(StandardCharsets.ISO_8859_1),
                        texts.get(j).getBytes(StandardCharsets.ISO_8859_1));
                assertThat(Integer.signum(ancestry.compare(numbers[i], numbers[j])))
                        .as("%s and %s", texts.get(i), texts.get(j))
                        .isEqualTo(Integer.signum(expected));
            }
        }
    }

    @Test
    void commonDirectoriesAreTheLongestOnes() {
        var paths = new Paths();
        int deep = intern(paths, "/a/b/c/d/e");
        int other = intern(paths, "/a/b/x/y");
        int above = intern(paths, "/a/b");
        var ancestry = new Ancestry(paths);

        assertThat(ancestry.common(deep, other)).isEqualTo(above);
        assertThat(ancestry.common(other, deep)).isEqualTo(above);
        assertThat(ancestry.common(deep, above)).isEqualTo(above);
        assertThat(ancestry.common(deep, deep)).isEqualTo(deep);
        assertThat(ancestry.common(deep, Paths.ROOT)).isEqualTo(Paths.ROOT);
    }

    @Test
    void theHighestDirectoryOfWhichSomethingHoldsIsFound() {
        var paths = new Paths();
        int deepest = intern(paths, "/d".repeat(1_000));
        var ancestry = new Ancestry(paths);

        for (int depth = 1; depth < 1_000; depth++) {
            int boundary = depth;
            assertThat(ancestry.highest(deepest, path -> path >= boundary)).isEqualTo(depth);
        }
        assertThat(ancestry.highest(deepest, path -> false)).isEqualTo(deepest);
        assertThat(ancestry.highest(deepest, path -> true)).isEqualTo(1);
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void deepPathsAreComparedInFewSteps() {
        var paths = new Paths();
        int left = intern(paths, "/l" + "/d".repeat(100_000));
        int right = intern(paths, "/r" + "/d".repeat(100_000));
        var ancestry = new Ancestry(paths);

        int less = 0;
        for (int i = 0; i < 1_000_000; i++) {
            less += ancestry.compare(left, right) < 0 ? 1 : 0;
        }
        assertThat(less).isEqualTo(1_000_000);
        assertThat(ancestry.common(left, right)).isEqualTo(Paths.ROOT);
    }

    @Test
    void namesOfOtherTreesAreTheSameNames() {
        var one = new Paths();
        var other = new Paths();
        int a = intern(one, "/x/name");
        int copied = other.childLike(Paths.ROOT, one, a);

        assertThat(other.bytes(copied)).isEqualTo("/name".getBytes(StandardCharsets.US_ASCII));
        assertThat(other.nameLength(copied)).isEqualTo(4);
        assertThat(one.depth(a)).isEqualTo(2);
    }

    @Test
    void frozenPathsCanStillBeRead() {
        var paths = new Paths();
        int a = intern(paths, "/x/name");
        paths.freeze();

        assertThat(paths.bytes(a)).isEqualTo("/x/name".getBytes(StandardCharsets.US_ASCII));
        assertThat(paths.size()).isEqualTo(3);
    }
}
