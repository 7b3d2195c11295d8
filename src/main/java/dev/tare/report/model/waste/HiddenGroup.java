package dev.tare.report.model.waste;

import dev.tare.report.model.image.Hiding;
import java.util.List;

/**
 * Hidden copies that share one story: one file, or all that was in a directory, hidden by one layer in one way.
 *
 * @param path of the file or the directory
 * @param isDirectory true if the path is that of a directory
 * @param files how many copies
 * @param shippedBy the layers that ship them, the lowest first
 */
public record HiddenGroup(
        byte[] path, boolean isDirectory, long files, long wastedBytes, List<Integer> shippedBy, Hiding hiding) {}
