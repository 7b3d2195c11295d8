package dev.tare.analysis.ledger;

/** What became of a copy, decided by the event that took the last of its names out of the tree. */
public enum Fate {
    VISIBLE,
    /** A later entry ships the same path as a regular file again. */
    DUPLICATED,
    /** A whiteout of the path or of a directory above it. */
    REMOVED_BY_WHITEOUT,
    /** An opaque whiteout of a directory above it. */
    REMOVED_BY_OPAQUE,
    /** An entry of another type took the place of the path or of a directory above it. */
    REMOVED_BY_REPLACEMENT;

    private static final Fate[] ALL = values();

    static Fate at(int ordinal) {
        return ALL[ordinal];
    }

    public boolean isRemoved() {
        return this != VISIBLE && this != DUPLICATED;
    }
}
