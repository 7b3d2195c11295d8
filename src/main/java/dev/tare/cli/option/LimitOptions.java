package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.image.Bound;
import dev.tare.image.Limits;
import dev.tare.report.text.Sizes;
import picocli.CommandLine.Option;

/** The bounds on hostile images, each with its option. */
public final class LimitOptions {

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
        return Limits.DEFAULT
                .with(Bound.MANIFEST_BYTES, bytes(Bound.MANIFEST_BYTES, manifestBytes))
                .with(Bound.CONFIG_BYTES, bytes(Bound.CONFIG_BYTES, configBytes))
                .with(Bound.LAYERS, positive(Bound.LAYERS, layers))
                .with(Bound.NAME_BYTES, bytes(Bound.NAME_BYTES, nameBytes))
                .with(Bound.PAX_BYTES, bytes(Bound.PAX_BYTES, paxBytes))
                .with(Bound.PATH_DEPTH, positive(Bound.PATH_DEPTH, pathDepth))
                .with(Bound.ENTRIES, positive(Bound.ENTRIES, entries))
                .with(Bound.LAYER_BYTES, bytes(Bound.LAYER_BYTES, layerBytes))
                .with(Bound.IMAGE_BYTES, bytes(Bound.IMAGE_BYTES, imageBytes))
                .with(Bound.RATIO, positive(Bound.RATIO, ratio))
                .with(Bound.WINDOW_BYTES, bytes(Bound.WINDOW_BYTES, windowBytes));
    }

    private static long bytes(Bound bound, String value) {
        return bytes("--" + bound.option(), value);
    }

    private static int positive(Bound bound, int value) {
        return positive("--" + bound.option(), value);
    }

    static long bytes(String option, String value) {
        try {
            return Sizes.parse(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(option + ": " + e.getMessage());
        }
    }

    static int positive(String option, int value) {
        try {
            checkPositive(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(option + ": " + e.getMessage());
        }
        return value;
    }

    static void checkPositive(int value) {
        if (value < 1) {
            throw new IllegalArgumentException(value + " is not a number above 0");
        }
    }
}
