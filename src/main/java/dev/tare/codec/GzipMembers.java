package dev.tare.codec;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * All members of a gzip stream (RFC 1952, 2.2). Zeros may follow the last: bsdtar pads to whole records what it writes to a pipe, tapes
 * are read in blocks, and gzip(1) passes over both. To be closed, which closes the source.
 */
final class GzipMembers extends InputStream {

    private static final int MAGIC = 0x1f8b;

    private final InputStream in;
    private InputStream member;

    /** @throws IOException if it does not begin with a member */
    GzipMembers(InputStream source) throws IOException {
        in = source.markSupported() ? source : new BufferedInputStream(source);
        member = member();
    }

    /** Reads to the end of the member and no further. */
    private InputStream member() throws IOException {
        return GzipCompressorInputStream.builder().setInputStream(in).get();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int got = member.read(target, offset, length);
        while (got < 0 && length > 0 && hasMember()) {
            member = member();
            got = member.read(target, offset, length);
        }
        return got;
    }

    private boolean hasMember() throws IOException {
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        if ((first << 8 | second) == MAGIC) {
            return true;
        }
        for (int padding = in.read(); padding >= 0; padding = in.read()) {
            if (padding != 0) {
                throw new BadStream("bytes that are no gzip follow it");
            }
        }
        return false;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        member.close();
    }
}
