package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.report.model.tree.Aspect;
import dev.tare.report.model.tree.NodeChange;
import java.util.stream.Collectors;

/** What changed of a name, in a few words. */
final class NodeChanges {

    private NodeChanges() {}

    /** Returns what is different in a changed one; empty where nothing is. */
    static String differences(NodeChange change) {
        return change.differences().stream()
                .map(aspect -> difference(aspect, change))
                .collect(Collectors.joining(", "));
    }

    private static String difference(Aspect aspect, NodeChange change) {
        var before = change.before().orElseThrow();
        var after = change.after().orElseThrow();
        return switch (aspect) {
            case TYPE -> "type %s→%s".formatted(before.type(), after.type());
            case TARGET -> "target %s→%s".formatted(Printable.of(before.target()), Printable.of(after.target()));
            case MODE -> "mode %04o→%04o".formatted(before.mode(), after.mode());
            case OWNER -> "owner %d:%d→%d:%d".formatted(before.uid(), before.gid(), after.uid(), after.gid());
            case CONTENT, MTIME, XATTRS -> aspect.toString();
            case UNKNOWN -> "content not known";
        };
    }
}
