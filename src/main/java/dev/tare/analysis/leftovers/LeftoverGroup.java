package dev.tare.analysis.leftovers;

import dev.tare.leftovers.LeftoverKind;

/**
 * Visible copies of one kind of leftovers that one layer ships: a file, or everything of that layer in a directory of which all content is of the kind.
 *
 * @param path of the file or the directory
 * @param directory whether the path is that of a directory
 * @param files how many copies
 * @param layer that ships them
 */
public record LeftoverGroup(LeftoverKind kind, byte[] path, boolean directory, long bytes, int files, int layer) {}
