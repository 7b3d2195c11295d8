package dev.tare.cli.terminal;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Where a report goes. */
public interface Destination extends Closeable {

    OutputStream stream();

    /** Is called when all of the report has been written. */
    void complete() throws IOException;

    /** Gives up what was not completed. */
    @Override
    void close();
}
