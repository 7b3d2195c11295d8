package dev.tare.analysis.waste;

import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.node.Change;
import java.util.BitSet;
import java.util.Set;

/**
 * Hidden copies that belong together: those of one file, or of everything in a directory, hidden by one layer in one way.
 *
 * @param path of the file or the directory
 * @param directory whether the path is that of a directory
 * @param files how many copies
 * @param hiddenBy the layer that hides them
 * @param change what differs from the copies that hide them, where they were duplicated
 * @param changed the metadata that differ, where nothing else does
 * @param shippedBy the layers that ship them
 */
public record WasteGroup(
        byte[] path,
        boolean directory,
        long files,
        long wastedBytes,
        int hiddenBy,
        Fate fate,
        Change change,
        Set<Change.Aspect> changed,
        BitSet shippedBy) {}
