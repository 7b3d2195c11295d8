package dev.tare.report.model.waste;

import dev.tare.report.model.image.LineRange;
import java.util.List;
import java.util.OptionalLong;

/**
 * One way to ship less. What several recommendations save adds up: each copy counts in one of them at most.
 *
 * @param kind for programs, such as {@code merge}: see the JSON Schema
 * @param layers that are concerned, the lowest first
 * @param savesBytes what the image would ship less, exactly, where the instructions make the same files
 * @param savesPullBytes the compressed side of that, an estimate; empty where it is not known what a pull of these layers takes
 * @param path of the file, or of the directory that holds all files that are concerned
 * @param files how many copies there would be less
 * @param text what to do, in one sentence without a full stop and without control characters
 * @param lines of the Dockerfile, as far as they are known
 */
public record Recommendation(
        String kind,
        List<Integer> layers,
        long savesBytes,
        OptionalLong savesPullBytes,
        byte[] path,
        long files,
        String text,
        List<LineRange> lines) {}
