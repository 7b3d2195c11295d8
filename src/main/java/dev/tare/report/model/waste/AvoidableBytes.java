package dev.tare.report.model.waste;

import java.util.OptionalLong;

/**
 * The sizes of the visible files that a container does not need.
 *
 * @param all of all layers
 * @param ofBase of these, those of the layers of the base image; 0 where they are not known
 * @param pulled an estimate of the part of a pull that they account for; empty where it is not known what a pull takes
 */
public record AvoidableBytes(long all, long ofBase, OptionalLong pulled) {

    /** Those of the layers above the base image. */
    public long own() {
        return all - ofBase;
    }
}
