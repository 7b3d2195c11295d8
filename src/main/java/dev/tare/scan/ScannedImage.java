package dev.tare.scan;

import dev.tare.analysis.Accounts;
import dev.tare.image.Config;
import dev.tare.image.Digest;
import dev.tare.image.Manifest;
import dev.tare.layer.Compression;
import dev.tare.layer.LayerIndex;
import java.util.BitSet;
import java.util.List;

/**
 * An image when all of it has been read and accounted for.
 *
 * @param name what the user called it
 * @param digest of the manifest
 * @param manifest with its layers in the order of the config
 * @param layers the index of each layer, the lowest first; a layer that appears twice has the same one
 * @param unread the foreign layers that nobody holds, whose indexes are empty
 * @param cached the layers that were not read, since their indexes were kept
 * @param kind where the bytes of the others were: {@code network} or {@code file}
 * @param warnings what was odd about it, a line each
 */
public record ScannedImage(
        String name,
        Digest digest,
        Manifest manifest,
        Config config,
        List<LayerIndex> layers,
        BitSet unread,
        BitSet cached,
        String kind,
        Accounts accounts,
        List<String> warnings) {

    /**
     * Whether it is known what a pull of a layer takes: its bytes as stored. Of an uncompressed layer in a file it is not, since whoever
     * pushes the image compresses it first, in a way of its own.
     */
    public boolean isPullKnown(int layer) {
        return kind.equals("network") || layers.get(layer).compression() != Compression.NONE;
    }

    /** The image itself, with its layers in the order of the config. */
    public ResolvedImage resolved() {
        return new ResolvedImage(digest, manifest, config);
    }
}
