package dev.tare.analysis.node;

import dev.tare.layer.EntryKind;
import dev.tare.layer.LayerIndex;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a name in the merged tree leads to.
 *
 * @param layer that the entry is from, -1 for a directory that no layer ships and others only imply
 * @param entry its number in that layer
 * @param mode permission bits, with set-uid, set-gid and sticky
 * @param mtime seconds since 1970
 * @param size of a regular file in bytes; else 0
 * @param target of a symbolic link, as it stands in the tar; else empty
 */
public record Node(
        EntryKind kind, int layer, int entry, int mode, int uid, int gid, long mtime, long size, byte[] target) {

    private static final int USUAL_MODE = 0755;

    public static Node of(List<LayerIndex> layers, byte kind, int layer, int entry) {
        var what = EntryKind.at(kind);
        if (layer < 0) {
            return new Node(what, -1, -1, USUAL_MODE, 0, 0, 0, 0, new byte[0]);
        }
        var index = layers.get(layer);
        return new Node(
                what,
                layer,
                entry,
                index.mode(entry),
                index.uid(entry),
                index.gid(entry),
                index.mtime(entry),
                what == EntryKind.FILE ? index.fileSize(entry) : 0,
                index.symlinkTarget(entry));
    }

    /** What is different in another node, whose layers may be those of another image. */
    public Set<Difference> differences(List<LayerIndex> layers, Node other, List<LayerIndex> others) {
        var found = EnumSet.noneOf(Difference.class);
        if (kind != other.kind) {
            found.add(Difference.TYPE);
            return found;
        }
        if (layer < 0 || other.layer < 0) {
            return found; // nobody said what an implied directory is like
        }
        var mine = layers.get(layer);
        var theirs = others.get(other.layer);
        if (kind == EntryKind.FILE) {
            switch (Sameness.of(mine, entry, theirs, other.entry)) {
                case DIFFERENT -> found.add(Difference.CONTENT);
                case UNKNOWN -> found.add(Difference.UNKNOWN);
                case SAME -> {
                    // no difference
                }
            }
        }
        if (!Arrays.equals(target, other.target)) {
            found.add(Difference.TARGET);
        }
        var aspects = Change.metadata(mine, entry, theirs, other.entry);
        if (kind == EntryKind.SYMLINK) {
            aspects.remove(Change.Aspect.MODE); // Linux gives a symbolic link none of its own: symlink(7)
        }
        for (Change.Aspect aspect : aspects) {
            found.add(
                    switch (aspect) {
                        case MODE -> Difference.MODE;
                        case OWNER -> Difference.OWNER;
                        case MTIME -> Difference.MTIME;
                        case XATTRS -> Difference.XATTRS;
                    });
        }
        return found;
    }
}
