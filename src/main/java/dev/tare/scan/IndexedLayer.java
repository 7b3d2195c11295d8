package dev.tare.scan;

import dev.tare.image.Digest;
import dev.tare.layer.HashAlgorithm;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import dev.tare.layer.TocLayer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A layer that was read.
 *
 * @param origin the cache, the table of contents, or where the image is that the layer was read for
 * @param table of a layer that was read from its table of contents only
 * @param notes what was odd about how it was read, a line each
 */
record IndexedLayer(LayerIndex index, Origin origin, Optional<TocLayer> table, List<String> notes) {

    IndexedLayer(LayerIndex index, Origin origin) {
        this(index, origin, Optional.empty(), List.of());
    }

    /** Returns true if its contents can be compared with those of a table of contents. */
    boolean hasSha256() {
        return index.size() == 0 || index.withSha256().hashAlgorithm() == HashAlgorithm.SHA_256;
    }

    /**
     * The layer with hashes that can be compared with those of tables of contents.
     *
     * @param diffId what the config claims; taken where the layer itself was not read
     */
    IndexedLayer comparable(Optional<Digest> diffId) {
        var compared = index.withSha256();
        return new IndexedLayer(
                origin == Origin.TOC ? diffId.map(compared::claimedAs).orElse(compared) : compared,
                origin,
                table,
                notes);
    }

    /** The same layer with more of its files examined. */
    IndexedLayer with(TocLayer examined) {
        return new IndexedLayer(examined.index(), origin, Optional.of(examined), notes);
    }

    /** The same layer with a note before the others. */
    IndexedLayer with(String note) {
        return new IndexedLayer(
                index,
                origin,
                table,
                Stream.concat(Stream.of(note), notes.stream()).toList());
    }
}
