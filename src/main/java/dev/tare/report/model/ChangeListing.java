package dev.tare.report.model;

import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.tree.NodeChange;
import java.util.List;

/** What layers did to the tree below them. */
public record ChangeListing(ImageInfo image, List<OfLayer> layers) implements Report {

    /**
     * One layer.
     *
     * @param changes that are wanted, in the order of their paths
     */
    public record OfLayer(LayerInfo layer, List<NodeChange> changes) {}
}
