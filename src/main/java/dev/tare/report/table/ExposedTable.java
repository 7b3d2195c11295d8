package dev.tare.report.table;

import static dev.tare.report.text.Phrases.count;

import dev.tare.image.Printable;
import dev.tare.report.model.ExposedPlace;
import dev.tare.report.model.ImageReport;
import dev.tare.report.text.LayerNumbers;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Credentials, which come before all figures: whoever has one in an image must act, however few bytes it has. */
final class ExposedTable {

    private static final String LABEL = "exposed  ";
    private static final String INDENT = " ".repeat(LABEL.length());

    /** Minimum width of the column of reasons, if a reason needs it. */
    private static final int MIN_REASON_WIDTH = 17;

    private static final int MIN_PATH_WIDTH = 8;

    private final Page page;
    private final int limit;

    /** @param limit how many are shown at most */
    ExposedTable(Page page, int limit) {
        this.page = page;
        this.limit = limit;
    }

    void write(ImageReport image) throws IOException {
        var all = image.exposures().places();
        if (all.isEmpty()) {
            return;
        }
        page.blank();
        var style = page.style();
        var shown = all.first(limit);
        int room = page.width() - LABEL.length() - 4 - widest(shown, place -> story(place, image));
        int paths = widest(shown, place -> Printable.of(place.path()) + files(place));
        int reasons = Math.min(widest(shown, ExposedTable::reason), Math.max(MIN_REASON_WIDTH, room - paths));
        for (int i = 0; i < shown.size(); i++) {
            var place = shown.get(i);
            String reason = Width.cut(reason(place), reasons);
            boolean fits = room - reasons - files(place).length() >= MIN_PATH_WIDTH;
            String files = fits || !place.isFolder() ? files(place) : "/";
            String path = Width.cutFront(Printable.of(place.path()), room - reasons - files.length()) + files;
            page.line(style.paint(Style.Colour.RED, LABEL + reason)
                    + " ".repeat(reasons - Width.of(reason) + 2)
                    + path
                    + " ".repeat(room - reasons - Width.of(path) + 2)
                    + story(place, image));
            boolean isLastOfKind =
                    i + 1 == shown.size() || !shown.get(i + 1).kind().equals(place.kind());
            if (isLastOfKind && !place.kind().remedy().isEmpty()) {
                page.folded(INDENT, place.kind().remedy(), style::dim);
            }
        }
        if (all.size() > shown.size()) {
            page.remark("and %,d more: see --top 0 or --format json".formatted(all.size() - shown.size()));
        }
        page.folded("  ", Phrases.REVOKE, UnaryOperator.identity());
    }

    private static int widest(List<ExposedPlace> places, Function<ExposedPlace, String> text) {
        return places.stream().map(text).mapToInt(Width::of).max().orElse(0);
    }

    private static String reason(ExposedPlace place) {
        return Printable.of(place.kind().reason());
    }

    private static String files(ExposedPlace place) {
        return place.isFolder() ? "/ (%s)".formatted(count(place.files(), "file")) : "";
    }

    private static String story(ExposedPlace place, ImageReport image) {
        var hiding = place.hiding();
        return "shipped by %s, %s by %d%s"
                .formatted(
                        LayerNumbers.brief(place.shippedBy()),
                        switch (hiding.cause()) {
                            case CONTENT, METADATA, NOTHING, UNKNOWN -> "overwritten";
                            case WHITEOUT, OPAQUE -> "removed";
                            case REPLACEMENT -> "replaced";
                        },
                        hiding.layer(),
                        ScanTable.at(image.layers().get(hiding.layer())));
    }
}
