package dev.tare.report;

import dev.tare.analysis.Advice;
import dev.tare.analysis.WasteGroup;
import dev.tare.dockerfile.SourceMap;
import dev.tare.layer.Origin;
import dev.tare.scan.Base;
import dev.tare.scan.ScannedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Puts what a scan found into a report. */
public final class Reporter {

    private Reporter() {}

    /** What an image is, without a word of where its layers come from and how to mend it. */
    public static Report.Image report(ScannedImage image) {
        return report(image, new Base.Unknown(), SourceMap.NONE);
    }

    /** What an image is and, as far as that is known, where its layers come from. */
    public static Report.Image report(ScannedImage image, Base base, SourceMap sources) {
        return report(image, base, sources, List.of(), List.of());
    }

    /**
     * The whole report; what could not be told of the lines of a Dockerfile is among the warnings.
     *
     * @param groups how many of the largest groups of hidden copies are wanted; 0 for all
     */
    public static Report.Image report(ScannedImage image, Base base, SourceMap sources, int groups) {
        var instructions = IntStream.range(0, image.layers().size())
                .mapToObj(image.config()::instructionOf)
                .toList();
        return report(
                image,
                base,
                sources,
                image.accounts().wasteGroups(groups == 0 ? Integer.MAX_VALUE : groups, base.layers()),
                image.accounts().advice(instructions, base.layers()));
    }

    private static Report.Image report(
            ScannedImage image, Base base, SourceMap sources, List<WasteGroup> groups, List<Advice> advice) {
        var accounts = image.accounts();
        var layers = new ArrayList<Report.Layer>();
        for (int i = 0; i < image.layers().size(); i++) {
            var index = image.layers().get(i);
            var descriptor = image.manifest().layers().get(i);
            var account = accounts.layers().get(i);
            layers.add(new Report.Layer(
                    i,
                    index.digest().toString(),
                    index.diffId().toString(),
                    descriptor.mediaType(),
                    index.compression(),
                    descriptor.size(),
                    known(image.isPullKnown(i), descriptor.size()),
                    account.entries(),
                    account.shippedBytes(),
                    account.wastedBytes(),
                    account.hidesBytes(),
                    known(image.isPullKnown(i), account.wastedPullBytes()),
                    account.added(),
                    account.changed(),
                    account.removed(),
                    image.config().instructionOf(i).text(),
                    image.config().commentOf(i),
                    i < base.layers(),
                    source(image, i).toString(),
                    image.origins().get(i) != Origin.NOT_HELD,
                    sources.ofLayer(i)));
        }
        long stored = layers.stream().mapToLong(Report.Layer::compressedBytes).sum();
        boolean isPullKnown =
                layers.stream().allMatch(layer -> layer.pulledBytes().isPresent());
        long shipped = accounts.shippedBytes();
        long visible = accounts.visibleBytes();
        var totals = new Report.Totals(
                layers.size(),
                accounts.entries(),
                accounts.copies(),
                stored,
                known(isPullKnown, stored),
                shipped,
                visible,
                accounts.wastedBytes(),
                accounts.duplicatedBytes(),
                accounts.removedBytes(),
                known(isPullKnown, accounts.wastedPullBytes()),
                shipped == 0 ? 1 : (double) visible / shipped,
                accounts.repeatedBytes(),
                accounts.wastedBytesWithin(base.layers()));
        return new Report.Image(
                image.name(),
                image.digest().toString(),
                image.config().platform().toString(),
                image.manifest().mediaType(),
                image.config().created(),
                base,
                totals,
                List.copyOf(layers),
                accounts.findings(),
                accounts.exposed(),
                groups,
                accounts.repeated(),
                advice,
                Stream.concat(image.warnings().stream(), sources.warnings().stream())
                        .toList());
    }

    /** Where a layer's bytes were asked for, or would have been. */
    private static Origin source(ScannedImage image, int layer) {
        return image.origins().get(layer) == Origin.CACHE ? Origin.CACHE : image.origin();
    }

    private static OptionalLong known(boolean isKnown, long bytes) {
        return isKnown ? OptionalLong.of(bytes) : OptionalLong.empty();
    }
}
