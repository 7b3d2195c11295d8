package dev.tare.analysis;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.leftovers.Leftovers;
import dev.tare.analysis.node.Change;
import dev.tare.analysis.node.Sameness;
import dev.tare.analysis.secrets.Exposed;
import dev.tare.analysis.secrets.Exposures;
import dev.tare.analysis.secrets.Secret;
import dev.tare.analysis.secrets.VisibleSecrets;
import dev.tare.analysis.waste.Repeats;
import dev.tare.layer.LayerIndex;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The accounts of some copies of an image: of those that a layer from some layer on ships or hides, without those at ignored paths. The sums of all
 * copies are those of {@link Accounts}. To be used by one thread at a time.
 */
public final class Selection {

    private final Ledger ledger;
    private final Tree tree;
    private final Copies copies;
    private final Supplier<Repeats> repeats;
    private final Supplier<Exposures> exposures;
    private final Supplier<VisibleSecrets> secrets;
    private final int firstLayer;
    private final BitSet ignoredPaths = new BitSet();

    /**
     * The sums over the copies. All bytes are uncompressed.
     *
     * @param copies that are shipped
     * @param files names of the final tree that lead to one of the copies
     * @param metadataOnlyBytes of the duplicated bytes, those of copies of which nothing but metadata was changed
     * @param largestFileBytes of the largest copy
     * @param largestLayerBytes of the copies of the layer that ships most
     * @param upperShippedBytes of the copies that layers above the lowest one ship
     */
    public record Sums(
            int copies,
            int files,
            long shippedBytes,
            long duplicatedBytes,
            long metadataOnlyBytes,
            long removedBytes,
            long largestFileBytes,
            long largestLayerBytes,
            long upperShippedBytes) {}

    /** No path is ignored. */
    public static final Predicate<byte[]> NOTHING_IGNORED = _ -> false;

    /** Is shown copies, each at one path. */
    public interface Visitor {

        /** @param layer that ships the copy */
        void visit(byte[] path, int layer, long bytes);
    }

    /**
     * @param repeats asked for when the figures of repeated content are
     * @param exposures asked for when credentials are
     * @param firstLayer the lowest layer that counts; 0 for all
     * @param isIgnored tells of a whole path whether copies that were shipped there do not count
     */
    Selection(
            Ledger ledger,
            Supplier<Repeats> repeats,
            Supplier<Exposures> exposures,
            Supplier<VisibleSecrets> secrets,
            int firstLayer,
            Predicate<byte[]> isIgnored) {
        this.ledger = ledger;
        this.tree = ledger.places();
        this.copies = ledger.copies();
        this.repeats = repeats;
        this.exposures = exposures;
        this.secrets = secrets;
        this.firstLayer = firstLayer;
        if (!isIgnored.equals(NOTHING_IGNORED)) {
            ignore(isIgnored);
        }
    }

    private void ignore(Predicate<byte[]> isIgnored) {
        var seen = new BitSet();
        for (int copy = 0; copy < copies.size(); copy++) {
            int path = copies.path(copy);
            if (!seen.get(path)) {
                seen.set(path);
                ignoredPaths.set(path, isIgnored.test(tree.paths().bytes(path)));
            }
        }
    }

    private boolean has(int copy) {
        return (copies.layer(copy) >= firstLayer || isHiddenByCountedLayer(copy))
                && !ignoredPaths.get(copies.path(copy));
    }

    private boolean isHiddenByCountedLayer(int copy) {
        return copies.fate(copy) != Fate.VISIBLE && copies.hiddenBy(copy) >= firstLayer;
    }

    public Sums sums() {
        int count = 0;
        long duplicated = 0;
        long metadataOnly = 0;
        long removed = 0;
        long largest = 0;
        long[] shipped = new long[ledger.layers().size()];
        for (int copy = 0; copy < copies.size(); copy++) {
            if (!has(copy)) {
                continue;
            }
            long bytes = copies.bytes(copy);
            count++;
            shipped[copies.layer(copy)] += bytes;
            largest = Math.max(largest, bytes);
            var fate = copies.fate(copy);
            if (fate.isRemoved()) {
                removed += bytes;
            } else if (fate == Fate.DUPLICATED) {
                duplicated += bytes;
                metadataOnly += isOnlyMetadataChanged(copy) ? bytes : 0;
            }
        }
        long all = 0;
        long largestLayer = 0;
        for (int layer = 0; layer < shipped.length; layer++) {
            all += shipped[layer];
            largestLayer = layer < firstLayer ? largestLayer : Math.max(largestLayer, shipped[layer]);
        }
        return new Sums(
                count,
                files(),
                all,
                duplicated,
                metadataOnly,
                removed,
                largest,
                largestLayer,
                shipped.length == 0 ? 0 : all - shipped[0]);
    }

    /** The sizes of the leftovers among the copies. */
    public long bytes(Leftovers leftovers) {
        return leftovers.bytes(this::has);
    }

    private boolean isOnlyMetadataChanged(int copy) {
        if (copies.samenessWithSuccessor(copy) != Sameness.SAME) {
            return false;
        }
        int next = copies.successor(copy);
        LayerIndex index = copies.index(copy);
        return !Change.metadata(index, copies.entry(copy), copies.index(next), copies.entry(next))
                .isEmpty();
    }

    private int files() {
        int files = 0;
        for (int path = 0; path < tree.paths().size(); path++) {
            int copy = tree.copyAt(path);
            files += copy != Copies.NONE && has(copy) ? 1 : 0;
        }
        return files;
    }

    /** What visible copies of the same content could share. */
    public long repeatedBytes() {
        return repeats.get().bytes(this::has);
    }

    /** How many paths have a hidden copy that is a credential. */
    public int exposedPaths() {
        return exposures.get().select(this::has).findings();
    }

    /** The credentials in hidden copies, as {@link Accounts#exposed}. */
    public List<Exposed> exposed() {
        return exposures.get().select(this::has).all();
    }

    /** The credentials in visible copies, as {@link Accounts#secrets}. */
    public List<Secret> secrets() {
        return secrets.get().some(this::has);
    }

    /** Shows every name of the final tree that leads to one of the copies. */
    public void visitVisible(Visitor visitor) {
        for (int path = 0; path < tree.paths().size(); path++) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && has(copy)) {
                visitor.visit(tree.paths().bytes(path), copies.layer(copy), copies.bytes(copy));
            }
        }
    }

    /** Shows every hidden copy at the path at which it was shipped. */
    public void visitHidden(Visitor visitor) {
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) != Fate.VISIBLE && has(copy)) {
                visitor.visit(tree.paths().bytes(copies.path(copy)), copies.layer(copy), copies.bytes(copy));
            }
        }
    }
}
