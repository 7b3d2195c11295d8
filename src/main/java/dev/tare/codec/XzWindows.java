package dev.tare.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.ArrayCache;

/**
 * Asks for the dictionary of each block of an xz stream, and keeps the array for the blocks that follow: to clear a large one for each of thousands of
 * blocks would take an hour.
 */
final class XzWindows extends ArrayCache {

    /** Smaller arrays are not dictionaries, or too small to matter. */
    private static final int MIN_DICTIONARY_BYTES = 64 << 10;

    private final WindowGate gate;
    private byte @Nullable [] kept;

    XzWindows(WindowGate gate) {
        this.gate = gate;
    }

    @Override
    public byte[] getByteArray(int size, boolean fillWithZeros) {
        byte[] array = kept;
        if (size <= MIN_DICTIONARY_BYTES || array == null || array.length < size) {
            return allocate(size);
        }
        kept = null;
        if (fillWithZeros) {
            Arrays.fill(array, 0, size, (byte) 0);
        }
        return array;
    }

    private byte[] allocate(int size) {
        if (size > MIN_DICTIONARY_BYTES) {
            kept = null; // it is too small, and two at a time are too much
        }
        try {
            gate.request(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new byte[size];
    }

    @Override
    public void putArray(byte[] array) {
        if (array.length > MIN_DICTIONARY_BYTES) {
            kept = array;
        }
    }
}
