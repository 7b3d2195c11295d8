package dev.tare.report.model.waste;

/**
 * Visible files that a container does not need, of one kind and from one layer: a file, or all files of that layer in a directory.
 *
 * @param kind for programs, such as {@code apt-lists}
 * @param name what they are, as a plural noun
 * @param isDirectory true if the path is that of a directory
 * @param files how many copies
 * @param layer that ships them
 */
public record AvoidableGroup(
        String kind, String name, byte[] path, boolean isDirectory, long bytes, int files, int layer) {}
