package dev.tare.report.fleet;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.tare.image.Digest;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.Fleet.Top;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.text.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Layers of many images. A blob is stored once. What a layer hides depends on the layers below it alone, so that it is counted once for each stack of
 * layers, whose identity is that of the image-spec's ChainID.
 */
final class FleetLayers {

    private final Map<String, Blob> blobs = new HashMap<>();
    private final Map<String, Chain> chains = new HashMap<>();
    private final Map<String, KindTotal> kinds = new HashMap<>();
    private int images;

    /**
     * The stacks of an image.
     *
     * @param ids their identities, the lowest first
     * @param added the layers that complete a stack which no image had before
     */
    record Stacks(List<String> ids, BitSet added) {}

    /** One distinct blob. */
    private static final class Blob {
        private final String digest;
        private final long stored;
        private final OptionalLong pulled;
        private final long shipped;
        private final Map<String, Long> leftovers = new HashMap<>(0);
        private Example example = Example.NONE;
        private int images;
        private int lastImage;

        Blob(LayerReport layer) {
            this.digest = layer.info().digest();
            this.stored = layer.blob().stored().compressed();
            this.pulled = layer.blob().stored().pulled();
            this.shipped = layer.content().shippedBytes();
        }
    }

    /** One distinct stack of layers. */
    private static final class Chain {
        private final String digest;
        private final long hides;
        private long wasted = Long.MAX_VALUE;
        private long avoidable;
        private Example example = Example.NONE;
        private int images;

        Chain(LayerReport layer) {
            this.digest = layer.info().digest();
            this.hides = layer.content().hidesBytes();
        }
    }

    /** The first image by name that has a layer, and what it says of it. */
    private record Example(String image, String instruction) {

        /** Behind every other, as no reference begins with this character. */
        static final Example NONE = new Example("\uffff", "");

        Example least(ImageFacts other, LayerReport layer) {
            String reference = other.info().reference();
            return reference.compareTo(image) < 0
                    ? new Example(reference, Excerpt.head(layer.info().caption(), Fleet.MAX_INSTRUCTION_CHARACTERS))
                    : this;
        }
    }

    /** One kind of leftovers. */
    private static final class KindTotal {
        private final String name;
        private int images;
        private int lastImage;

        KindTotal(String name) {
            this.name = name;
        }
    }

    /**
     * Adds the layers of an image.
     *
     * @param isNew false for a further name of an image
     * @return its stacks
     */
    Stacks add(ImageFacts image, boolean isNew) {
        images++;
        var leftovers = leftovers(image, isNew);
        var stacks = new ArrayList<String>();
        var added = new BitSet();
        String chain = "";
        for (var layer : image.layers()) {
            var own = leftovers.getOrDefault(layer.info().index(), Map.of());
            chain = chain(chain, layer);
            stacks.add(chain);
            added.set(layer.info().index(), !chains.containsKey(chain));
            blob(image, layer, own, isNew);
            chain(chain, image, layer, own, isNew);
        }
        return new Stacks(stacks, added);
    }

    /** ChainID of the image-spec's config.md, by blobs where a foreign layer has no diff ID. */
    private static String chain(String below, LayerReport layer) {
        String diffId = layer.info().diffId().isEmpty()
                ? layer.info().digest()
                : layer.info().diffId();
        return below.isEmpty()
                ? diffId
                : Digest.sha256((below + " " + diffId).getBytes(StandardCharsets.US_ASCII))
                        .toString();
    }

    /** The bytes of leftovers by layer and kind. */
    private Map<Integer, Map<String, Long>> leftovers(ImageFacts image, boolean isNew) {
        var all = new HashMap<Integer, Map<String, Long>>();
        for (var group : image.leftovers()) {
            all.computeIfAbsent(group.layer(), _ -> new HashMap<>()).merge(group.kind(), group.bytes(), Long::sum);
            var kind = kinds.computeIfAbsent(group.kind(), _ -> new KindTotal(group.name()));
            if (isNew && kind.lastImage != images) {
                kind.lastImage = images;
                kind.images++;
            }
        }
        return all;
    }

    private void blob(ImageFacts image, LayerReport layer, Map<String, Long> leftovers, boolean isNew) {
        var blob = blobs.computeIfAbsent(layer.info().digest(), _ -> new Blob(layer));
        blob.example = blob.example.least(image, layer);
        leftovers.forEach((kind, bytes) -> blob.leftovers.merge(kind, bytes, Math::max));
        if (isNew && blob.lastImage != images) {
            blob.lastImage = images;
            blob.images++;
        }
    }

    private void chain(String id, ImageFacts image, LayerReport layer, Map<String, Long> leftovers, boolean isNew) {
        var chain = chains.computeIfAbsent(id, _ -> new Chain(layer));
        chain.example = chain.example.least(image, layer);
        chain.wasted = Math.min(chain.wasted, layer.content().wastedBytes());
        chain.avoidable = Math.max(chain.avoidable, sum(leftovers));
        chain.images += isNew ? 1 : 0;
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    int blobs() {
        return blobs.size();
    }

    Fleet.Bytes bytes() {
        long stored = 0;
        long shipped = 0;
        long avoidable = 0;
        var pulled = OptionalLong.of(0);
        for (var blob : blobs.values()) {
            stored += blob.stored;
            pulled = FleetBuilder.sum(pulled, blob.pulled);
            shipped += blob.shipped;
            avoidable += sum(blob.leftovers);
        }
        long wasted = chains.values().stream().mapToLong(chain -> chain.hides).sum();
        return new Fleet.Bytes(stored, pulled, shipped, wasted, avoidable);
    }

    Top<Fleet.Layer> atFault() {
        return Top.of(
                chains.values().stream()
                        .map(chain -> new Fleet.Layer(
                                chain.digest,
                                chain.example.instruction,
                                chain.wasted,
                                chain.hides,
                                chain.avoidable,
                                chain.example.image,
                                chain.images)),
                comparingLong(Fleet.Layer::inherited)
                        .reversed()
                        .thenComparing(Fleet.Layer::digest)
                        .thenComparing(Fleet.Layer::image),
                layer -> layer.bytes() > 0);
    }

    Top<Fleet.SharedLayer> shared() {
        return Top.of(
                blobs.values().stream()
                        .map(blob -> new Fleet.SharedLayer(
                                blob.digest, blob.example.instruction, blob.stored, blob.example.image, blob.images)),
                comparingLong(Fleet.SharedLayer::saved).reversed().thenComparing(Fleet.SharedLayer::digest),
                layer -> layer.images() > 1);
    }

    Top<Fleet.Kind> kinds() {
        return Top.of(
                kinds.entrySet().stream().map(kind -> kind(kind.getKey(), kind.getValue())),
                comparingLong(Fleet.Kind::bytes).reversed().thenComparing(comparing(Fleet.Kind::id)),
                _ -> true);
    }

    private Fleet.Kind kind(String id, KindTotal total) {
        long bytes = 0;
        int layers = 0;
        for (var blob : blobs.values()) {
            Long own = blob.leftovers.get(id);
            bytes += own == null ? 0 : own;
            layers += own == null ? 0 : 1;
        }
        return new Fleet.Kind(id, total.name, bytes, layers, total.images);
    }
}
