package dev.tare.image;

import dev.tare.image.ImageFault.BeyondLimit;

/**
 * The bounds that keep a hostile image from exhausting whoever reads it. Each has an option of the same name on the
 * command line.
 *
 * @param manifestBytes size of a manifest or index, in bytes
 * @param configBytes size of an image config, in bytes
 * @param layers layers of one image
 * @param nameBytes one path or link target, in bytes
 * @param paxBytes one PAX extended header, in bytes
 * @param pathDepth directories in one path
 * @param entries tar members of one image, and the directories that their names imply
 * @param layerBytes uncompressed size of one layer, holes of sparse files included, in bytes
 * @param imageBytes the same of all layers of one image together, each counted once
 * @param ratio uncompressed to compressed bytes of one layer, held from {@link #RATIO_FROM} uncompressed bytes on
 * @param windowBytes what a zstd or xz stream may have its decoder hold, in bytes
 */
public record Limits(
        int manifestBytes,
        int configBytes,
        int layers,
        int nameBytes,
        int paxBytes,
        int pathDepth,
        int entries,
        long layerBytes,
        long imageBytes,
        int ratio,
        long windowBytes) {

    /** Small layers may compress as well as they like: {@code dd if=/dev/zero} is no attack. In bytes. */
    public static final long RATIO_FROM = 1L << 30;

    /** No bound on the ratio: a file of zeros compresses a thousand times in gzip, a million times in bzip2. */
    public static final int ANY_RATIO = Integer.MAX_VALUE;

    /** What Docker, containerd and skopeo take: the default of the zstd decoder that they share. In bytes. */
    private static final long WINDOW_BYTES = 512L << 20;

    public static final Limits DEFAULT = new Limits(
            4 << 20,
            8 << 20,
            1_000,
            64 << 10,
            1 << 20,
            4_096,
            10_000_000,
            64L << 30,
            128L << 30,
            ANY_RATIO,
            WINDOW_BYTES);

    public Limits withLayers(int value) {
        return new Limits(
                manifestBytes,
                configBytes,
                value,
                nameBytes,
                paxBytes,
                pathDepth,
                entries,
                layerBytes,
                imageBytes,
                ratio,
                windowBytes);
    }

    public Limits withEntries(int value) {
        return new Limits(
                manifestBytes,
                configBytes,
                layers,
                nameBytes,
                paxBytes,
                pathDepth,
                value,
                layerBytes,
                imageBytes,
                ratio,
                windowBytes);
    }

    /** @param ofOneLayer uncompressed, in bytes */
    public Limits withBytes(long ofOneLayer, long ofAllLayers) {
        return new Limits(
                manifestBytes,
                configBytes,
                layers,
                nameBytes,
                paxBytes,
                pathDepth,
                entries,
                ofOneLayer,
                ofAllLayers,
                ratio,
                windowBytes);
    }

    public Limits withLayerBytes(long value) {
        return withBytes(value, imageBytes);
    }

    public Limits withRatio(int value) {
        return new Limits(
                manifestBytes,
                configBytes,
                layers,
                nameBytes,
                paxBytes,
                pathDepth,
                entries,
                layerBytes,
                imageBytes,
                value,
                windowBytes);
    }

    public Limits withWindowBytes(long value) {
        return new Limits(
                manifestBytes,
                configBytes,
                layers,
                nameBytes,
                paxBytes,
                pathDepth,
                entries,
                layerBytes,
                imageBytes,
                ratio,
                value);
    }

    /** The fault of going beyond a bound: {@code what} is a noun phrase such as "a path of 70,000 bytes". */
    public static BeyondLimit exceeded(String what, long limit, String option) {
        return new BeyondLimit(
                "%s is beyond the limit of %,d".formatted(what, limit),
                "if you trust this image, raise the limit with --" + option);
    }
}
