package dev.tare.report.json;

import dev.tare.report.model.Comparison;
import dev.tare.report.model.tree.TreeChange;
import dev.tare.report.model.tree.TreeChanges;
import java.io.IOException;

/** A comparison, version 1 of {@code compare-v1.schema.json}. */
final class ComparisonJson {

    private ComparisonJson() {}

    /** @param limit how many differences are written at most */
    static void write(JsonDocument json, Comparison comparison, int limit) throws IOException {
        image(json, "before", comparison.before());
        image(json, "after", comparison.after());
        difference(json, comparison);
        var blobs = comparison.blobs();
        json.beginObject("blobs");
        sum(json, "shared", blobs.shared());
        sum(json, "onlyBefore", blobs.onlyBefore());
        sum(json, "onlyAfter", blobs.onlyAfter());
        sum(json, "repacked", blobs.repacked());
        json.endObject();
        names(json, comparison.trees());
        json.array("changes", comparison.trees().lists().all().limit(limit), ComparisonJson::change);
        VerdictJson.write(json, comparison.failures(), comparison.verdict());
    }

    private static void image(JsonDocument json, String field, Comparison.Side side) throws IOException {
        var image = side.image();
        json.beginObject(field);
        CommonJson.image(json, image.info());
        json.text("platform", image.info().platform());
        json.text("created", image.info().created());
        CommonJson.totals(json, image.totals());
        json.array("layers", image.layers(), (it, layer) -> {
            it.beginObject();
            it.number("index", layer.info().index());
            it.plain("digest", layer.info().digest());
            it.plain("diffId", layer.info().diffId());
            CommonJson.stored(it, layer.blob());
            CommonJson.instruction(it, layer.info().createdBy(), layer.info().comment());
            it.flag("scanned", layer.blob().isScanned());
            it.plain("presence", CommonJson.word(side.presence(layer)));
            it.endObject();
        });
        json.textArray("warnings", image.warnings());
        json.endObject();
    }

    private static void difference(JsonDocument json, Comparison comparison) throws IOException {
        var before = comparison.before().image().totals();
        var after = comparison.after().image().totals();
        json.beginObject("difference");
        json.number(
                "compressedBytes", after.stored().compressed() - before.stored().compressed());
        if (before.stored().isPullKnown() && after.stored().isPullKnown()) {
            json.number(
                    "pulledBytes",
                    after.stored().pulled().getAsLong()
                            - before.stored().pulled().getAsLong());
        }
        var was = before.content();
        var is = after.content();
        json.number("shippedBytes", is.shipped() - was.shipped());
        json.number("visibleBytes", is.visible() - was.visible());
        json.number("wastedBytes", is.wasted() - was.wasted());
        json.number("efficiency", is.efficiency() - was.efficiency());
        json.endObject();
    }

    private static void sum(JsonDocument json, String field, Comparison.Sum sum) throws IOException {
        json.beginObject(field);
        json.number("count", sum.count());
        json.number("compressedBytes", sum.bytes());
        json.known("pulledBytes", sum.pulledBytes());
        json.endObject();
    }

    private static void names(JsonDocument json, TreeChanges trees) throws IOException {
        json.beginObject("names");
        json.number("filesBefore", trees.filesBefore());
        json.number("filesAfter", trees.filesAfter());
        json.number("added", trees.added().count());
        json.number("removed", trees.removed().count());
        json.number("changed", trees.changed().count());
        json.number("mtimeOnly", trees.mtimeOnly());
        json.flag("mtimeOnlyListed", trees.lists().hasMtimeOnly());
        json.number("unknown", trees.unknown());
        json.number("addedBytes", trees.added().bytes());
        json.number("removedBytes", trees.removed().bytes());
        json.number("changedBytesBefore", trees.changed().bytesBefore());
        json.number("changedBytesAfter", trees.changed().bytesAfter());
        json.number("linkedBytes", trees.linkedBytes());
        json.endObject();
    }

    private static void change(JsonDocument json, TreeChange change) throws IOException {
        json.beginObject();
        json.path(change.path());
        json.plain("change", CommonJson.word(change.kind()));
        json.plainArray("changed", change.differences());
        json.number("beforeBytes", change.beforeBytes());
        json.number("afterBytes", change.afterBytes());
        CommonJson.node(json, "before", change.before());
        CommonJson.node(json, "after", change.after());
        json.endObject();
    }
}
