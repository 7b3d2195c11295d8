package dev.tare.select;

import java.util.ArrayList;

/**
 * What was looked at and is not scanned.
 *
 * @param sameImages tags of images that another tag names
 * @param noImages tags that name no container image
 * @param tooOld tags of images from before the time that was asked for
 * @param repositories without a tag that fits
 */
public record LeftOut(int sameImages, int noImages, int tooOld, int repositories) {

    public static final LeftOut NOTHING = new LeftOut(0, 0, 0, 0);

    public LeftOut plus(LeftOut other) {
        return new LeftOut(
                sameImages + other.sameImages,
                noImages + other.noImages,
                tooOld + other.tooOld,
                repositories + other.repositories);
    }

    /** The same in words; empty if nothing was left out. */
    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        add(parts, sameImages, "tag names", "tags name", "an image that another tag names");
        add(parts, noImages, "tag names", "tags name", "no container image");
        add(parts, tooOld, "tag names", "tags name", "an image that is older than --since");
        add(parts, repositories, "repository has", "repositories have", "no tag that fits");
        return String.join(", ", parts);
    }

    private static void add(ArrayList<String> parts, int count, String one, String many, String what) {
        if (count > 0) {
            parts.add("%,d %s %s".formatted(count, count == 1 ? one : many, what));
        }
    }
}
