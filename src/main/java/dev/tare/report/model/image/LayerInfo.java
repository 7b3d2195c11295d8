package dev.tare.report.model.image;

import dev.tare.image.Printable;
import dev.tare.image.spec.Caption;

/**
 * Which layer of an image something is about.
 *
 * @param index its number, 0 for the lowest
 * @param digest of the blob
 * @param diffId of the uncompressed tar
 * @param createdBy the instruction as a Dockerfile would have it; empty where the history does not tell
 * @param comment of the history; empty where it has none
 */
public record LayerInfo(int index, String digest, String diffId, String createdBy, String comment) {

    /** Returns what tables call it, in one line without control characters; empty where nothing is known. */
    public String caption() {
        return Printable.of(Caption.of(createdBy, comment));
    }
}
