package dev.tare.report.build;

import dev.tare.analysis.ledger.PathChange;
import dev.tare.analysis.node.Difference;
import dev.tare.analysis.node.Node;
import dev.tare.layer.EntryKind;
import dev.tare.report.model.tree.Aspect;
import dev.tare.report.model.tree.ChangeLetter;
import dev.tare.report.model.tree.NodeChange;
import dev.tare.report.model.tree.NodeType;
import dev.tare.report.model.tree.TreeNode;
import java.util.EnumSet;
import java.util.Set;

/** What names of a tree lead to, and how that changes, as reports have them. */
final class Nodes {

    private Nodes() {}

    static TreeNode node(Node node) {
        return new TreeNode(
                type(node.kind()),
                node.layer(),
                node.mode(),
                node.uid(),
                node.gid(),
                node.mtime(),
                node.size(),
                node.target());
    }

    private static NodeType type(EntryKind kind) {
        return switch (kind) {
            case FILE -> NodeType.FILE;
            case DIRECTORY -> NodeType.DIRECTORY;
            case SYMLINK -> NodeType.SYMLINK;
            case HARDLINK -> NodeType.HARDLINK;
            case CHARACTER_DEVICE -> NodeType.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> NodeType.BLOCK_DEVICE;
            case FIFO -> NodeType.FIFO;
            case WHITEOUT, OPAQUE, UNPLACEABLE, PSEUDO_LINK, PASSED_OVER ->
                throw new IllegalArgumentException("no name of a tree leads to a " + kind.words());
        };
    }

    static NodeChange change(PathChange change) {
        return new NodeChange(
                change.path(),
                letter(change.kind()),
                change.before().map(Nodes::node),
                change.after().map(Nodes::node),
                aspects(change.differences()),
                change.goneBytes());
    }

    static ChangeLetter letter(PathChange.Kind kind) {
        return switch (kind) {
            case A -> ChangeLetter.A;
            case C -> ChangeLetter.C;
            case D -> ChangeLetter.D;
        };
    }

    static Set<Aspect> aspects(Set<Difference> differences) {
        if (differences.isEmpty()) {
            return Set.of();
        }
        var aspects = EnumSet.noneOf(Aspect.class);
        for (var difference : differences) {
            aspects.add(
                    switch (difference) {
                        case TYPE -> Aspect.TYPE;
                        case CONTENT -> Aspect.CONTENT;
                        case TARGET -> Aspect.TARGET;
                        case MODE -> Aspect.MODE;
                        case OWNER -> Aspect.OWNER;
                        case MTIME -> Aspect.MTIME;
                        case XATTRS -> Aspect.XATTRS;
                        case UNKNOWN -> Aspect.UNKNOWN;
                    });
        }
        return aspects;
    }
}
