package dev.tare.report.build;

import dev.tare.analysis.ledger.PathChange;
import dev.tare.report.model.tree.ChangeLetter;
import dev.tare.report.model.tree.NodeChange;
import java.util.List;
import java.util.function.Predicate;

/** Lists what layers did. */
public final class ChangeListings {

    private ChangeListings() {}

    /** The changes of a layer that are wanted. Those that are not are not made. */
    public static List<NodeChange> of(
            List<PathChange> changes, Predicate<ChangeLetter> letters, Predicate<byte[]> paths) {
        return changes.stream()
                .filter(change -> letters.test(Nodes.letter(change.kind())) && paths.test(change.path()))
                .map(Nodes::change)
                .toList();
    }
}
