package dev.tare.cli;

import dev.tare.app.InvalidRequest;
import dev.tare.image.Limits;
import dev.tare.report.Sizes;
import picocli.CommandLine.Option;

/** The bounds on hostile images, each with its option. */
final class LimitOptions {

    @Option(names = "--max-layers", paramLabel = "N", description = "Layers of an image (${DEFAULT-VALUE}).")
    private int layers = Limits.DEFAULT.layers();

    @Option(
            names = "--max-entries",
            paramLabel = "N",
            description = "Files and directories of an image (${DEFAULT-VALUE}).")
    private int entries = Limits.DEFAULT.entries();

    @Option(names = "--max-layer-bytes", paramLabel = "SIZE", description = "One layer, uncompressed (64GiB).")
    private String layerBytes = "64GiB";

    @Option(
            names = "--max-image-bytes",
            paramLabel = "SIZE",
            description = "All layers of an image, uncompressed (128GiB).")
    private String imageBytes = "128GiB";

    @Option(
            names = "--max-ratio",
            paramLabel = "N",
            description = "Uncompressed to compressed bytes of a layer, from 1 GiB on. Default: no limit.")
    private int ratio = Limits.ANY_RATIO;

    @Option(
            names = "--max-window-bytes",
            paramLabel = "SIZE",
            description = "What a zstd or xz stream may have its decoder hold (512MiB).")
    private String windowBytes = "512MiB";

    @Option(names = "--max-manifest-bytes", paramLabel = "SIZE", description = "A manifest or index (4MiB).")
    private String manifestBytes = "4MiB";

    @Option(names = "--max-config-bytes", paramLabel = "SIZE", description = "An image config (8MiB).")
    private String configBytes = "8MiB";

    @Option(names = "--max-name-bytes", paramLabel = "SIZE", description = "One path or link target (64KiB).")
    private String nameBytes = "64KiB";

    @Option(names = "--max-pax-bytes", paramLabel = "SIZE", description = "One extended header of a tar (1MiB).")
    private String paxBytes = "1MiB";

    @Option(names = "--max-path-depth", paramLabel = "N", description = "Directories in one path (${DEFAULT-VALUE}).")
    private int pathDepth = Limits.DEFAULT.pathDepth();

    Limits limits() {
        return new Limits(
                size("--max-manifest-bytes", manifestBytes),
                size("--max-config-bytes", configBytes),
                positive("--max-layers", layers),
                size("--max-name-bytes", nameBytes),
                size("--max-pax-bytes", paxBytes),
                positive("--max-path-depth", pathDepth),
                positive("--max-entries", entries),
                bytes("--max-layer-bytes", layerBytes),
                bytes("--max-image-bytes", imageBytes),
                positive("--max-ratio", ratio),
                bytes("--max-window-bytes", windowBytes));
    }

    private static int size(String option, String value) {
        return (int) Math.min(Integer.MAX_VALUE - 64, bytes(option, value));
    }

    static long bytes(String option, String value) {
        try {
            return Sizes.parse(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(option + ": " + e.getMessage());
        }
    }

    static int positive(String option, int value) {
        if (value < 1) {
            throw new InvalidRequest(option + ": " + value + " is not a number above 0");
        }
        return value;
    }
}
