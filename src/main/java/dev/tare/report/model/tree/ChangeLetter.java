package dev.tare.report.model.tree;

/** What a layer did to a path, in the letters of {@code docker diff}. */
public enum ChangeLetter {
    /** Added. */
    A,
    /** Changed. */
    C,
    /** Deleted. */
    D
}
