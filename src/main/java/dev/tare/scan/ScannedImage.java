package dev.tare.scan;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.image.Digest;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.Manifest;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import dev.tare.layer.stream.Compression;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image when all of it has been read and accounted for.
 *
 * @param name what the user called it
 * @param digest of the manifest
 * @param manifest with its layers in the order of the config
 * @param layers the index of each layer, the lowest first; a layer that appears twice has the same one
 * @param origins where each layer's index comes from; that of a layer that nobody holds is empty
 * @param origin where the image's bytes are: {@link Origin#NETWORK} or {@link Origin#FILE}
 * @param warnings what was odd about it, a line each
 */
public record ScannedImage(
        String name,
        Digest digest,
        Manifest manifest,
        Config config,
        List<LayerIndex> layers,
        List<Origin> origins,
        Origin origin,
        Accounts accounts,
        List<String> warnings) {

    /**
     * Whether it is known what a pull of a layer takes: its bytes as stored. Of an uncompressed layer in a file it is not, since whoever
     * pushes the image compresses it first, in a way of its own.
     */
    public boolean isPullKnown(int layer) {
        return origin == Origin.NETWORK || layers.get(layer).compression() != Compression.NONE;
    }

    /** The layers as they were applied. */
    public Ledger ledger() {
        return accounts.ledger();
    }

    /** The numbers of the layers that nobody holds: no figure counts their files. */
    public List<Integer> notHeld() {
        return IntStream.range(0, origins.size())
                .filter(layer -> origins.get(layer) == Origin.NOT_HELD)
                .boxed()
                .toList();
    }

    /** The image itself, with its layers in the order of the config. */
    public ResolvedImage resolved() {
        return new ResolvedImage(digest, manifest, config);
    }
}
