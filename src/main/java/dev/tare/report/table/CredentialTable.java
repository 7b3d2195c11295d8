package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Lines about credentials, and what to do about each kind of them. */
final class CredentialTable {

    /** Minimum width of the column of reasons, if a reason needs it. */
    private static final int MIN_REASON_WIDTH = 17;

    private static final int MIN_PATH_WIDTH = 8;

    private final Page page;
    private final String label;

    /**
     * One line.
     *
     * @param place where it is, printable
     * @param files what is told behind the place, if there is room
     * @param story how it came there
     */
    record Row(ExposedKind kind, String place, String files, String story) {

        private String reason() {
            return Printable.of(kind.reason());
        }
    }

    /** @param label what each line begins with */
    CredentialTable(Page page, String label) {
        this.page = page;
        this.label = label + "  ";
    }

    /**
     * Writes some lines, of which those of one kind stand together.
     *
     * @param more how many others there are
     * @param remedy what to do about all of them
     */
    void write(List<Row> rows, int more, String remedy) throws IOException {
        page.blank();
        int room = page.width() - label.length() - 4 - widest(rows, Row::story);
        int places = widest(rows, row -> row.place() + row.files());
        int reasons = Math.min(widest(rows, Row::reason), Math.max(MIN_REASON_WIDTH, room - places));
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            line(row, room, reasons);
            boolean isLastOfKind =
                    i + 1 == rows.size() || !rows.get(i + 1).kind().equals(row.kind());
            if (isLastOfKind && !row.kind().remedy().isEmpty()) {
                page.folded(" ".repeat(label.length()), row.kind().remedy(), page.style()::dim);
            }
        }
        if (more > 0) {
            page.remark("and %,d more: see --top 0 or --format json".formatted(more));
        }
        page.folded("  ", remedy, UnaryOperator.identity());
    }

    private void line(Row row, int room, int reasons) throws IOException {
        String reason = Width.cut(row.reason(), reasons);
        boolean fits = room - reasons - row.files().length() >= MIN_PATH_WIDTH;
        String files = fits || row.files().isEmpty() ? row.files() : "/";
        String place = Width.cutFront(row.place(), room - reasons - files.length()) + files;
        page.line(page.style().paint(Style.Colour.RED, label + reason)
                + " ".repeat(reasons - Width.of(reason) + 2)
                + place
                + " ".repeat(room - reasons - Width.of(place) + 2)
                + row.story());
    }

    private static int widest(List<Row> rows, Function<Row, String> text) {
        return rows.stream().map(text).mapToInt(Width::of).max().orElse(0);
    }
}
