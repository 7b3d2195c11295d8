package dev.tare.report.build;

import dev.tare.dockerfile.SourceMap;
import dev.tare.image.spec.Config;
import dev.tare.report.model.ImageHistory;
import dev.tare.report.model.ImageHistory.Item;
import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.LineRange;
import java.util.ArrayList;
import java.util.Optional;

/** Puts the history of an image beside its layers. */
public final class Histories {

    private Histories() {}

    /** @param sources where the instructions stand; {@link SourceMap#NONE} without a Dockerfile */
    public static ImageHistory of(Config config, ImageSummary image, SourceMap sources) {
        var items = new ArrayList<Item>();
        int next = 0;
        for (int i = 0; i < config.history().size(); i++) {
            var item = config.history().get(i);
            if (!item.emptyLayer() && next >= image.layers().size()) {
                continue; // it tells of a layer that is not there
            }
            var layer = item.emptyLayer()
                    ? Optional.<LayerReport>empty()
                    : Optional.of(image.layers().get(next++));
            items.add(new Item(
                    item.created(),
                    item.instruction().text(),
                    item.comment(),
                    layer,
                    sources.ofItem(i).map(lines -> new LineRange(lines.first(), lines.last()))));
        }
        for (; next < image.layers().size(); next++) {
            items.add(new Item("", "", "", Optional.of(image.layers().get(next)), Optional.empty()));
        }
        return new ImageHistory(image, items, sources.warnings());
    }
}
