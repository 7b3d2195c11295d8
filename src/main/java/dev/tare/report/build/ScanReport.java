package dev.tare.report.build;

import dev.tare.analysis.leftovers.LeftoverGroup;
import dev.tare.analysis.leftovers.Leftovers;
import dev.tare.analysis.secrets.Exposed;
import dev.tare.analysis.waste.Findings;
import dev.tare.analysis.waste.Repeats;
import dev.tare.analysis.waste.WasteGroup;
import dev.tare.dockerfile.SourceMap;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.ConfigSecrets;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.UsedPaths;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ImageReport.Avoidable;
import dev.tare.report.model.ImageReport.Exposures;
import dev.tare.report.model.ImageReport.Waste;
import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.AvoidableBytes;
import dev.tare.report.model.waste.AvoidableGroup;
import dev.tare.report.model.waste.Finding;
import dev.tare.report.model.waste.HiddenGroup;
import dev.tare.report.model.waste.RepeatedContent;
import dev.tare.report.model.waste.ShippedPath;
import dev.tare.scan.Base;
import dev.tare.scan.ScannedImage;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The report on one image of a scan, while it is current. Its series can be read until it is closed. What is not read is not made, and nothing of
 * the image is held afterwards, even if the report itself is.
 */
public final class ScanReport implements AutoCloseable {

    /** Maximum files and directories that are told as the largest. */
    private static final int MAX_LARGEST = 5;

    private final List<Lent<?>> lent = new ArrayList<>();
    private final ImageReport report;

    /**
     * @param repository the image's name without tag and digest
     * @param base which of its layers come from another image
     * @param sources the lines of the Dockerfile that it was built from
     * @param kinds what a container does not need
     */
    public ScanReport(ScannedImage image, String repository, Base base, SourceMap sources, LeftoverKinds kinds) {
        var summary = Summaries.summary(image, repository, base, sources);
        var accounts = image.accounts();
        var instructions = IntStream.range(0, image.layers().size())
                .mapToObj(image.config()::instructionOf)
                .toList();
        int baseLayers = base.layers();
        var current = lend(() -> accounts);
        var leftovers = lend(() -> accounts.leftovers(kinds, used(image.config())));
        var variables = lend(() -> ConfigSecrets.of(image.config()));
        this.report = new ImageReport(
                summary,
                base(base),
                new Waste(
                        series(accounts::findings, ScanReport::finding),
                        count -> current.get().wasteGroups(count, baseLayers).stream()
                                .map(ScanReport::group)
                                .toList(),
                        series(
                                () -> accounts.advice(instructions, baseLayers, leftovers.get()),
                                advice -> Recommendations.of(advice, summary.layers()))),
                new Avoidable(
                        lend(() -> bytes(leftovers.get(), summary, baseLayers))::get,
                        series(() -> leftovers.get().groups(), ScanReport::group)),
                new Exposures(accounts.exposedFindings(), series(accounts::exposed, ScanReport::place)),
                series(() -> new Secrets(accounts.secrets(), variables.get()), Function.identity()),
                series(accounts::repeated, ScanReport::repeated),
                selector -> new SelectedCopies(
                        current.get(),
                        leftovers::get,
                        () -> Secrets.select(variables.get(), selector, base),
                        selector,
                        summary.layers()),
                series(accounts::shipped, ScanReport::shipped),
                series(() -> accounts.largest(MAX_LARGEST), Usages::place));
    }

    public ImageReport report() {
        return report;
    }

    @Override
    public void close() {
        lent.forEach(Lent::takeBack);
    }

    private <S> Lent<S> lend(Supplier<S> maker) {
        var one = new Lent<>(maker);
        lent.add(one);
        return one;
    }

    private <E, T> Series<T> series(Supplier<List<E>> maker, Function<E, T> asReported) {
        return Lent.series(lend(maker), asReported);
    }

    private static BaseImage base(Base base) {
        return switch (base) {
            case Base.Known known ->
                new BaseImage.Known(known.name(), known.digest().toString(), known.layers());
            case Base.Named named -> new BaseImage.NotMatched(named.name(), named.why());
            case Base.Unknown _ -> new BaseImage.NotNamed();
        };
    }

    private static UsedPaths used(Config config) {
        var container = config.container();
        return UsedPaths.of(config.environment(), container.words(), container.workingDirectory(), container.volumes());
    }

    private static Finding finding(Findings.Finding finding) {
        return new Finding(
                finding.path(),
                finding.wastedBytes(),
                ReportedCopies.all(finding.copies()),
                ReportedCopies.kind(finding.exposed()));
    }

    private static ShippedPath shipped(Findings.Shipped shipped) {
        return new ShippedPath(
                shipped.path(), ReportedCopies.all(shipped.copies()), ReportedCopies.kind(shipped.exposed()));
    }

    private static HiddenGroup group(WasteGroup group) {
        return new HiddenGroup(
                group.path(),
                group.directory(),
                group.files(),
                group.wastedBytes(),
                group.shippedBy().stream().boxed().toList(),
                ReportedCopies.hiding(group.hiddenBy(), group.fate(), group.change(), group.changed()));
    }

    private static AvoidableBytes bytes(Leftovers leftovers, ImageSummary summary, int baseLayers) {
        return new AvoidableBytes(
                leftovers.bytes(),
                leftovers.bytesWithin(baseLayers),
                summary.totals().stored().isPullKnown()
                        ? OptionalLong.of(leftovers.pulledBytes())
                        : OptionalLong.empty());
    }

    private static AvoidableGroup group(LeftoverGroup group) {
        return new AvoidableGroup(
                group.kind().id(),
                group.kind().name(),
                group.path(),
                group.directory(),
                group.bytes(),
                group.files(),
                group.layer());
    }

    static ExposedPlace place(Exposed exposed) {
        return new ExposedPlace(
                exposed.path(),
                exposed.folder(),
                exposed.files(),
                ReportedCopies.exposedKind(exposed.kind()),
                exposed.shippedBy().stream().boxed().toList(),
                ReportedCopies.hiding(exposed.hiddenBy(), exposed.fate()));
    }

    private static RepeatedContent repeated(Repeats.Repeated repeated) {
        var hex = HexFormat.of(); // String.format takes ten times as long
        return new RepeatedContent(
                repeated.size(),
                repeated.hashAlgorithm().label() + ":" + hex.toHexDigits(repeated.hashHigh())
                        + hex.toHexDigits(repeated.hashLow()),
                repeated.names().stream()
                        .map(name -> new RepeatedContent.Name(name.path(), name.layer()))
                        .toList());
    }
}
