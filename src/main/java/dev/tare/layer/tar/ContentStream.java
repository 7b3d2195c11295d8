package dev.tare.layer.tar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A content as it passes in a tar, as a stream. It ends where the tar is cut off. */
final class ContentStream extends InputStream {

    private final TarInput in;
    private final ContentSink also;
    private long left;
    private @Nullable IOException fault;

    /** @param also is shown the content as it passes */
    ContentStream(TarInput in, long length, ContentSink also) {
        this.in = in;
        this.left = length;
        this.also = also;
    }

    /**
     * Has the content read, and what the reader leaves too.
     *
     * @return how many bytes are missing
     * @throws IOException if the tar cannot be read, also if the reader makes light of that
     */
    long read(TarReader.StreamTaker taker) throws IOException {
        taker.take(this);
        if (fault != null) {
            throw fault;
        }
        transferTo(OutputStream.nullOutputStream());
        return left;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int wanted = (int) Math.min(length, left);
            if (wanted == 0 || !in.more()) {
                return length == 0 ? 0 : -1;
            }
            int got = in.read(target, offset, wanted);
            also.accept(target, offset, got);
            left -= got;
            return got;
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
