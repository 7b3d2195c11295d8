package dev.tare.dockerfile;

import java.util.Arrays;
import java.util.List;

/**
 * Finds the step that left each item of a history. Both are in order, and either may lack what the other has. The items of the base image come
 * first, so the local alignment of Smith and Waterman is used, with its end fixed at the end of both.
 */
final class Alignment {

    /** Cost of a history item that belongs to none of the steps around it. */
    private static final int GAP_COST = 30;

    private Alignment() {}

    /** Returns the number of the step for each item, or -1. Takes time and memory in proportion to the product of both sizes. */
    static int[] of(List<Item> items, List<ItemPattern> steps) {
        int[][] likeness = new int[items.size()][steps.size()];
        int[][] best = new int[items.size() + 1][steps.size() + 1];
        for (int i = 0; i < items.size(); i++) {
            for (int j = 0; j < steps.size(); j++) {
                int alike = steps.get(j).likeness(items.get(i));
                likeness[i][j] = alike;
                int matched = alike > 0 ? best[i][j] + alike : 0;
                int otherwise = Math.max(best[i][j + 1] - GAP_COST, best[i + 1][j]);
                best[i + 1][j + 1] = Math.max(0, Math.max(matched, otherwise));
            }
        }
        int[] stepOf = new int[items.size()];
        Arrays.fill(stepOf, -1);
        for (int i = items.size(), j = steps.size(); i > 0 && j > 0 && best[i][j] > 0; ) {
            int alike = likeness[i - 1][j - 1];
            if (alike > 0 && best[i][j] == best[i - 1][j - 1] + alike) {
                stepOf[--i] = --j;
            } else if (best[i][j] == best[i][j - 1]) {
                j--;
            } else {
                i--;
            }
        }
        return stepOf;
    }
}
