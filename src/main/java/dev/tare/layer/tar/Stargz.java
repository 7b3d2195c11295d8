package dev.tare.layer.tar;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The names that eStargz adds to a layer (stargz-snapshotter, estargz.md). */
public final class Stargz {

    private static final String INDEX = "stargz.index.json";
    private static final Set<String> NAMES = Set.of(INDEX, ".prefetch.landmark", ".no.prefetch.landmark");

    private Stargz() {}

    /** Whether it is the name of the table of contents. */
    static boolean isIndex(byte[] name) {
        return INDEX.equals(text(name));
    }

    /** Whether it is one of these names. */
    public static boolean isBookkeeping(byte[] name) {
        return NAMES.contains(text(name));
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
