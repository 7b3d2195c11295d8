package dev.tare.report.model.rule;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Paths of one image that rules did not look at.
 *
 * @param image its reference
 * @param pattern of the paths
 * @param reason why they are ignored
 * @param until the last day on which they are; empty for ever
 * @param copies hidden copies at such paths
 * @param wastedBytes of these copies. The totals of the image count them
 * @param visibleNames names in the final tree that match and lead to a file
 * @param largest of these copies, the largest first
 */
public record IgnoredPaths(
        String image,
        String pattern,
        String reason,
        Optional<LocalDate> until,
        long copies,
        long wastedBytes,
        long visibleNames,
        List<Hidden> largest) {

    /**
     * A hidden copy.
     *
     * @param layer that ships it
     */
    public record Hidden(byte[] path, int layer, long bytes) {}
}
