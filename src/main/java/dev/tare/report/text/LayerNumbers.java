package dev.tare.report.text;

import java.util.List;

/** Numbers of layers in a narrow column. */
public final class LayerNumbers {

    private static final int MAX_CHARACTERS = 5;

    private LayerNumbers() {}

    /**
     * {@code 1,3-5}, or the first and the last where that would be long.
     *
     * @param layers the lowest first
     */
    public static String brief(List<Integer> layers) {
        var text = new StringBuilder();
        for (int from = 0, to; from < layers.size() && text.length() <= MAX_CHARACTERS; from = to + 1) {
            for (to = from; to + 1 < layers.size() && layers.get(to + 1) == layers.get(to) + 1; to++) {
                // as long as one follows the other
            }
            text.append(text.isEmpty() ? "" : ",").append(layers.get(from));
            if (to > from) {
                text.append(to == from + 1 ? "," : "-").append(layers.get(to));
            }
        }
        return text.length() <= MAX_CHARACTERS ? text.toString() : layers.getFirst() + "…" + layers.getLast();
    }
}
