package dev.tare.report.model.image;

/** Lines of a Dockerfile, from the first to the last, counted from 1. */
public record LineRange(int first, int last) {

    /** {@code 12}, or {@code 12-15}. */
    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
