package dev.tare.report.model.image;

import java.util.Optional;

/**
 * One regular file in one layer.
 *
 * @param layer that ships it
 * @param size in bytes
 * @param hidden how it was hidden; empty if it is visible
 */
public record Copy(int layer, long size, Optional<Hiding> hidden) {}
