package dev.tare.report.json;

import dev.tare.report.model.ChangeListing;
import dev.tare.report.model.tree.NodeChange;
import java.io.IOException;

/** What layers did, version 1 of {@code diff-v1.schema.json}. */
final class ChangesJson {

    private ChangesJson() {}

    static void write(JsonDocument json, ChangeListing listing) throws IOException {
        CommonJson.image(json, listing.image());
        json.array("layers", listing.layers(), ChangesJson::layer);
    }

    private static void layer(JsonDocument json, ChangeListing.OfLayer of) throws IOException {
        json.beginObject();
        json.number("index", of.layer().index());
        json.plain("digest", of.layer().digest());
        CommonJson.instruction(json, of.layer().createdBy(), of.layer().comment());
        json.array("changes", of.changes(), ChangesJson::change);
        json.endObject();
    }

    private static void change(JsonDocument json, NodeChange change) throws IOException {
        json.beginObject();
        json.path(change.path());
        json.number("bytes", change.bytes());
        CommonJson.change(json, change);
        json.endObject();
    }
}
