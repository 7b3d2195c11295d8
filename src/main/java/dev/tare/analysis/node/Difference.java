package dev.tare.analysis.node;

/** What a layer can change of a name that is there. */
public enum Difference {
    TYPE,
    CONTENT,
    TARGET,
    MODE,
    OWNER,
    MTIME,
    XATTRS,
    /** The content may differ: it cannot be compared. */
    UNKNOWN
}
