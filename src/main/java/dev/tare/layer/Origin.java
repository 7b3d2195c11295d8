package dev.tare.layer;

import java.util.Locale;

/** Where what is known of a layer comes from. */
public enum Origin {
    /** The registry, or whoever else sent its bytes. */
    NETWORK,
    /** A folder, an archive or a pipe. */
    FILE,
    /** What an earlier run found out. */
    CACHE,
    /** Nowhere: it is a foreign layer, and nobody holds it. */
    NOT_HELD;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
