package dev.tare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.dockerfile.Lines;
import dev.tare.dockerfile.SourceMap;
import dev.tare.image.Caption;
import dev.tare.image.Config;
import dev.tare.image.Instruction;
import dev.tare.image.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The history of an image, newest last: every instruction, those that made no layer too. */
public final class HistoryRenderer {

    /**
     * One instruction.
     *
     * @param layer what it made; empty where it made none
     * @param lines where it stands in the Dockerfile; empty where that is not known
     */
    private record Row(
            String created, String createdBy, String comment, Optional<Report.Layer> layer, Optional<Lines> lines) {}

    /** Minimum width of a terminal for the column of dates. */
    private static final int MIN_WIDTH_WITH_DATES = 100;

    private final Report.Image image;
    private final List<String> warnings;
    private final List<Row> rows = new ArrayList<>();

    /** @param sources where the instructions stand; {@link SourceMap#NONE} without a Dockerfile */
    public HistoryRenderer(Config config, Report.Image image, SourceMap sources) {
        this.image = image;
        this.warnings = sources.warnings();
        int next = 0;
        for (int i = 0; i < config.history().size(); i++) {
            var item = config.history().get(i);
            if (!item.emptyLayer() && next >= image.layers().size()) {
                continue; // it tells of a layer that is not there
            }
            var layer = item.emptyLayer()
                    ? Optional.<Report.Layer>empty()
                    : Optional.of(image.layers().get(next++));
            String createdBy = Instruction.of(item.createdBy()).text();
            rows.add(new Row(item.created(), createdBy, item.comment(), layer, sources.ofItem(i)));
        }
        for (; next < image.layers().size(); next++) {
            rows.add(new Row("", "", "", Optional.of(image.layers().get(next)), Optional.empty()));
        }
    }

    /** @param digests whether each layer's are told, on lines of their own */
    public void table(OutputStream out, int width, Style style, boolean digests) throws IOException {
        boolean dated = width >= MIN_WIDTH_WITH_DATES;
        var text = new StringBuilder();
        Width.fold(Printable.of(image.reference()), width)
                .forEach(part -> text.append(style.bold(part)).append('\n'));
        String numbers = "    %s  shipped  A/C/D          wasted    hides  instruction"
                .formatted(TableRenderer.stored(image.totals()));
        text.append('\n')
                .append(style.bold("layer " + (dated ? " created   " : "") + numbers))
                .append('\n');
        var labels = LineLabels.of(rows.stream().map(Row::lines).toList());
        for (Row row : rows) {
            String caption = Printable.of(Caption.of(row.createdBy(), row.comment()));
            text.append(row.layer()
                            .map(layer -> "%5s".formatted((layer.base() ? "b" : "") + layer.index()))
                            .orElse("    -"))
                    .append(dated ? "  %-10s".formatted(date(row.created())) : "")
                    .append(row.layer()
                            .map(layer -> numbers(layer, style))
                            .orElse(" %9s %8s  %-12s %8s %8s  ".formatted("-", "-", "-", "-", "-")))
                    .append(labels.label(row.lines()))
                    .append(style.caption(caption, width - (dated ? 70 : 58) - labels.width()))
                    .append('\n');
            if (digests && row.layer().isPresent()) {
                text.append(style.dim("  blob   " + row.layer().get().digest())).append('\n');
                text.append(style.dim("  diff   " + row.layer().get().diffId())).append('\n');
            }
        }
        if (!warnings.isEmpty()) {
            text.append('\n');
        }
        for (String warning : warnings) {
            TableRenderer.warning(warning, width, style)
                    .forEach(line -> text.append(line).append('\n'));
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String date(String created) {
        return created.length() >= 10 ? Printable.of(created.substring(0, 10)) : "-";
    }

    private static String numbers(Report.Layer layer, Style style) {
        return " %9s %8s  %-12s %s %s  "
                .formatted(
                        Sizes.human(layer.compressedBytes()),
                        size(layer.shippedBytes()),
                        "%d/%d/%d".formatted(layer.added(), layer.changed(), layer.removed()),
                        style.paint(Style.Colour.RED, "%8s".formatted(size(layer.wastedBytes()))),
                        style.paint(Style.Colour.YELLOW, "%8s".formatted(size(layer.hidesBytes()))));
    }

    private static String size(long bytes) {
        return bytes == 0 ? "-" : Sizes.human(bytes);
    }

    public void json(OutputStream out, String version) throws IOException {
        JsonDocument.write(out, 1, version, json -> {
            JsonDocument.text(json, "reference", image.reference());
            json.writeStringField("digest", image.digest());
            json.writeArrayFieldStart("history");
            for (Row row : rows) {
                row(json, row);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("warnings");
            for (String warning : warnings) {
                json.writeString(SafeText.whole(warning));
            }
            json.writeEndArray();
        });
    }

    private static void row(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        JsonDocument.text(json, "created", row.created());
        JsonDocument.origin(json, row.createdBy(), row.comment());
        json.writeBooleanField("empty", row.layer().isEmpty());
        JsonDocument.lines(json, row.lines());
        if (row.layer().isPresent()) {
            var layer = row.layer().get();
            json.writeNumberField("layer", layer.index());
            json.writeStringField("digest", layer.digest());
            json.writeStringField("diffId", layer.diffId());
            json.writeBooleanField("base", layer.base());
            JsonDocument.stored(json, layer);
            json.writeNumberField("shippedBytes", layer.shippedBytes());
            json.writeNumberField("wastedBytes", layer.wastedBytes());
            json.writeNumberField("hidesBytes", layer.hidesBytes());
            json.writeNumberField("added", layer.added());
            json.writeNumberField("changed", layer.changed());
            json.writeNumberField("removed", layer.removed());
        }
        json.writeEndObject();
    }
}
