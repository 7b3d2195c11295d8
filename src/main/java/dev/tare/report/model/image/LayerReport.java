package dev.tare.report.model.image;

import java.util.Optional;

/**
 * One layer of an image.
 *
 * @param isOfBase true if it is known to come from the base image
 * @param lines of the Dockerfile that made it; empty where they are not known or no Dockerfile was given
 */
public record LayerReport(
        LayerInfo info, LayerBlob blob, LayerContent content, boolean isOfBase, Optional<LineRange> lines) {}
