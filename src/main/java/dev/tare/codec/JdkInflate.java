package dev.tare.codec;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** zlib, as the JDK brings it. */
final class JdkInflate implements Inflate {

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();

    @Override
    public void reset() {
        inflater.reset();
        crc.reset();
    }

    @Override
    public void input(byte[] bytes, int from, int to) {
        inflater.setInput(bytes, from, to - from);
    }

    @Override
    public int inflate(byte[] target, int offset, int length) throws BadStream {
        int end = offset + length;
        int at = offset;
        try {
            while (at < end && !inflater.finished()) {
                int got = inflater.inflate(target, at, end - at);
                at += got;
                if (inflater.needsDictionary()) {
                    throw new BadStream("it wants a preset dictionary");
                }
                if (got == 0 && inflater.needsInput()) {
                    break;
                }
            }
        } catch (DataFormatException e) {
            throw new BadStream(String.valueOf(e.getMessage()));
        }
        crc.update(target, offset, at - offset);
        return at - offset;
    }

    @Override
    public boolean isFinished() {
        return inflater.finished();
    }

    @Override
    public int remaining() {
        return inflater.getRemaining();
    }

    @Override
    public int crc() {
        return (int) crc.getValue();
    }

    @Override
    public int count() {
        return (int) inflater.getBytesWritten();
    }

    @Override
    public void close() {
        inflater.end();
    }
}
