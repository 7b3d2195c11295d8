package dev.tare.report.model;

/**
 * The sums of an image.
 *
 * @param entries tar members of all layers
 * @param copies regular files that the layers ship
 */
public record Totals(int layers, long entries, long copies, StoredBytes stored, ContentBytes content) {}
