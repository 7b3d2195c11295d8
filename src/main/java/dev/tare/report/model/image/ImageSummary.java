package dev.tare.report.model.image;

import java.util.List;
import java.util.Optional;

/**
 * An image in figures.
 *
 * @param layers the lowest first
 * @param dockerfile whose lines are told, as a path within its repository, or its name where it is in none; empty where none was given
 * @param warnings what is odd about the image, a line each
 */
public record ImageSummary(
        ImageInfo info, Totals totals, List<LayerReport> layers, Optional<String> dockerfile, List<String> warnings) {}
