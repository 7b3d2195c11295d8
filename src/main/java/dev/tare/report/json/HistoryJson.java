package dev.tare.report.json;

import dev.tare.report.model.ImageHistory;
import dev.tare.report.model.ImageHistory.Item;
import java.io.IOException;

/** The history of an image, version 1 of {@code layers-v1.schema.json}. */
final class HistoryJson {

    private HistoryJson() {}

    static void write(JsonDocument json, ImageHistory history) throws IOException {
        CommonJson.image(json, history.image().info());
        json.array("history", history.items(), HistoryJson::item);
        json.textArray("warnings", history.warnings());
    }

    private static void item(JsonDocument json, Item item) throws IOException {
        json.beginObject();
        json.text("created", item.created());
        CommonJson.instruction(json, item.createdBy(), item.comment());
        json.flag("empty", item.layer().isEmpty());
        CommonJson.lines(json, item.lines());
        if (item.layer().isPresent()) {
            var layer = item.layer().get();
            json.number("layer", layer.info().index());
            json.plain("digest", layer.info().digest());
            json.plain("diffId", layer.info().diffId());
            json.flag("base", layer.isOfBase());
            CommonJson.stored(json, layer.blob());
            CommonJson.bytes(json, layer.content());
            CommonJson.names(json, layer.content());
        }
        json.endObject();
    }
}
