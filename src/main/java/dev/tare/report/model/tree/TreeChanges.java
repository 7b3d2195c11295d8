package dev.tare.report.model.tree;

import dev.tare.report.model.series.Series;

/**
 * What is different between two trees. The growth of the visible bytes is exactly added − removed + changed after − changed before + linked.
 *
 * @param filesBefore names of regular files in the first tree
 * @param filesAfter the same in the second
 * @param added names of any kind that only the second tree has
 * @param removed names that only the first has
 * @param changed names that are in both and differ in more than their mtime
 * @param mtimeOnly names that differ in nothing but their mtime
 * @param unknown names whose contents cannot be compared, and that differ in nothing else but their mtime
 * @param linkedBytes by how much files grew that are the same, where hard links became files of their own; below 0 where files became hard links
 * @param lists the names themselves
 */
public record TreeChanges(
        int filesBefore,
        int filesAfter,
        Names added,
        Names removed,
        ChangedNames changed,
        int mtimeOnly,
        int unknown,
        long linkedBytes,
        Lists lists) {

    /** Some names and the sizes of their files. */
    public record Names(int count, long bytes) {}

    /** Some names and the sizes of their files in both trees. */
    public record ChangedNames(int count, long bytesBefore, long bytesAfter) {}

    /**
     * The names that differ, those that grew or shrank the most first.
     *
     * @param all every name
     * @param topmost the same with one for a directory that is only in one tree, or in whose place the other has something else
     * @param hasMtimeOnly true if those that differ only in their mtime are among them
     */
    public record Lists(Series<TreeChange> all, Series<TreeChange> topmost, boolean hasMtimeOnly) {}
}
