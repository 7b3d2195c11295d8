package dev.tare.report.model;

import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.tree.TreeNode;
import java.util.OptionalLong;

/**
 * A part of the merged tree.
 *
 * @param entries what is in a directory, or the one thing that was asked for
 * @param sum of all files in it, in bytes; empty where sums are not wanted
 */
public record TreeListing(ImageInfo image, Series<Entry> entries, OptionalLong sum) implements Report {

    /** What is listed. */
    public enum Depth {
        /** What is in the directory. */
        ONE_LEVEL,
        /** All that is below it. */
        ALL
    }

    /** What a directory counts for. */
    public enum Sums {
        NONE,
        /** The sizes of all files below it. */
        OF_FILES_BELOW
    }

    /**
     * One name.
     *
     * @param path whole, with its slash
     * @param sum of a directory, the sizes of the files below it, where sums are wanted; else empty. A file with several names counts once
     */
    public record Entry(byte[] path, TreeNode node, OptionalLong sum) {

        /** The size to show: that of the file, or the sum of a directory where it is wanted. */
        public long bytes() {
            return sum.orElse(node.size());
        }
    }
}
