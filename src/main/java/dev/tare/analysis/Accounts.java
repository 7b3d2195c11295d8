package dev.tare.analysis;

import dev.tare.analysis.advice.Advice;
import dev.tare.analysis.advice.Advisor;
import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.leftovers.Leftovers;
import dev.tare.analysis.secrets.Exposed;
import dev.tare.analysis.secrets.Exposures;
import dev.tare.analysis.secrets.Secret;
import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.analysis.secrets.VisibleSecrets;
import dev.tare.analysis.usage.Usage;
import dev.tare.analysis.waste.Findings;
import dev.tare.analysis.waste.Repeats;
import dev.tare.analysis.waste.WasteGroup;
import dev.tare.analysis.waste.WasteGroups;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.spec.Instruction;
import dev.tare.layer.LayerIndex;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.UsedPaths;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of an image: what its layers ship, what of that a container can see, and what is wasted, by path, by shipping
 * and by hiding layer. All sizes are uncompressed bytes but for those called pulled. The three views sum to the same total. Each view is made when
 * it is first asked for. To be used by one thread at a time.
 */
public final class Accounts {

    private final Ledger ledger;
    private final LayerTotals totals;
    private final SecretPaths secrets;
    private @Nullable Exposures exposures;
    private @Nullable VisibleSecrets visibleSecrets;
    private @Nullable Findings findings;
    private @Nullable Repeats repeats;

    /**
     * @param entries tar members
     * @param shippedBytes of the copies in the layer
     * @param wastedBytes of the hidden copies that the layer ships
     * @param hidesBytes of the copies that the layer hides
     * @param wastedPullBytes the part of the compressed blob that its hidden copies account for: an estimate
     * @param added names that the layer adds to the tree, of any kind
     * @param changed names that the layer ships anew, directories only where their metadata differ
     * @param removed names that are gone after the layer
     * @param notes what is odd about it
     */
    public record OfLayer(
            int entries,
            long shippedBytes,
            long wastedBytes,
            long hidesBytes,
            long wastedPullBytes,
            int added,
            int changed,
            int removed,
            List<String> notes) {}

    /** @throws ImageFault if the layers together go beyond a limit */
    public static Accounts of(List<LayerIndex> layers, Limits limits) throws ImageFault {
        return of(layers, limits, SecretPaths.NONE);
    }

    /**
     * @param secrets paths that are credentials too
     * @throws ImageFault if the layers together go beyond a limit
     */
    public static Accounts of(List<LayerIndex> layers, Limits limits, SecretPaths secrets) throws ImageFault {
        return of(Ledger.of(layers, limits, Ledger.Keep.FATES), secrets);
    }

    /** @param secrets paths that are credentials too */
    public static Accounts of(Ledger ledger, SecretPaths secrets) {
        return new Accounts(ledger, secrets);
    }

    private Accounts(Ledger ledger, SecretPaths secrets) {
        this.ledger = ledger;
        this.secrets = secrets;
        this.totals = new LayerTotals(ledger);
    }

    /** The ledger that the accounts are a view of. */
    public Ledger ledger() {
        return ledger;
    }

    /** The accounts of each layer, the lowest first. */
    public List<OfLayer> layers() {
        return totals.layers();
    }

    /** How many tar members all layers have. */
    public long entries() {
        return ledger.layers().stream().mapToLong(LayerIndex::size).sum();
    }

    public int copies() {
        return ledger.copies().size();
    }

    public long shippedBytes() {
        return totals.shippedBytes();
    }

    public long visibleBytes() {
        return shippedBytes() - wastedBytes();
    }

    public long wastedBytes() {
        return totals.wastedBytes();
    }

    /** Of the wasted bytes, those that the first {@code layers} layers waste among themselves: the part of a base image. */
    public long wastedBytesWithin(int layers) {
        return totals.wastedBytesWithin(layers);
    }

    public long duplicatedBytes() {
        return totals.duplicatedBytes();
    }

    public long removedBytes() {
        return totals.removedBytes();
    }

