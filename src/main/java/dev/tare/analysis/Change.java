package dev.tare.analysis;

import dev.tare.layer.LayerIndex;
import java.util.EnumSet;
import java.util.Set;

/** What is different between a duplicated copy and the one that hides it. */
public enum Change {
    CONTENT,
    METADATA,
    NONE;

    /** A piece of metadata that can differ where the content does not. */
    public enum Aspect {
        MODE,
        OWNER,
        MTIME,
        XATTRS
    }

    static boolean sameContent(LayerIndex a, int i, LayerIndex b, int j) {
        return a.fileSize(i) == b.fileSize(j) && a.hashLow(i) == b.hashLow(j) && a.hashHigh(i) == b.hashHigh(j);
    }

    static Set<Aspect> metadata(LayerIndex a, int i, LayerIndex b, int j) {
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
