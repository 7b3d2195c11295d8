package dev.tare.report.json;

import dev.tare.report.model.TreeListing;
import java.io.IOException;

/** A part of the merged tree, version 1 of {@code ls-v1.schema.json}. */
final class TreeJson {

    private TreeJson() {}

    static void write(JsonDocument json, TreeListing listing) throws IOException {
        CommonJson.image(json, listing.image());
        json.array("entries", listing.entries(), (it, entry) -> {
            it.beginObject();
            it.path(entry.path());
            it.known("sum", entry.sum());
            CommonJson.node(it, "node", entry.node());
            it.endObject();
        });
    }
}