    /** The compressed bytes that hidden copies account for: an estimate. */
    public long wastedPullBytes() {
        return totals.wastedPullBytes();
    }

    /** Every path with a hidden copy, the largest waste first, ties by path. */
    public List<Findings.Finding> findings() {
        return copiesByPath().findings();
    }

    /** Every path at which a layer ships a regular file, in the order of paths. */
    public List<Findings.Shipped> shipped() {
        return copiesByPath().all();
    }

    private Findings copiesByPath() {
        findings = findings == null ? new Findings(ledger, exposures()) : findings;
        return findings;
    }

    /** The credentials in hidden copies, those that the user named first, then the worst; the files of a {@code .git} folder are one. */
    public List<Exposed> exposed() {
        return exposures().all();
    }

    /** How many findings are exposed. */
    public int exposedFindings() {
        return exposures().findings();
    }

    private Exposures exposures() {
        exposures = exposures == null ? new Exposures(ledger, secrets) : exposures;
        return exposures;
    }

    /** The credentials in visible copies, those that the user named first, then the worst. */
    public List<Secret> secrets() {
        return visibleSecrets().all();
    }

    private VisibleSecrets visibleSecrets() {
        visibleSecrets = visibleSecrets == null ? new VisibleSecrets(ledger, secrets) : visibleSecrets;
        return visibleSecrets;
    }

    /** The files and directories that hold most of what is visible: see {@link Usage#largest}. */
    public List<Usage.Place> largest(int count) {
        return Usage.of(ledger).largest(count);
    }

    /** Repeated content, what could be reclaimed most first. */
    public List<Repeats.Repeated> repeated() {
        return repeats().all();
    }

    public long repeatedBytes() {
        return repeats().bytes();
    }

    private Repeats repeats() {
        repeats = repeats == null ? new Repeats(ledger) : repeats;
        return repeats;
    }

    /**
     * The {@code top} largest groups of hidden copies. Where a layer hides all that lower layers had in a directory, that
     * directory is one group, and so the highest one of which that is true.
     */
    public List<WasteGroup> wasteGroups(int top) {
        return wasteGroups(top, 0);
    }

    /** The same for what is hidden by the layers from {@code first} on. */
    public List<WasteGroup> wasteGroups(int top, int first) {
        return new WasteGroups(ledger, first).largest(top);
    }

    /**
     * The visible copies of some kinds that a container does not need.
     *
     * @param used paths that it uses by its config
     */
    public Leftovers leftovers(LeftoverKinds kinds, UsedPaths used) {
        return new Leftovers(ledger, kinds, used);
    }

    /**
     * What would save wasted bytes and leftovers, the most first: see {@link Advisor}.
     *
     * @param leftovers of these accounts
     */
    public List<Advice> advice(List<Instruction> instructions, int baseLayers, Leftovers leftovers) {
        return new Advisor(ledger, instructions, baseLayers, leftovers).advice();
    }

    /** The accounts of all copies. */
    public Selection all() {
        return select(0, Selection.NOTHING_IGNORED);
    }

    /**
     * The accounts of some copies.
     *
     * @param firstLayer the lowest layer of which what it ships and hides counts; 0 for all
     * @param isIgnored tells of a whole path whether copies that were shipped there do not count
     */
    public Selection select(int firstLayer, Predicate<byte[]> isIgnored) {
        return new Selection(ledger, this::repeats, this::exposures, this::visibleSecrets, firstLayer, isIgnored);
    }

    /** Is shown the names of the final tree that lead to regular files. */
    public interface FileVisitor {
        void visit(byte[] path, int layer, long size);
    }

    /** Shows every name of the final tree that leads to a regular file. */
    public void visitFiles(FileVisitor visitor) {
        var tree = ledger.places();
        var copies = ledger.copies();
        for (int path = 0; path < tree.paths().size(); path++) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE) {
                visitor.visit(tree.paths().bytes(path), copies.layer(copy), copies.bytes(copy));
            }
        }
    }
}
