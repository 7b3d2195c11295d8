package dev.tare.report.build;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.Selection;
import dev.tare.analysis.leftovers.Leftovers;
import dev.tare.image.spec.ConfigSecret;
import dev.tare.report.model.image.ContentBytes;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.rule.Selected;
import dev.tare.report.model.rule.Selector;
import dev.tare.report.model.rule.Selector.PathSet;
import dev.tare.report.model.rule.Tally;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Series;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Some copies of an image, for the rules. The figures are added up once. */
final class SelectedCopies implements Selected {

    private final Selection selection;
    private final Supplier<Leftovers> leftovers;
    private final Supplier<List<ConfigSecret>> variables;
    private final List<LayerReport> layers;
    private @Nullable Tally tally;

    /**
     * @param leftovers of all copies
     * @param variables that are set to secrets, and that the selector takes
     * @param layers of the image
     */
    SelectedCopies(
            Accounts accounts,
            Supplier<Leftovers> leftovers,
            Supplier<List<ConfigSecret>> variables,
            Selector selector,
            List<LayerReport> layers) {
        this.leftovers = leftovers;
        this.variables = variables;
        this.selection = accounts.select(
                selector.firstLayer(),
                selector.ignored().equals(PathSet.NONE)
                        ? Selection.NOTHING_IGNORED
                        : path -> selector.ignored().has(path));
        this.layers = layers.subList(Math.min(selector.firstLayer(), layers.size()), layers.size());
    }

    @Override
    public Tally tally() {
        tally = tally == null ? add() : tally;
        return tally;
    }

    private Tally add() {
        var sums = selection.sums();
        return new Tally(
                layers.size(),
                pulled(),
                sums.copies(),
                sums.files(),
                new ContentBytes(
                        sums.shippedBytes(), sums.duplicatedBytes(), sums.removedBytes(), selection.repeatedBytes(), 0),
                sums.metadataOnlyBytes(),
                selection.bytes(leftovers.get()),
                selection.exposedPaths(),
                secrets().size(),
                sums.largestFileBytes(),
                sums.largestLayerBytes(),
                sums.upperShippedBytes());
    }

    private OptionalLong pulled() {
        return layers.stream().allMatch(layer -> layer.blob().stored().isPullKnown())
                ? OptionalLong.of(layers.stream()
                        .mapToLong(layer -> layer.blob().stored().compressed())
                        .sum())
                : OptionalLong.empty();
    }

    @Override
    public Series<ExposedPlace> exposed() {
        var places = selection.exposed();
        return Lent.series(new Lent<>(() -> places), ScanReport::place);
    }

    @Override
    public Series<SecretPlace> secrets() {
        return Series.of(new Secrets(selection.secrets(), variables.get()));
    }

    @Override
    public void visitVisible(Visitor visitor) {
        selection.visitVisible(visitor::visit);
    }

    @Override
    public void visitHidden(Visitor visitor) {
        selection.visitHidden(visitor::visit);
    }
}
