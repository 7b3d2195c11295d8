package dev.tare.report.build;

import dev.tare.dockerfile.SourceMap;
import dev.tare.layer.Origin;
import dev.tare.report.model.image.ContentBytes;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.image.LayerBlob;
import dev.tare.report.model.image.LayerContent;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.LineRange;
import dev.tare.report.model.image.StoredBytes;
import dev.tare.report.model.image.Totals;
import dev.tare.scan.Base;
import dev.tare.scan.ScannedImage;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Says what an image is, and what its layers are. */
public final class Summaries {

    private Summaries() {}

    /** @param repository the image's name without tag and digest */
    public static ImageInfo info(ScannedImage image, String repository) {
        return new ImageInfo(
                image.name(),
                repository,
                image.digest().toString(),
                image.config().platform().toString(),
                image.manifest().mediaType(),
                image.config().created());
    }

    /** All layers of an image, without any figures. */
    public static List<LayerInfo> layers(ScannedImage image) {
        return IntStream.range(0, image.layers().size())
                .mapToObj(layer -> layer(image, layer))
                .toList();
    }

    private static LayerInfo layer(ScannedImage image, int layer) {
        var index = image.layers().get(layer);
        return new LayerInfo(
                layer,
                index.digest().toString(),
                index.diffId().toString(),
                image.config().instructionOf(layer).text(),
                image.config().commentOf(layer));
    }

    /** An image of which neither the base nor a Dockerfile is known. */
    public static ImageSummary summary(ScannedImage image, String repository) {
        return summary(image, repository, new Base.Unknown(), SourceMap.NONE);
    }

    /** An image in figures. What could not be told of the lines of a Dockerfile is among the warnings. */
    public static ImageSummary summary(ScannedImage image, String repository, Base base, SourceMap sources) {
        var layers = IntStream.range(0, image.layers().size())
                .mapToObj(layer -> report(image, layer, base, sources))
                .toList();
        return new ImageSummary(
                info(image, repository),
                totals(image, layers, base),
                layers,
                sources.file(),
                Stream.concat(image.warnings().stream(), sources.warnings().stream())
                        .toList());
    }

    private static LayerReport report(ScannedImage image, int layer, Base base, SourceMap sources) {
        var account = image.accounts().layers().get(layer);
        long size = image.manifest().layers().get(layer).size();
        return new LayerReport(
                layer(image, layer),
                new LayerBlob(
                        image.manifest().layers().get(layer).mediaType(),
                        image.layers().get(layer).compression().name().toLowerCase(Locale.ROOT),
                        stored(image.isPullKnown(layer), size, account.wastedPullBytes()),
                        source(image, layer).toString(),
                        image.origins().get(layer) != Origin.NOT_HELD),
                new LayerContent(
                        account.entries(),
                        account.shippedBytes(),
                        account.wastedBytes(),
                        account.hidesBytes(),
                        account.added(),
                        account.changed(),
                        account.removed()),
                layer < base.layers(),
                sources.ofLayer(layer).map(lines -> new LineRange(lines.first(), lines.last())));
    }

    private static Totals totals(ScannedImage image, List<LayerReport> layers, Base base) {
        var accounts = image.accounts();
        var sums = accounts.all().sums();
        return new Totals(
                layers.size(),
                accounts.entries(),
                accounts.copies(),
                stored(
                        layers.stream().allMatch(layer -> layer.blob().stored().isPullKnown()),
                        layers.stream()
                                .mapToLong(layer -> layer.blob().stored().compressed())
                                .sum(),
                        accounts.wastedPullBytes()),
                new ContentBytes(
                        accounts.shippedBytes(),
                        accounts.duplicatedBytes(),
                        accounts.removedBytes(),
                        accounts.repeatedBytes(),
                        accounts.wastedBytesWithin(base.layers())),
                sums.metadataOnlyBytes(),
                sums.files(),
                sums.largestFileBytes(),
                sums.largestLayerBytes());
    }

    private static StoredBytes stored(boolean isPullKnown, long compressed, long wastedPull) {
        return isPullKnown
                ? new StoredBytes(compressed, OptionalLong.of(compressed), OptionalLong.of(wastedPull))
                : new StoredBytes(compressed, OptionalLong.empty(), OptionalLong.empty());
    }

    /** Where a layer's bytes were asked for, or would have been. */
    private static Origin source(ScannedImage image, int layer) {
        var origin = image.origins().get(layer);
        return origin == Origin.NOT_HELD ? image.origin() : origin;
    }
}
