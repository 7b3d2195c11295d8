package dev.tare.report.html;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.image.Printable;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.tree.Aspect;
import dev.tare.report.model.tree.NodeType;
import dev.tare.report.model.tree.TreeChange;
import dev.tare.report.model.tree.TreeNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        var rows = new Rows(json);
        json.writeArrayFieldStart("changes");
        for (TreeChange change : all.limit(Math.min(limit, MAX_CHANGES))) {
            rows.change(change);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("metadata");
        rows.metadata();
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

    /** Names that differ while they are written, and the metadata that they have in common. */
    private static final class Rows {
        private final JsonGenerator json;
        private final Map<Metadata, Integer> metadata = new LinkedHashMap<>();

        /** What few combinations of are in an image. */
        private record Metadata(NodeType type, int mode, int uid, int gid) {}

        Rows(JsonGenerator json) {
            this.json = json;
        }

        /** The path with a slash behind a directory, the bytes before and after, what differs, and what either image has there. */
        void change(TreeChange change) throws IOException {
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
            node(change.before());
            node(change.after());
        }

        /** 0 for nothing; else 2 + the layer, the number of its metadata, mtime, size and, of a symbolic link, the target. */
        private void node(Optional<TreeNode> optional) throws IOException {
            if (optional.isEmpty()) {
                json.writeNumber(0);
                return;
            }
            var node = optional.get();
            json.writeNumber(2 + node.layer());
            json.writeNumber(metadata.computeIfAbsent(
                    new Metadata(node.type(), node.mode(), node.uid(), node.gid()), _ -> metadata.size()));
            json.writeNumber(node.mtime());
            json.writeNumber(node.size());
            if (node.type() == NodeType.SYMLINK) {
                json.writeString(Printable.of(node.target()));
            }
        }

        void metadata() throws IOException {
            for (var one : metadata.keySet()) {
                json.writeStartObject();
                json.writeStringField("type", one.type().toString());
                json.writeNumberField("mode", one.mode());
                json.writeNumberField("uid", one.uid());
                json.writeNumberField("gid", one.gid());
                json.writeEndObject();
            }
        }
    }
}
