package dev.tare.analysis.ledger;

import dev.tare.analysis.node.Change;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.layer.Ancestry;
import dev.tare.layer.HashAlgorithm;
import dev.tare.layer.LayerIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layers of an image, applied once, the lowest first: the final tree, the fate of every copy, and what each layer did. All that is told of an
 * image is a view of it: {@link dev.tare.analysis.Accounts}, {@link MergedTree}, {@link LayerChanges}, {@link PathTrace}. To be used by one thread at a time.
 */
public final class Ledger {

    /** What is kept beside the fates of the copies. Each includes those before it. */
    public enum Keep {
        /** Nothing. {@link dev.tare.analysis.Accounts} needs no more. */
        FATES,
        /** The final tree, for {@link #tree()}. */
        TREE,
        /** What each layer replaced, for {@link #treeAfter}, {@link LayerChanges} and {@link PathTrace}. */
        HISTORY
    }

    /**
     * One copy.
     *
     * @param layer that ships it
     * @param size in bytes
     * @param hiddenBy the layer that hides it, -1 if none does
     * @param change what differs from the copy that hides it, of a duplicated one; else {@link Change#NONE}
     * @param changed the metadata that differ, where nothing else does
     */
    public record Copy(int layer, long size, Fate fate, int hiddenBy, Change change, Set<Change.Aspect> changed) {}

    private static final String INCOMPARABLE =
            "the contents of its files cannot be compared with others: they may be repeated, or shipped again"
                    + " unchanged";

    private final List<LayerIndex> layers;
    private final Keep kept;
    private final Tree tree;
    private final Copies copies;
    private final @Nullable History history;
    private final List<LayerEffect> effects = new ArrayList<>();
    private @Nullable Ancestry ancestry;
    private SymbolicLinks links = new SymbolicLinks(new int[0], new int[0]);

    /** @throws ImageFault if the layers together go beyond a limit */
    public static Ledger of(List<LayerIndex> layers, Limits limits, Keep keep) throws ImageFault {
        var ledger = new Ledger(layers, keep);
        ledger.apply(limits);
        return ledger;
    }

    private Ledger(List<LayerIndex> layers, Keep keep) {
        this.layers = List.copyOf(layers);
        this.kept = keep;
        this.tree = Tree.forLayers(this.layers);
        this.copies = new Copies(this.layers);
        this.history = keep == Keep.HISTORY ? new History() : null;
    }

    private void apply(Limits limits) throws ImageFault {
        long names = 0;
        for (int i = 0; i < layers.size(); i++) {
            // A layer that a manifest lists often is work each time, and so are the directories that it only implies.
            names += Math.max(layers.get(i).size(), layers.get(i).paths().size() - 1);
            if (names > limits.entries()) {
                throw Limits.exceeded(
                        "an image of more than %,d files and directories up to layer %d".formatted(limits.entries(), i),
                        limits.entries(),
                        Bound.ENTRIES);
            }
            effects.add(new LayerApplication(new TreeEditor(tree, copies, history, i), limits).apply());
        }
        links = SymbolicLinks.of(tree);
        if (kept == Keep.FATES) {
            tree.freezeToCopies();
        } else {
            tree.freeze();
        }
    }

    public List<LayerIndex> layers() {
        return layers;
    }

    /**
     * The final tree.
     *
     * @throws IllegalStateException if no tree was kept
     */
    public MergedTree tree() {
        require(Keep.TREE);
        return new MergedTree(tree);
    }

    /**
     * The tree that the layers up to this one make.
     *
     * @throws IllegalStateException if no history was kept
     */
    public MergedTree treeAfter(int layer) {
        var past = past();
        while (past.layers() > layer + 1) {
            past.undo();
        }
        return new MergedTree(past.tree());
    }

    /** The final tree, from which layers can be undone one by one. */
    Past past() {
        require(Keep.HISTORY);
        return new Past(tree.copy(), Objects.requireNonNull(history), layers.size());
    }

    private void require(Keep needed) {
        if (kept.compareTo(needed) < 0) {
            throw new IllegalStateException("the ledger keeps " + kept + ", and " + needed + " is needed");
        }
    }

    /** Which path leads to which copy in the end. Nothing else of this tree is sure to be kept. */
    public Tree places() {
        return tree;
    }

    /** The symbolic links of the final tree. */
    public SymbolicLinks links() {
        return links;
    }

    public Copies copies() {
        return copies;
    }

    /** The entries of a layer whose content nothing leads to in the end, and that are not empty, ascending. */
    public int[] hiddenEntries(int layer) {
        return IntStream.range(0, copies.size())
                .filter(copy ->
                        copies.layer(copy) == layer && copies.fate(copy) != Fate.VISIBLE && copies.bytes(copy) > 0)
                .map(copies::entry)
                .sorted()
                .toArray();
    }

    public LayerEffect effect(int layer) {
        return effects.get(layer);
    }

    /** What is odd about a layer on top of those below it, a line each. */
    public List<String> notes(int layer) {
        return isComparable(layer)
                ? effects.get(layer).notes()
                : Stream.concat(Stream.of(INCOMPARABLE), effects.get(layer).notes().stream())
                        .toList();
    }

    /** Whether the contents of a layer's files can be compared with those of the lowest layer that has any, and with each other. */
    private boolean isComparable(int layer) {
        var algorithm = layers.get(layer).hashAlgorithm();
        return layers.get(layer).size() == 0 || (algorithm == hashAlgorithm() && algorithm != HashAlgorithm.NONE);
    }

    private HashAlgorithm hashAlgorithm() {
        return layers.stream()
                .filter(layer -> layer.size() > 0)
                .map(LayerIndex::hashAlgorithm)
                .findFirst()
                .orElse(HashAlgorithm.NONE);
    }

    public Ancestry ancestry() {
        ancestry = ancestry == null ? new Ancestry(tree.paths) : ancestry;
        return ancestry;
    }
}
