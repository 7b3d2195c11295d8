package dev.tare.image;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A bound that keeps a hostile image from exhausting whoever reads it. Each has an option on the command line. */
public enum Bound {

    /** Size of a manifest or index, in bytes. */
    MANIFEST_BYTES("max-manifest-bytes", 4 << 20, Limits.MAX_ARRAY_BYTES),

    /** Size of an image config, in bytes. */
    CONFIG_BYTES("max-config-bytes", 8 << 20, Limits.MAX_ARRAY_BYTES),

    /** Layers of one image. */
    LAYERS("max-layers", 1_000, Integer.MAX_VALUE),

    /** One path or link target, in bytes. */
    NAME_BYTES("max-name-bytes", 64 << 10, Limits.MAX_ARRAY_BYTES),

    /** One PAX extended header, in bytes. */
    PAX_BYTES("max-pax-bytes", 1 << 20, Limits.MAX_ARRAY_BYTES),

    /** Directories in one path. */
    PATH_DEPTH("max-path-depth", 4_096, Integer.MAX_VALUE),

    /** Tar members of one image, and the directories that their names imply. */
    ENTRIES("max-entries", 10_000_000, Integer.MAX_VALUE),

    /** Uncompressed size of one layer, holes of sparse files included, in bytes. */
    LAYER_BYTES("max-layer-bytes", 64L << 30, Long.MAX_VALUE),

    /** Uncompressed size of all layers of one image together, each counted once, in bytes. */
    IMAGE_BYTES("max-image-bytes", 128L << 30, Long.MAX_VALUE),

    /** Uncompressed to compressed bytes of one layer, from {@link Limits#RATIO_FROM} uncompressed bytes on. */
    RATIO("max-ratio", Limits.ANY_RATIO, Limits.ANY_RATIO),

    /**
     * Window of a zstd or xz stream that its decoder must hold, in bytes. The standard value is that of Docker, containerd and skopeo: the default of
     * the zstd decoder that they share.
     */
    WINDOW_BYTES("max-window-bytes", 512L << 20, Long.MAX_VALUE);

    /** The bounds that are checked within one layer. */
    public static final Set<Bound> OF_LAYER = Collections.unmodifiableSet(
            EnumSet.of(NAME_BYTES, PAX_BYTES, PATH_DEPTH, ENTRIES, LAYER_BYTES, RATIO, WINDOW_BYTES));

    private final String option;
    private final long standard;
    private final long most;

    Bound(String option, long standard, long most) {
        this.option = option;
        this.standard = standard;
        this.most = most;
    }

    /** Name of the option, without dashes. */
    public String option() {
        return option;
    }

    /** The greatest value that has an effect. */
    long most() {
        return most;
    }

    /** The standard values of all bounds, in their order. */
    static long[] standards() {
        return Arrays.stream(values()).mapToLong(bound -> bound.standard).toArray();
    }
}
