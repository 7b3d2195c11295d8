package dev.tare.layer.toc;

import java.io.IOException;

/** Reads parts of one blob as stored. Safe for use by many threads. */
@FunctionalInterface
public interface Ranges {

    /**
     * Reads a part.
     *
     * @param from the first byte, counted from 0
     * @param length in bytes, at least 1
     * @throws dev.tare.image.ImageFault.Damaged if the blob has fewer bytes
     */
    byte[] read(long from, int length) throws IOException;
}
