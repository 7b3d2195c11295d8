package dev.tare.layer;

import java.util.Locale;

/** Where the index of a layer comes from. */
public enum Origin {
    /** A registry, or the URL of a foreign layer. */
    NETWORK,
    /** A folder, an archive or a pipe. */
    FILE,
    /** The cache of earlier runs on this machine. */
    CACHE,
    /** A cache that others write to, or this machine's copies from it. */
    SHARED_CACHE,
    /** The layer's table of contents in a registry. What it says of the layer's bytes is not verified. */
    TOC,
    /** Nowhere: the layer is foreign, and its bytes could not be read. */
    NOT_HELD;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
