package dev.tare.scan;

import dev.tare.analysis.Accounts;
import dev.tare.image.Config;
import dev.tare.image.Digest;
import dev.tare.image.Manifest;
import dev.tare.layer.LayerIndex;
import java.util.List;

/**
 * An image when all of it has been read and accounted for.
 *
 * @param name what the user called it
 * @param digest of the manifest
 * @param layers the index of each layer, the lowest first; a layer that appears twice has the same one
 * @param warnings what was odd about it, a line each
 */
public record ScannedImage(
        String name,
        Digest digest,
        Manifest manifest,
        Config config,
        List<LayerIndex> layers,
        Accounts accounts,
        List<String> warnings) {}
