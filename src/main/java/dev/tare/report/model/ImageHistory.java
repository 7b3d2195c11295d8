package dev.tare.report.model;

import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.LineRange;
import java.util.List;
import java.util.Optional;

/**
 * The history of an image: every instruction, the oldest first, those that made no layer too.
 *
 * @param warnings what could not be told of the lines of a Dockerfile
 */
public record ImageHistory(ImageSummary image, List<Item> items, List<String> warnings) implements Report {

    /**
     * One instruction.
     *
     * @param created RFC 3339 as the config says it, or empty
     * @param createdBy the instruction as a Dockerfile would have it; empty where the history does not tell
     * @param comment of the history; empty where it has none
     * @param layer that it made; empty where it made none
     * @param lines of the Dockerfile; empty where they are not known
     */
    public record Item(
            String created, String createdBy, String comment, Optional<LayerReport> layer, Optional<LineRange> lines) {}
}
