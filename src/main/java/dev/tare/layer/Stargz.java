package dev.tare.layer;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The names that eStargz adds to a layer (stargz-snapshotter, estargz.md). */
final class Stargz {

    private static final Set<String> NAMES = Set.of("stargz.index.json", ".prefetch.landmark", ".no.prefetch.landmark");

    private Stargz() {}

    static boolean isBookkeeping(byte[] name) {
        return NAMES.contains(new String(name, StandardCharsets.ISO_8859_1));
    }
}
