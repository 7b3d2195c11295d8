package dev.tare.report.model.secret;

import dev.tare.report.model.image.Hiding;
import java.util.List;

/**
 * A credential that a container cannot see and that whoever pulls the image gets: one file, or the files of a folder such as {@code .git}.
 *
 * @param path of the file or the folder
 * @param isFolder true if it stands for all files below the path
 * @param files how many paths
 * @param shippedBy the layers that ship a hidden copy, the lowest first
 * @param hiding how the last layer that hides one does it
 */
public record ExposedPlace(
        byte[] path, boolean isFolder, int files, ExposedKind kind, List<Integer> shippedBy, Hiding hiding) {}
