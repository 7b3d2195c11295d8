package dev.tare.layer.toc;

import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream. Closing it closes the stream. */
final class Bounded extends InputStream {

    private final InputStream in;
    private long left;

    Bounded(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, left);
        int got = wanted == 0 ? -1 : in.read(target, offset, wanted);
        left -= Math.max(0, got);
        return length == 0 ? 0 : got;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
