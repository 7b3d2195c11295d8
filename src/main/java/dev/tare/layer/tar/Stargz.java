package dev.tare.layer.tar;

import dev.tare.image.ImageFault.Damaged;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** The names that eStargz adds to a layer (stargz-snapshotter, estargz.md). */
public final class Stargz {

    private static final String INDEX = "stargz.index.json";
    private static final Set<String> NAMES = Set.of(INDEX, ".prefetch.landmark", ".no.prefetch.landmark");

    private Stargz() {}

    /** Whether a member is the table of contents, as a member of the tar. */
    public static boolean isIndex(TarHeader header) {
        return header.type == '0'
                && header.sparse == null
                && header.pathLength == INDEX.length()
                && isIndex(Arrays.copyOf(header.path, header.pathLength));
    }

    /** Whether it is the name of the table of contents. */
    static boolean isIndex(byte[] name) {
        return INDEX.equals(text(name));
    }

    /**
     * The size of the table of contents, of whose tar this is the first block.
     *
     * @return -1 if it is another file's
     */
    public static long indexBytes(byte[] block) throws Damaged {
        boolean isIndex = block[INDEX.length()] == 0 && isIndex(Arrays.copyOf(block, INDEX.length()));
        return isIndex ? TarNumber.of(block, 124, 12, "size") : -1;
    }

    /** The name of the table of contents. */
    public static byte[] indexName() {
        return INDEX.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether it is one of these names. */
    public static boolean isBookkeeping(byte[] name) {
        return NAMES.contains(text(name));
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
