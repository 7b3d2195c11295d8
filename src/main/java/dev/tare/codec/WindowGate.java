package dev.tare.codec;

import java.io.IOException;

/** Decides whether a decoder may have the memory that a stream asks for. */
@FunctionalInterface
public interface WindowGate {

    /**
     * Called before a decoder allocates a window, which holds output that later input refers to. It may wait.
     *
     * @param bytes size of the window
     * @throws IOException if the decoder may not have so much
     */
    void request(long bytes) throws IOException;
}
