package dev.tare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.analysis.Difference;
import dev.tare.analysis.TreeDifference;
import dev.tare.image.Printable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A comparison for people in a terminal, and for programs. */
public final class ComparisonRenderer {

    private final Comparison comparison;
    private final String version;

    public ComparisonRenderer(Comparison comparison, String version) {
        this.comparison = comparison;
        this.version = version;
    }

    /** @param top how many differences are shown; 0 for all */
    public void table(OutputStream out, int width, Style style, int top) throws IOException {
        var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        image(text, "before", comparison.before().image(), width, style);
        image(text, "after", comparison.after().image(), width, style);
        if (comparison.isSameImage()) {
            line(text, "\nboth are the same image");
        }
        if (!comparison.isSamePlatform()) {
            line(text, "\n" + style.paint(Style.Colour.YELLOW, "warning: ") + "the images are for different platforms");
        }
        line(text, "\n" + style.bold("%-10s %10s %10s   %s".formatted("", "before", "after", "difference")));
        for (var figure : ComparisonText.figures(comparison)) {
            line(
                    text,
                    "%-10s %10s %10s   %s"
                            .formatted(figure.name(), figure.before(), figure.after(), figure.difference()));
        }
        line(text, "");
        for (String said : ComparisonText.pulls(comparison)) {
            for (String part : Width.fold(said, width)) {
                line(text, part);
            }
        }
        layers(text, width, style);
        differences(text, width, style, top);
        text.flush();
    }

    private static void line(Writer text, String line) throws IOException {
        text.write(line + "\n");
    }

    private static void image(Writer text, String which, Report.Image image, int width, Style style)
            throws IOException {
        String name = "%-8s".formatted(which);
        for (String part : Width.fold(Printable.of(image.reference()), width - 8)) {
            line(text, name + style.bold(part));
            name = " ".repeat(8);
        }
        line(
                text,
                style.dim("        %s · %s · %s"
                        .formatted(
                                image.platform().isEmpty()
                                        ? "unknown platform"
                                        : Width.cut(Printable.of(image.platform()), width - 54),
                                image.digest()
                                        .substring(
                                                0, Math.min(19, image.digest().length())),
                                ComparisonText.count(image.totals().layers(), "layer"))));
    }

    private void layers(Writer text, int width, Style style) throws IOException {
        line(
                text,
                "\n"
                        + style.bold("before  after     %s            instruction"
                                .formatted(ComparisonText.stored(comparison))));
        for (var row : ComparisonText.rows(comparison)) {
            String caption = row.layer().caption();
            line(
                    text,
                    "%6s %6s %10s  %s  %s"
                            .formatted(
                                    row.before().map(String::valueOf).orElse("-"),
                                    row.after().map(String::valueOf).orElse("-"),
                                    Sizes.human(row.layer().compressedBytes()),
                                    style.paint(
                                            row.presence() == Comparison.Presence.SHARED
                                                    ? Style.Colour.GREEN
                                                    : Style.Colour.YELLOW,
                                            "%-8s".formatted(ComparisonText.presence(row.presence()))),
                                    style.caption(caption, width - 36)));
        }
    }

    private void differences(Writer text, int width, Style style, int top) throws IOException {
        line(text, "");
        for (String part : Width.fold(ComparisonText.names(comparison), width)) {
            line(text, part);
        }
        var all = comparison.trees().topmost();
        if (all.isEmpty()) {
            return;
        }
        line(text, "\n" + style.bold("difference     before      after  what happened      path"));
        int shown = top <= 0 ? all.size() : Math.min(top, all.size());
        for (TreeDifference difference : all.subList(0, shown)) {
            String files = ComparisonText.files(difference);
            files = files.isEmpty() ? "" : " " + files;
            line(
                    text,
                    "%s %10s %10s  %-17s  %s%s"
                            .formatted(
                                    style.paint(
                                            colour(difference.growth()),
                                            "%10s".formatted(ComparisonText.signed(difference.growth()))),
                                    ComparisonText.size(difference.before(), difference.beforeBytes()),
                                    ComparisonText.size(difference.after(), difference.afterBytes()),
                                    Width.cut(ComparisonText.story(difference), 17),
                                    Width.cutFront(ComparisonText.path(difference), width - 53 - files.length()),
                                    style.dim(files)));
        }
        if (shown < all.size()) {
            line(text, style.dim("and %,d more: see --top 0 or --format json".formatted(all.size() - shown)));
        }
    }

    private static Style.Colour colour(long growth) {
        return growth > 0 ? Style.Colour.RED : growth < 0 ? Style.Colour.GREEN : Style.Colour.PLAIN;
    }

