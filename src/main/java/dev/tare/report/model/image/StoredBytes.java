package dev.tare.report.model.image;

import java.util.OptionalLong;

/**
 * The size of one layer or of all as they are stored and pulled.
 *
 * @param compressed as stored, compressed or not
 * @param pulled what a pull takes; empty where that is not known (accounting.md, "pulled bytes"), of all layers where that of any is not
 * @param wastedPull an estimate of the part of {@code pulled} that hidden copies account for; empty where {@code pulled} is
 */
public record StoredBytes(long compressed, OptionalLong pulled, OptionalLong wastedPull) {

    public boolean isPullKnown() {
        return pulled.isPresent();
    }
}
