package dev.tare.report.model.image;

/**
 * The uncompressed bytes of an image's copies. All are exact.
 *
 * @param shipped of all copies
 * @param duplicated of the hidden copies that were shipped again
 * @param removed of the hidden copies that were removed or replaced
 * @param repeated what visible copies of the same content could share
 * @param wastedByBase of the wasted bytes, those that the layers of the base image waste among themselves; 0 where they are not known
 */
public record ContentBytes(long shipped, long duplicated, long removed, long repeated, long wastedByBase) {

    /** The bytes of the hidden copies. */
    public long wasted() {
        return duplicated + removed;
    }

    /** The bytes of the copies that the final tree leads to. */
    public long visible() {
        return shipped - wasted();
    }

    /** The share of the shipped bytes that is visible, from 0 to 1; 1 if nothing is shipped. */
    public double efficiency() {
        return shipped == 0 ? 1 : (double) visible() / shipped;
    }
}
