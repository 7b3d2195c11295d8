package dev.tare.app;

import dev.tare.scan.ScanListener;
import java.io.IOException;

/** Is told how the reading of images gets on. Safe for use by many threads. */
public interface Watch {

    /** Nobody looks. */
    Watch NONE = _ -> new OfImage() {};

    /**
     * An image is about to be opened.
     *
     * @param name what the user called it
     */
    OfImage image(String name);

    /** Images of repositories are about to be chosen. */
    default OfSelection selection() {
        return OfSelection.NONE;
    }

    /**
     * Is told something about the run that is no fault.
     *
     * @param line without its beginning; untrusted text without secrets
     */
    default void notice(String line) {}

    /** Writes what is for the same eyes, and nothing of its own meanwhile. */
    default void pauseFor(Writing writing) throws IOException {
        writing.write();
    }

    /** Is told of one image until it is closed. */
    interface OfImage extends ScanListener, AutoCloseable {
        @Override
        default void close() {}
    }

    /** Is told how far the choice of images is, until it is closed. */
    interface OfSelection extends AutoCloseable {

        OfSelection NONE = new OfSelection() {};

        /** So many further repositories are to be listed. */
        default void repositories(int count) {}

        /** One of them is listed, or cannot be. */
        default void listed() {}

        /** So many further tags are to be looked at. */
        default void tags(int count) {}

        /** One of them was looked at. */
        default void looked() {}

        @Override
        default void close() {}
    }

    /** Something that is written. */
    interface Writing {
        void write() throws IOException;
    }
}
