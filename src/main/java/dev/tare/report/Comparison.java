package dev.tare.report;

import dev.tare.analysis.TreeComparison;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Two images side by side; the JSON Schema {@code compare-v1.schema.json} is its mirror. Sizes are in bytes.
 *
 * @param trees what a container of each would see
 */
public record Comparison(Side before, Side after, Blobs blobs, TreeComparison trees) {

    /** Whether the other image has a layer too. */
    public enum Presence {
        /** The same blob: pulled once, stored once. */
        SHARED,
        /** The same content in another blob, compressed in another way or not at all: as a blob, it is pulled again. */
        REPACKED,
        /** Another content. */
        ALONE
    }

    /** One image, and for each of its layers, the lowest first, whether the other has it. */
    public record Side(Report.Image image, List<Presence> presence) {}

    /**
     * The layers of both, each distinct blob counted once.
     *
     * @param shared blobs that both images have
     * @param onlyBefore blobs that only the first has
     * @param onlyAfter blobs that only the second has: what a host that has the first must pull for it
     * @param repacked those among {@code onlyAfter} whose content the first has in other blobs
     */
    public record Blobs(Sum shared, Sum onlyBefore, Sum onlyAfter, Sum repacked) {}

    /**
     * Some distinct blobs.
     *
     * @param bytes as they are stored, compressed or not
     * @param pulledBytes what a pull of them takes; empty where that of any is not known, or of the same content in the first image
     */
    public record Sum(int count, long bytes, OptionalLong pulledBytes) {

        private static Sum of(Collection<Report.Layer> blobs, Predicate<Report.Layer> isPullKnown) {
            long bytes = blobs.stream().mapToLong(Report.Layer::compressedBytes).sum();
            return new Sum(
                    blobs.size(),
                    bytes,
                    blobs.stream().allMatch(isPullKnown) ? OptionalLong.of(bytes) : OptionalLong.empty());
        }
    }

    public static Comparison of(Report.Image before, Report.Image after, TreeComparison trees) {
        var one = new Side(before, presence(before, after));
        var other = new Side(after, presence(after, before));
        // of content that one image has uncompressed in a file, nobody knows in which form it is pulled
        var unknown = before.layers().stream()
                .filter(layer -> !isPullKnown(layer))
                .map(Report.Layer::diffId)
                .collect(Collectors.toSet());
        Predicate<Report.Layer> isPulledAnew = layer -> isPullKnown(layer) && !unknown.contains(layer.diffId());
        return new Comparison(
                one,
                other,
                new Blobs(
                        Sum.of(blobs(other, Presence.SHARED), Comparison::isPullKnown),
                        Sum.of(blobs(one, Presence.REPACKED, Presence.ALONE), Comparison::isPullKnown),
                        Sum.of(blobs(other, Presence.REPACKED, Presence.ALONE), isPulledAnew),
                        Sum.of(blobs(other, Presence.REPACKED), isPulledAnew)),
                trees);
    }

    private static boolean isPullKnown(Report.Layer layer) {
        return layer.pulledBytes().isPresent();
    }

    private static List<Presence> presence(Report.Image image, Report.Image other) {
        var digests = other.layers().stream().map(Report.Layer::digest).collect(Collectors.toSet());
        var contents = other.layers().stream().map(Report.Layer::diffId).collect(Collectors.toSet());
        return image.layers().stream()
                .map(layer -> digests.contains(layer.digest())
                        ? Presence.SHARED
                        : contents.contains(layer.diffId()) ? Presence.REPACKED : Presence.ALONE)
                .toList();
    }

    private static Collection<Report.Layer> blobs(Side side, Presence... wanted) {
        var kinds = new HashSet<>(List.of(wanted));
        var blobs = new HashMap<String, Report.Layer>();
        for (var layer : side.image().layers()) {
            if (kinds.contains(side.presence().get(layer.index()))) {
                blobs.put(layer.digest(), layer);
            }
        }
        return blobs.values();
    }

    /** Whether both are one image, and not only alike. */
    public boolean isSameImage() {
        return before.image().digest().equals(after.image().digest());
    }

    /** Whether both say that they are for the same platform. */
    public boolean isSamePlatform() {
        return before.image().platform().equals(after.image().platform());
    }
}
