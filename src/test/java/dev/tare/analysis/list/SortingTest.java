package dev.tare.analysis.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Seed;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class SortingTest {

    @Test
    void sortsAsListsDoAndKeepsTheOrderOfEqualItems() {
        var random = Seed.random(1);
        for (int size = 0; size < 300; size++) {
            int keys = 1 + random.nextInt(50);
            int[] key = random.ints(size, 0, keys).toArray();
            int[] items = new int[size];
            Arrays.setAll(items, i -> i);
            Integer[] expected = Arrays.stream(items).boxed().toArray(Integer[]::new);
            Arrays.sort(expected, Comparator.comparingInt(i -> key[i]));

            Sorting.sort(items, size, (a, b) -> Integer.compare(key[a], key[b]));

            assertThat(items)
                    .containsExactly(Arrays.stream(expected).mapToInt(i -> i).toArray());
        }
    }

    @Test
    void leavesItemsBehindTheSizeAlone() {
        int[] items = {3, 1, 2, 0};
        Sorting.sort(items, 3, Integer::compare);

        assertThat(items).containsExactly(1, 2, 3, 0);
    }
}
