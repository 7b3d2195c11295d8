package dev.tare.packages;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Splits a text into lines while its bytes arrive. A line that is too long is left out. */
abstract class LineSplitter extends OutputStream {

    /** Maximum length of a line in bytes. A path of Linux has no more than 4,096, and a field of a database is in a few kilobytes. */
    private static final int MAX_LINE_BYTES = 64 << 10;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean isTooLong;

    /** Takes a line without its end. */
    abstract void line(byte[] line);

    /** All lines were taken. */
    void end() {}

    @Override
    public final void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public final void write(byte[] bytes, int offset, int length) {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                append(bytes, from, i);
                endOfLine();
                from = i + 1;
            }
        }
        append(bytes, from, offset + length);
    }

    private void append(byte[] bytes, int from, int to) {
        isTooLong |= line.size() + to - from > MAX_LINE_BYTES;
        if (!isTooLong) {
            line.write(bytes, from, to - from);
        }
    }

    private void endOfLine() {
        if (!isTooLong) {
            line(line.toByteArray());
        }
        line.reset();
        isTooLong = false;
    }

    @Override
    public final void close() {
        if (line.size() > 0) {
            endOfLine();
        }
        end();
    }
}
