package dev.tare.analysis.node;

import dev.tare.layer.HashAlgorithm;
import dev.tare.layer.LayerIndex;

/** Whether two files have the same content, as far as their indexes tell (accounting.md, "Comparing contents"). */
public enum Sameness {
    SAME,
    DIFFERENT,
    /** The sizes are equal, and the indexes have no hashes that could be compared. */
    UNKNOWN;

    /** Compares entry {@code i} of one index with entry {@code j} of another, both regular files. */
    public static Sameness of(LayerIndex a, int i, LayerIndex b, int j) {
        if (a.fileSize(i) != b.fileSize(j)) {
            return DIFFERENT;
        }
        if (a.fileSize(i) == 0 || (a == b && i == j)) {
            return SAME;
        }
        if (a.hashAlgorithm() != b.hashAlgorithm() || a.hashAlgorithm() == HashAlgorithm.NONE) {
            return UNKNOWN;
        }
        return a.hashLow(i) == b.hashLow(j) && a.hashHigh(i) == b.hashHigh(j) ? SAME : DIFFERENT;
    }
}
