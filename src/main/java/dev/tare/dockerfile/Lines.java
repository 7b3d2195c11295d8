package dev.tare.dockerfile;

/** Lines of a Dockerfile, from the first to the last, counted from 1. */
public record Lines(int first, int last) {

    /** The smallest range that has both. */
    Lines and(Lines other) {
        return new Lines(Math.min(first, other.first), Math.max(last, other.last));
    }

    /** {@code 12}, or {@code 12-15}. */
    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
