package dev.tare.layer.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file, read at a position of its own, so that several parts can be read at once. Closing it leaves the file open. */
public final class ChannelInput extends InputStream {

    private final FileChannel channel;
    private final long end;
    private long position;

    /** @param length of the part in bytes, of which the file may have fewer */
    public ChannelInput(FileChannel channel, long offset, long length) throws IOException {
        this.channel = channel;
        this.position = offset;
        this.end = Math.min(channel.size(), offset + length);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, end - position);
        if (wanted <= 0) {
            return length == 0 ? 0 : -1;
        }
        int got = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
        position += Math.max(0, got);
        return got;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public long skip(long bytes) {
        long skipped = Math.clamp(end - position, 0, Math.max(0, bytes));
        position += skipped;
        return skipped;
    }
}
