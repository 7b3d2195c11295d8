package dev.tare.scan;

import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;

/** @param origin the cache, or where the image is that the layer was read for */
record IndexedLayer(LayerIndex index, Origin origin) {}
