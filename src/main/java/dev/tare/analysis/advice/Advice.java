package dev.tare.analysis.advice;

import dev.tare.analysis.node.Change;
import dev.tare.leftovers.LeftoverKind;
import java.util.List;
import java.util.Set;

/**
 * One way to ship less. What several pieces of advice save adds up: each copy counts in one of them at most.
 *
 * @param layers that are concerned, the lowest first; of {@link Kind#MERGE} all that become one
 * @param savesBytes exactly what the image would ship less, where the instructions make the same files
 * @param savesPullBytes the compressed side of that: an estimate
 * @param path of the file, or of the directory that holds all files that are concerned
 * @param directory whether the path is that of a directory
 * @param files how many copies there would be less
 * @param changed the metadata that differ, where nothing else does
 * @param metadataOnly whether nothing but metadata changed, in any of the files
 * @param removed whether files are removed, and not only shipped again
 * @param owner that all files of {@link Kind#COPY_METADATA} end with, {@code uid:gid}; empty where they differ or none changed
 * @param mode that they all end with, in octal; empty where they differ or none changed
 * @param whole of {@link Kind#COPY_METADATA}, whether these are all files that the layer copies in
 * @param places of {@link Kind#AVOID}, where the files are: files and directories that hold nothing else. None if there are other files among them, or
 *     more than {@link #MAX_PLACES} places
 * @param leftovers the kinds of leftovers that all the files are, for {@link Kind#AVOID} and {@link Kind#REMOVE_IN_PLACE}; empty if some are none
 */
public record Advice(
        Kind kind,
        List<Integer> layers,
        long savesBytes,
        long savesPullBytes,
        byte[] path,
        boolean directory,
        long files,
        Set<Change.Aspect> changed,
        boolean metadataOnly,
        boolean removed,
        String owner,
        String mode,
        boolean whole,
        List<Place> places,
        Set<LeftoverKind> leftovers) {

    /** Maximum places that a piece of advice names. */
    static final int MAX_PLACES = 3;

    /** A file or a directory. */
    public record Place(byte[] path, boolean isDirectory) {}

    /** What is to be done. */
    public enum Kind {
        /** Make several layers by one instruction. */
        MERGE,
        /** Have {@code COPY} set the owner and the mode that a later instruction changes. */
        COPY_METADATA,
        /** Remove in the instruction that makes it what a later one removes. */
        REMOVE_IN_PLACE,
        /** Build in a stage of its own what is copied in, and removed or rewritten. */
        MULTI_STAGE,
        /** Copy once what two instructions copy. */
        COPY_ONCE,
        /** Leave out what a container can see and does not need. */
        AVOID
    }
}
