package dev.tare.cli.terminal;

import dev.tare.image.Printable;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A stranger's text on its way to a terminal: ends of lines and tabs pass, and whatever else a terminal would obey is escaped. */
public final class EscapedOutput extends FilterOutputStream {

    /** A longer line is not text. */
    private static final int MAX_LINE_BYTES = 64 << 10;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    public EscapedOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        boolean passes = b == '\n' || b == '\t';
        if (passes || text.size() == MAX_LINE_BYTES) {
            flushText();
        }
        if (passes) {
            out.write(b);
        } else {
            text.write(b);
        }
    }

    private void flushText() throws IOException {
        out.write(Printable.of(text.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        text.reset();
    }

    @Override
    public void flush() throws IOException {
        flushText();
        super.flush();
    }
}
