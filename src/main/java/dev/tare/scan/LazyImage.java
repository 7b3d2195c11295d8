package dev.tare.scan;

import dev.tare.analysis.ledger.Ledger;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.Origin;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An image some layers of which were read by their tables of contents. All contents are compared by SHA-256, the diff IDs of these layers are those that
 * the config claims, and of their files those are fetched that no container sees, since each may be an exposed credential.
 */
final class LazyImage {

    private final ResolvedImage image;
    private final Limits limits;

    LazyImage(ResolvedImage image, Limits limits) {
        this.image = image;
        this.limits = limits;
    }

    /** Reads all of a layer, with hashes of SHA-256. */
    interface WholeReader {
        IndexedLayer read(Descriptor layer) throws ImageFault, InterruptedException;
    }

    /**
     * The layers as a scan of all bytes finds them, but for credentials in visible files without a telling name.
     *
     * @param read by digest, without those that nobody holds
     * @param whole reads layers where that is less work
     */
    Map<Digest, IndexedLayer> examined(Map<Digest, IndexedLayer> read, WholeReader whole)
            throws ImageFault, InterruptedException {
        var layers = new HashMap<>(read);
        for (var hidden : hidden(comparable(read)).entrySet()) {
            var digest = hidden.getKey();
            var layer = Objects.requireNonNull(read.get(digest));
            if (layer.origin() == Origin.TOC) {
                layers.put(digest, examined(layer, hidden.getValue(), whole));
            }
        }
        return comparable(layers);
    }

    private IndexedLayer examined(IndexedLayer layer, BitSet hidden, WholeReader whole)
            throws ImageFault, InterruptedException {
        var descriptor = descriptor(layer.index().digest());
        try {
            var table = layer.table().orElseThrow().examine(hidden);
            return table.isPresent()
                    ? layer.with(table.get())
                    : whole.read(descriptor).with(LazyRead.readWhole(LazyRead.TOO_MANY_FILES));
        } catch (Damaged | Unreadable e) {
            return whole.read(descriptor).with(LazyRead.readWhole(String.valueOf(e.getMessage())));
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw new Unreadable("a layer could not be read (%s)".formatted(e.getMessage()), "try again", e);
        }
    }

    private Descriptor descriptor(Digest digest) {
        return image.manifest().layers().stream()
                .filter(layer -> layer.digest().equals(digest))
                .findFirst()
                .orElseThrow();
    }

    /** By digest, the files of a layer that no container sees, wherever the layer is in the image. */
    private Map<Digest, BitSet> hidden(Map<Digest, IndexedLayer> layers) throws ImageFault {
        var applied = image.manifest().layers().stream()
                .flatMap(layer -> Optional.ofNullable(layers.get(layer.digest())).stream())
                .map(IndexedLayer::index)
                .toList();
        var ledger = Ledger.of(applied, limits, Ledger.Keep.FATES);
        var hidden = new HashMap<Digest, BitSet>();
        for (int i = 0; i < applied.size(); i++) {
            var entries = hidden.computeIfAbsent(applied.get(i).digest(), _ -> new BitSet());
            for (int entry : ledger.hiddenEntries(i)) {
                entries.set(entry);
            }
        }
        return hidden;
    }

    private Map<Digest, IndexedLayer> comparable(Map<Digest, IndexedLayer> layers) throws Damaged {
        var comparable = new HashMap<Digest, IndexedLayer>();
        var ids = image.diffIds();
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            var digest = image.manifest().layers().get(i).digest();
            var layer = layers.get(digest);
            if (layer != null && !comparable.containsKey(digest)) {
                comparable.put(digest, layer.comparable(ids.at(i)));
            }
        }
        return comparable;
    }
}
