package dev.tare.report.html;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.image.Printable;
import dev.tare.report.model.Aspect;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.TreeChange;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** Two images as the page reads them. All text is printable. */
final class ComparisonData {

    /** Maximum differing names: those that grew or shrank the most. */
    private static final int MAX_CHANGES = 500_000;

    private ComparisonData() {}

    /** @param limit how many differences are written at most */
    static void write(JsonGenerator json, Comparison comparison, int limit) throws IOException {
        side(json, "before", comparison.before());
        side(json, "after", comparison.after());
        var blobs = comparison.blobs();
        sum(json, "shared", blobs.shared());
        sum(json, "onlyBefore", blobs.onlyBefore());
        sum(json, "onlyAfter", blobs.onlyAfter());
        sum(json, "repacked", blobs.repacked());
        var trees = comparison.trees();
        json.writeNumberField("added", trees.added().count());
        json.writeNumberField("removed", trees.removed().count());
        json.writeNumberField("changed", trees.changed().count());
        json.writeNumberField("mtimeOnly", trees.mtimeOnly());
        json.writeNumberField("linkedBytes", trees.linkedBytes());
        var all = trees.lists().all();
        json.writeNumberField("changeCount", all.size());
        json.writeArrayFieldStart("changes");
        for (TreeChange change : all.limit(Math.min(limit, MAX_CHANGES))) {
            change(json, change);
        }
        json.writeEndArray();
    }

    private static void side(JsonGenerator json, String field, Comparison.Side side) throws IOException {
        json.writeObjectFieldStart(field);
        ImageData.info(json, side.image().info());
        ImageData.totals(json, side.image().totals());
        json.writeArrayFieldStart("layers");
        for (var layer : side.image().layers()) {
            json.writeStartObject();
            ImageData.layer(json, layer);
            json.writeStringField("presence", side.presence(layer).name().toLowerCase(Locale.ROOT));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void sum(JsonGenerator json, String field, Comparison.Sum sum) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeNumberField("count", sum.count());
        json.writeNumberField("bytes", sum.bytes());
        json.writeEndObject();
    }

    /** The path with a slash behind a directory, the bytes before and after, and what differs. */
    private static void change(JsonGenerator json, TreeChange change) throws IOException {
        json.writeString(Printable.of(change.path()) + (change.isDirectory() ? "/" : ""));
        json.writeNumber(change.beforeBytes());
        json.writeNumber(change.afterBytes());
        json.writeString(
                switch (change.kind()) {
                    case ADDED -> "added";
                    case REMOVED -> "removed";
                    case CHANGED ->
                        change.differences().stream().map(Aspect::toString).collect(Collectors.joining(", "));
                });
    }
}
