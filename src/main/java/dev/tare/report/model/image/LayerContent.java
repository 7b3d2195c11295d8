package dev.tare.report.model.image;

/**
 * What a layer holds and does.
 *
 * @param entries tar members
 * @param shippedBytes of the copies in the layer
 * @param wastedBytes of the hidden copies that the layer ships
 * @param hidesBytes of the copies that the layer hides
 * @param added names that the layer adds to the tree
 * @param changed names that it ships anew, directories only where their metadata differ
 * @param removed names that are gone after the layer
 */
public record LayerContent(
        long entries, long shippedBytes, long wastedBytes, long hidesBytes, int added, int changed, int removed) {}
