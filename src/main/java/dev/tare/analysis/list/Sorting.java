package dev.tare.analysis.list;

import java.util.function.IntBinaryOperator;

/** Sorts numbers by what they stand for. A list of a million objects would take five times the memory. */
public final class Sorting {

    private static final int RUN = 16;

    private Sorting() {}

    /** Sorts the first {@code size} items and leaves those that are equal in their order: a merge sort. */
    public static void sort(int[] items, int size, IntBinaryOperator order) {
        for (int from = 0; from < size; from += RUN) {
            insert(items, from, Math.min(size, from + RUN), order);
        }
        int[] left = new int[0];
        for (long run = RUN; run < size; run *= 2) {
            for (long from = 0; from + run < size; from += 2 * run) {
                int middle = (int) (from + run);
                int to = (int) Math.min(size, from + 2 * run);
                if (order.applyAsInt(items[middle - 1], items[middle]) > 0) {
                    left = left.length < run ? new int[(int) Math.min(run * 2, size)] : left;
                    System.arraycopy(items, (int) from, left, 0, (int) run);
                    merge(left, (int) run, items, (int) from, middle, to, order);
                }
            }
        }
    }

    private static void insert(int[] items, int from, int to, IntBinaryOperator order) {
        for (int i = from + 1; i < to; i++) {
            int item = items[i];
            int at = i;
            for (; at > from && order.applyAsInt(items[at - 1], item) > 0; at--) {
                items[at] = items[at - 1];
            }
            items[at] = item;
        }
    }

    private static void merge(
            int[] left, int lefts, int[] items, int from, int middle, int to, IntBinaryOperator order) {
        int l = 0;
        int r = middle;
        for (int at = from; l < lefts; at++) {
            items[at] = r < to && order.applyAsInt(left[l], items[r]) > 0 ? items[r++] : left[l++];
        }
    }
}
