package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.image.spec.Caption;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.ImageHistory;
import dev.tare.report.model.ImageHistory.Item;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import java.io.IOException;

/** The history of an image, newest last. In detail, each layer has its digests on lines of their own. */
final class HistoryTable {

    /** Minimum width of a terminal for the column of dates. */
    private static final int MIN_WIDTH_WITH_DATES = 100;

    private final Page page;
    private final Style style;
    private final boolean hasDates;
    private final LineLabels labels;

    private HistoryTable(Page page, ImageHistory history) {
        this.page = page;
        this.style = page.style();
        this.hasDates = page.width() >= MIN_WIDTH_WITH_DATES;
        this.labels = LineLabels.of(history.items().stream().map(Item::lines));
    }

    static void write(Page page, ImageHistory history, Detail detail) throws IOException {
        var table = new HistoryTable(page, history);
        page.folded("", Printable.of(history.image().info().reference()), page.style()::bold);
        page.blank();
        page.heading("layer %s    %s  shipped  A/C/D          wasted    hides  instruction"
                .formatted(
                        table.hasDates ? " created   " : "",
                        Phrases.storedAs(history.image().totals())));
        for (var item : history.items()) {
            table.item(item);
            if (detail == Detail.LONG && item.layer().isPresent()) {
                var layer = item.layer().get().info();
                page.remark("  blob   " + layer.digest());
                page.remark("  diff   " + layer.diffId());
            }
        }
        if (!history.warnings().isEmpty()) {
            page.blank();
        }
        for (String warning : history.warnings()) {
            page.warning(warning);
        }
    }

    private void item(Item item) throws IOException {
        String caption = Printable.of(Caption.of(item.createdBy(), item.comment()));
        page.line(item.layer()
                        .map(layer -> "%5s"
                                .formatted((layer.isOfBase() ? "b" : "")
                                        + layer.info().index()))
                        .orElse("    -")
                + (hasDates ? "  %-10s".formatted(date(item.created())) : "")
                + item.layer().map(this::numbers).orElse(" %9s %8s  %-12s %8s %8s  ".formatted("-", "-", "-", "-", "-"))
                + labels.label(item.lines())
                + style.caption(caption, page.width() - (hasDates ? 70 : 58) - labels.width()));
    }

    private static String date(String created) {
        return created.length() >= 10 ? Printable.of(created.substring(0, 10)) : "-";
    }

    private String numbers(LayerReport layer) {
        var content = layer.content();
        return " %9s %8s  %-12s %s %s  "
                .formatted(
                        Sizes.human(layer.blob().stored().compressed()),
                        Page.size(content.shippedBytes()),
                        "%d/%d/%d".formatted(content.added(), content.changed(), content.removed()),
                        style.paint(Style.Colour.RED, "%8s".formatted(Page.size(content.wastedBytes()))),
                        style.paint(Style.Colour.YELLOW, "%8s".formatted(Page.size(content.hidesBytes()))));
    }
}
