package dev.tare.report;

import dev.tare.analysis.TreeComparison;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        /** The same content in another blob, compressed in another way or not at all: pulled again. */
        REPACKED,
        /** Another content. */
        ALONE
    }

    /** One image, and for each of its layers, the lowest first, whether the other has it. */
    public record Side(Report.Image image, List<Presence> presence) {}

    /**
     * What is pulled for both, each distinct blob counted once, in compressed bytes.
     *
     * @param shared blobs that both images have
     * @param onlyBefore blobs that only the first has
     * @param onlyAfter blobs that only the second has: what a host that has the first must pull for it
     * @param repacked those among {@code onlyAfter} whose content the first has in other blobs
     */
    public record Blobs(Sum shared, Sum onlyBefore, Sum onlyAfter, Sum repacked) {}

    /** @param bytes compressed */
    public record Sum(int count, long bytes) {

        static Sum of(Map<String, Long> sizes) {
            return new Sum(
                    sizes.size(),
                    sizes.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    public static Comparison of(Report.Image before, Report.Image after, TreeComparison trees) {
        var one = new Side(before, presence(before, after));
        var other = new Side(after, presence(after, before));
        return new Comparison(
                one,
                other,
                new Blobs(
                        Sum.of(sizes(other, Presence.SHARED)),
                        Sum.of(sizes(one, Presence.REPACKED, Presence.ALONE)),
                        Sum.of(sizes(other, Presence.REPACKED, Presence.ALONE)),
                        Sum.of(sizes(other, Presence.REPACKED))),
                trees);
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

    /** The sizes of distinct blobs by their digests. */
    private static Map<String, Long> sizes(Side side, Presence... wanted) {
        var kinds = new HashSet<>(List.of(wanted));
        var sizes = new HashMap<String, Long>();
        for (var layer : side.image().layers()) {
            if (kinds.contains(side.presence().get(layer.index()))) {
                sizes.put(layer.digest(), layer.compressedBytes());
            }
        }
        return sizes;
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
