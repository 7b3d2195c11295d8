package dev.tare.app;

import dev.tare.scan.ScanListener;

/** Is told how the reading of one image gets on, from before it is opened until it is closed. */
public interface Watch extends ScanListener, AutoCloseable {

    /** Nobody looks. */
    Watch NONE = new Watch() {};

    @Override
    default void close() {}

    /** Begins to watch the image of this name. */
    interface Starter {
        Watch on(String image);
    }
}
