package dev.tare.report.model.waste;

import java.util.List;

/**
 * Content that is visible more than once without being a hard link.
 *
 * @param size of one copy, in bytes
 * @param digest of the content, with its algorithm
 * @param names where it can be seen, at least two
 */
public record RepeatedContent(long size, String digest, List<Name> names) {

    /**
     * Where a copy can be seen.
     *
     * @param layer that ships it
     */
    public record Name(byte[] path, int layer) {}

    /** The bytes that one copy in the place of all would save. */
    public long reclaimableBytes() {
        return (names.size() - 1) * size;
    }
}
