package dev.tare.report.model.image;

/**
 * The sums of an image. What {@link dev.tare.report.model.rule.Tally} has too is the same figure, of all copies.
 *
 * @param entries tar members of all layers
 * @param copies regular files that the layers ship
 * @param metadataOnly of the duplicated bytes, those of copies of which nothing but metadata was changed
 * @param files names of the final tree that lead to a regular file
 * @param largestFile the size of the largest copy, visible or hidden
 * @param largestLayer what the layer ships that ships most
 */
public record Totals(
        int layers,
        long entries,
        long copies,
        StoredBytes stored,
        ContentBytes content,
        long metadataOnly,
        long files,
        long largestFile,
        long largestLayer) {}
