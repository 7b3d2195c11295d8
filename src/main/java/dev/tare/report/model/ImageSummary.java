package dev.tare.report.model;

import java.util.List;

/**
 * An image in figures.
 *
 * @param layers the lowest first
 * @param warnings what is odd about the image, a line each
 */
public record ImageSummary(ImageInfo info, Totals totals, List<LayerReport> layers, List<String> warnings) {}