    /** @param top how many differences are written; 0 for all */
    public void json(OutputStream out, int top) throws IOException {
        JsonDocument.write(out, 1, version, json -> {
            image(json, "before", comparison.before());
            image(json, "after", comparison.after());
            var before = comparison.before().image().totals();
            var after = comparison.after().image().totals();
            json.writeObjectFieldStart("difference");
            json.writeNumberField("compressedBytes", after.compressedBytes() - before.compressedBytes());
            if (before.pulledBytes().isPresent() && after.pulledBytes().isPresent()) {
                json.writeNumberField(
                        "pulledBytes",
                        after.pulledBytes().getAsLong() - before.pulledBytes().getAsLong());
            }
            json.writeNumberField("shippedBytes", after.shippedBytes() - before.shippedBytes());
            json.writeNumberField("visibleBytes", after.visibleBytes() - before.visibleBytes());
            json.writeNumberField("wastedBytes", after.wastedBytes() - before.wastedBytes());
            json.writeNumberField("efficiency", after.efficiency() - before.efficiency());
            json.writeEndObject();
            var blobs = comparison.blobs();
            json.writeObjectFieldStart("blobs");
            sum(json, "shared", blobs.shared());
            sum(json, "onlyBefore", blobs.onlyBefore());
            sum(json, "onlyAfter", blobs.onlyAfter());
            sum(json, "repacked", blobs.repacked());
            json.writeEndObject();
            names(json);
            var all = comparison.trees().names();
            json.writeArrayFieldStart("changes");
            for (TreeDifference difference : all.subList(0, top <= 0 ? all.size() : Math.min(top, all.size()))) {
                change(json, difference);
            }
            json.writeEndArray();
        });
    }

    private static void image(JsonGenerator json, String field, Comparison.Side side) throws IOException {
        var image = side.image();
        json.writeObjectFieldStart(field);
        JsonDocument.text(json, "reference", image.reference());
        json.writeStringField("digest", image.digest());
        JsonDocument.text(json, "platform", image.platform());
        JsonDocument.text(json, "created", image.created());
        JsonRenderer.totals(json, image.totals());
        json.writeArrayFieldStart("layers");
        for (var layer : image.layers()) {
            json.writeStartObject();
            json.writeNumberField("index", layer.index());
            json.writeStringField("digest", layer.digest());
            json.writeStringField("diffId", layer.diffId());
            JsonDocument.stored(json, layer);
            JsonDocument.origin(json, layer.createdBy(), layer.comment());
            json.writeBooleanField("scanned", layer.scanned());
            json.writeStringField(
                    "presence", side.presence().get(layer.index()).name().toLowerCase(Locale.ROOT));
            json.writeEndObject();
        }
        json.writeEndArray();
        warnings(json, image.warnings());
        json.writeEndObject();
    }

    private static void warnings(JsonGenerator json, List<String> warnings) throws IOException {
        json.writeArrayFieldStart("warnings");
        for (String warning : warnings) {
            json.writeString(SafeText.whole(warning));
        }
        json.writeEndArray();
    }

    private static void sum(JsonGenerator json, String field, Comparison.Sum sum) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeNumberField("count", sum.count());
        json.writeNumberField("compressedBytes", sum.bytes());
        JsonDocument.known(json, "pulledBytes", sum.pulledBytes());
        json.writeEndObject();
    }

    private void names(JsonGenerator json) throws IOException {
        var sums = comparison.trees().sums();
        json.writeObjectFieldStart("names");
        json.writeNumberField("filesBefore", sums.filesBefore());
        json.writeNumberField("filesAfter", sums.filesAfter());
        json.writeNumberField("added", sums.added());
        json.writeNumberField("removed", sums.removed());
        json.writeNumberField("changed", sums.changed());
        json.writeNumberField("mtimeOnly", sums.mtimeOnly());
        json.writeBooleanField("mtimeOnlyListed", comparison.trees().mtimeListed());
        json.writeNumberField("addedBytes", sums.addedBytes());
        json.writeNumberField("removedBytes", sums.removedBytes());
        json.writeNumberField("changedBytesBefore", sums.changedBytesBefore());
        json.writeNumberField("changedBytesAfter", sums.changedBytesAfter());
        json.writeNumberField("linkedBytes", sums.linkedBytes());
        json.writeEndObject();
    }

    private static void change(JsonGenerator json, TreeDifference difference) throws IOException {
        json.writeStartObject();
        JsonDocument.path(json, difference.path());
        json.writeStringField("change", difference.kind().name().toLowerCase(Locale.ROOT));
        json.writeArrayFieldStart("changed");
        for (Difference what : difference.differences()) {
            json.writeString(ComparisonText.what(what));
        }
        json.writeEndArray();
        json.writeNumberField("beforeBytes", difference.beforeBytes());
        json.writeNumberField("afterBytes", difference.afterBytes());
        if (difference.before().isPresent()) {
            json.writeFieldName("before");
            TreeRenderer.node(json, difference.before().get());
        }
        if (difference.after().isPresent()) {
            json.writeFieldName("after");
            TreeRenderer.node(json, difference.after().get());
        }
        json.writeEndObject();
    }
}
