package dev.tare.report;

import dev.tare.scan.ScannedImage;
import java.util.ArrayList;
import java.util.List;

/** Puts what a scan found into a report. */
public final class Reporter {

    private Reporter() {}

    /** @param groups how many of the largest groups of hidden copies are wanted; 0 for all */
    public static Report.Image report(ScannedImage image, int groups) {
        var accounts = image.accounts();
        var layers = new ArrayList<Report.Layer>();
        for (int i = 0; i < image.layers().size(); i++) {
            var index = image.layers().get(i);
            var descriptor = image.manifest().layers().get(i);
            var account = accounts.layers().get(i);
            layers.add(new Report.Layer(
                    i,
                    descriptor.digest().toString(),
                    index.diffId().toString(),
                    descriptor.mediaType(),
                    descriptor.size(),
                    account.entries(),
                    account.shippedBytes(),
                    account.wastedBytes(),
                    account.hidesBytes(),
                    account.added(),
                    account.changed(),
                    account.removed(),
                    image.config().instructionOf(i).text(),
                    false,
                    image.kind(),
                    !image.unread().get(i)));
        }
        long shipped = accounts.shippedBytes();
        long visible = accounts.visibleBytes();
        var totals = new Report.Totals(
                layers.size(),
                accounts.entries(),
                accounts.copies(),
                layers.stream().mapToLong(Report.Layer::compressedBytes).sum(),
                shipped,
                visible,
                accounts.wastedBytes(),
                accounts.duplicatedBytes(),
                accounts.removedBytes(),
                accounts.wastedPullBytes(),
                shipped == 0 ? 1 : (double) visible / shipped,
                accounts.repeatedBytes(),
                0);
        return new Report.Image(
                image.name(),
                image.digest().toString(),
                image.config().platform().toString(),
                image.manifest().mediaType(),
                image.config().created(),
                totals,
                List.copyOf(layers),
                accounts.findings(),
                accounts.wasteGroups(groups == 0 ? Integer.MAX_VALUE : groups),
                accounts.repeated(),
                image.warnings());
    }
}
