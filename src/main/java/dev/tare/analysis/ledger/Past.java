package dev.tare.analysis.ledger;

import java.util.List;
import java.util.stream.IntStream;

/** A tree whose layers can be undone one by one, the highest first. */
final class Past {

    private final Tree tree;
    private final History history;
    private int layers;

    /**
     * @param tree to undo the layers of
     * @param layers how many of them made the tree
     */
    Past(Tree tree, History history, int layers) {
        this.tree = tree;
        this.history = history;
        this.layers = layers;
    }

    /** The tree that {@link #layers()} make, until another one is undone. */
    Tree tree() {
        return tree;
    }

    /** How many layers have not been undone. */
    int layers() {
        return layers;
    }

    /** What the places that the highest of these layers touched held below it. Some held nothing, and of these some do not any more. */
    List<History.Held> below() {
        return IntStream.range(history.first(layers - 1), history.first(layers))
                .mapToObj(history::held)
                .toList();
    }

    /** Undoes the highest of the layers. */
    void undo() {
        layers--;
        for (int i = history.first(layers); i < history.first(layers + 1); i++) {
            history.restore(i, tree);
        }
    }
}
