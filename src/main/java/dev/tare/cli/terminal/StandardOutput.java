package dev.tare.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output, which gets a report while it is made. */
public final class StandardOutput implements Destination {

    private static final int BUFFER_BYTES = 64 << 10;

    private final OutputStream stream = new BufferedOutputStream(Terminal.stdout(), BUFFER_BYTES);

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void complete() throws IOException {
        stream.flush();
    }

    @Override
    public void close() {
        // what was written is out, and the stream is not ours
    }
}
