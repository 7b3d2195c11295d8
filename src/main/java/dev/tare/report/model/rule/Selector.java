package dev.tare.report.model.rule;

/**
 * Which copies of an image count for rules: those that a layer ships or hides from some layer on, without those at ignored paths.
 *
 * @param firstLayer the lowest layer that counts; 0 for all
 * @param ignored paths at which no copy counts
 */
public record Selector(int firstLayer, PathSet ignored) {

    /** All copies. */
    public static final Selector ALL = new Selector(0, PathSet.NONE);

    /** Some paths of an image. */
    @FunctionalInterface
    public interface PathSet {

        PathSet NONE = _ -> false;

        /** Returns true if this whole path is one of them. */
        boolean has(byte[] path);
    }
}
