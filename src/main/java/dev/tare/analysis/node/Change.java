package dev.tare.analysis.node;

import dev.tare.layer.LayerIndex;
import java.util.EnumSet;
import java.util.Set;

/** What is different between a duplicated copy and the one that hides it. */
public enum Change {
    CONTENT,
    METADATA,
    NONE,
    /** Their sizes are equal, and their contents cannot be compared. */
    UNKNOWN;

    /** A piece of metadata that can differ where the content does not. */
    public enum Aspect {
        MODE,
        OWNER,
        MTIME,
        XATTRS
    }

    public static Set<Aspect> metadata(LayerIndex a, int i, LayerIndex b, int j) {
        var changed = EnumSet.noneOf(Aspect.class);
        if (a.mode(i) != b.mode(j)) {
            changed.add(Aspect.MODE);
        }
        if (a.uid(i) != b.uid(j) || a.gid(i) != b.gid(j)) {
            changed.add(Aspect.OWNER);
        }
        if (a.mtime(i) != b.mtime(j) || a.mtimeNanos(i) != b.mtimeNanos(j)) {
            changed.add(Aspect.MTIME);
        }
        if (a.xattrs(i) != b.xattrs(j)) {
            changed.add(Aspect.XATTRS);
        }
        return changed;
    }
}
