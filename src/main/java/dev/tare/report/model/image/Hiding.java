package dev.tare.report.model.image;

import dev.tare.report.model.tree.Aspect;
import java.util.Set;

/**
 * How a copy was hidden.
 *
 * @param layer that hides it
 * @param changed the metadata that differ, where nothing else does
 */
public record Hiding(int layer, Cause cause, Set<Aspect> changed) {

    /** What happened to a copy, by the event that took the last of its names out of the tree. */
    public enum Cause {
        /** The path was shipped again as a regular file with other content. */
        CONTENT,
        /** The path was shipped again, and only metadata differ. */
        METADATA,
        /** The path was shipped again, and nothing differs. */
        NOTHING,
        /** The path was shipped again with a file of the same size. Whether its content differs is not known. */
        UNKNOWN,
        /** The path or a directory above it was removed by a whiteout. */
        WHITEOUT,
        /** A directory above it was removed by an opaque whiteout. */
        OPAQUE,
        /** An entry of another type took the place of the path or of a directory above it. */
        REPLACEMENT;

        /** Returns true for what was shipped again, and false for what was removed or replaced. */
        public boolean isDuplication() {
            return switch (this) {
                case CONTENT, METADATA, NOTHING, UNKNOWN -> true;
                case WHITEOUT, OPAQUE, REPLACEMENT -> false;
            };
        }
    }
}
