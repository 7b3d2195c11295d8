package dev.tare.analysis.ledger;

import java.util.List;

/**
 * What a layer did to the tree below it.
 *
 * @param added names that it adds, of any kind
 * @param changed names that it ships anew, directories only where their metadata differ
 * @param removed names that are gone after it
 * @param notes what was odd about it, a line each
 */
public record LayerEffect(int added, int changed, int removed, List<String> notes) {}
