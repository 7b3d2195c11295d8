package dev.tare.image;

import dev.tare.image.ImageFault.BeyondLimit;
import java.util.Arrays;

/** A value for each {@link Bound}. */
public final class Limits {

    /** Small layers may compress as well as they like: {@code dd if=/dev/zero} is no attack. In bytes. */
    public static final long RATIO_FROM = 1L << 30;

    /** The ratio of no bound: a file of zeros compresses a thousand times in gzip, a million times in bzip2. */
    public static final int ANY_RATIO = Integer.MAX_VALUE;

    /** Maximum size of what is read into memory as a whole. Arrays of a JDK have a little less than 2 GiB. */
    static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 64;

    public static final Limits DEFAULT = new Limits(Bound.standards());

    private final long[] values;

    private Limits(long[] values) {
        this.values = values;
    }

    /**
     * Returns these limits with another value for one bound.
     *
     * @param value not negative; a greater one than has an effect is taken as the greatest that has
     */
    public Limits with(Bound bound, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(bound.option() + ": " + value);
        }
        long[] changed = values.clone();
        changed[bound.ordinal()] = Math.min(value, bound.most());
        return new Limits(changed);
    }

    public long get(Bound bound) {
        return values[bound.ordinal()];
    }

    public int manifestBytes() {
        return (int) get(Bound.MANIFEST_BYTES);
    }

    public int configBytes() {
        return (int) get(Bound.CONFIG_BYTES);
    }

    public int layers() {
        return (int) get(Bound.LAYERS);
    }

    public int nameBytes() {
        return (int) get(Bound.NAME_BYTES);
    }

    public int paxBytes() {
        return (int) get(Bound.PAX_BYTES);
    }

    public int pathDepth() {
        return (int) get(Bound.PATH_DEPTH);
    }

    public int entries() {
        return (int) get(Bound.ENTRIES);
    }

    public long layerBytes() {
        return get(Bound.LAYER_BYTES);
    }

    public long imageBytes() {
        return get(Bound.IMAGE_BYTES);
    }

    public int ratio() {
        return (int) get(Bound.RATIO);
    }

    public long windowBytes() {
        return get(Bound.WINDOW_BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Limits limits && Arrays.equals(values, limits.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Limits" + Arrays.toString(values);
    }

    /** The fault of going beyond a bound: {@code what} is a noun phrase such as "a path of 70,000 bytes". */
    public static BeyondLimit exceeded(String what, long limit, Bound bound) {
        return new BeyondLimit(
                "%s is beyond the limit of %,d".formatted(what, limit),
                "if you trust this image, raise the limit with --" + bound.option());
    }
}
