package dev.tare.report.model.tree;

import java.util.Locale;

/** What can differ between two files. */
public enum Aspect {
    TYPE,
    CONTENT,
    TARGET,
    MODE,
    OWNER,
    MTIME,
    XATTRS,
    /** The content may differ: it cannot be compared. */
    UNKNOWN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
