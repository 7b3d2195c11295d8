package dev.tare.report.fleet;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.Fleet.Top;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of hidden copies by path. What is held is bounded: where it is too much, the smallest copies are left out, by powers of two of their size.
 * Which are left out does not depend on the order of the images, as it is the smallest such power with which the rest can be held.
 */
final class PathTotals {

    /** Maximum pairs of a path and a power of two. */
    private static final int MAX_ENTRIES = 100_000;

    /** Maximum bytes of the paths of all entries. */
    private static final long MAX_PATH_BYTES = 16_000_000;

    private final Map<Key, Total> all = new HashMap<>();
    private final int maxEntries;
    private final long maxPathBytes;
    private long pathBytes;
    private int minimum;

    /**
     * The copies of a path that have about one size.
     *
     * @param power of two that the size is not below, while it is below twice that
     */
    private record Key(String path, int power) {}

    private static final class Total {
        private long bytes;
        private int images;
        private String image;

        Total(String image) {
            this.image = image;
        }
    }

    PathTotals() {
        this(MAX_ENTRIES, MAX_PATH_BYTES);
    }

    PathTotals(int maxEntries, long maxPathBytes) {
        this.maxEntries = maxEntries;
        this.maxPathBytes = maxPathBytes;
    }

    /**
     * Adds the paths of an image.
     *
     * @param added the layers that complete a stack that no image had before: what other layers hide was counted
     * @param isNew false for a further name of an image
     */
    void add(ImageFacts image, BitSet added, boolean isNew) {
        for (var wasted : image.paths()) {
            add(image, wasted, added, isNew);
            while (all.size() > maxEntries || pathBytes > maxPathBytes) {
                leaveOutSmallest();
            }
        }
    }

    private void add(ImageFacts image, ImageFacts.WastedPath wasted, BitSet added, boolean isNew) {
        int largest = wasted.copies().stream()
                .mapToInt(copy -> power(copy.bytes()))
                .max()
                .orElse(-1);
        if (largest < minimum) {
            return;
        }
        String path = new String(wasted.path(), StandardCharsets.ISO_8859_1);
        total(path, largest, image).images += isNew ? 1 : 0; // by its largest copy, so that it counts once
        for (var copy : wasted.copies()) {
            int power = power(copy.bytes());
            if (power >= minimum && added.get(copy.layer())) {
                total(path, power, image).bytes += copy.bytes();
            }
        }
    }

    /** Returns -1 for an empty file. */
    private static int power(long bytes) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes);
    }

    private Total total(String path, int power, ImageFacts image) {
        String reference = image.info().reference();
        var total = all.computeIfAbsent(new Key(path, power), _ -> {
            pathBytes += path.length();
            return new Total(reference);
        });
        total.image = FleetBuilder.least(total.image, reference);
        return total;
    }

    private void leaveOutSmallest() {
        minimum++;
        all.keySet().removeIf(key -> {
            boolean isSmall = key.power < minimum;
            pathBytes -= isSmall ? key.path.length() : 0;
            return isSmall;
        });
    }

    Fleet.Paths paths() {
        var byPath = new HashMap<String, Total>();
        all.forEach((key, one) -> {
            var total = byPath.computeIfAbsent(key.path, _ -> new Total(one.image));
            total.bytes += one.bytes;
            total.images += one.images;
            total.image = FleetBuilder.least(total.image, one.image);
        });
        var top = Top.of(
                byPath.entrySet().stream(),
                comparingLong((Map.Entry<String, Total> it) -> it.getValue().bytes)
                        .reversed()
                        .thenComparing(comparing(Map.Entry::getKey)),
                _ -> true);
        return new Fleet.Paths(
                new Top<>(top.first().stream().map(PathTotals::path).toList(), top.total()), 1L << minimum);
    }

    private static Fleet.Path path(Map.Entry<String, Total> entry) {
        var total = entry.getValue();
        return new Fleet.Path(
                entry.getKey().getBytes(StandardCharsets.ISO_8859_1), total.bytes, total.image, total.images);
    }
}
