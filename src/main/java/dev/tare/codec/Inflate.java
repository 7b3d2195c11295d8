package dev.tare.codec;

/**
 * Decodes raw deflate streams (RFC 1951), one after the other, and sums up what comes out as gzip wants it (RFC 1952, 2.3.1: CRC32,
 * ISIZE). Not for several threads at once.
 *
 * <p>Streams that are damaged may be found to be so by one implementation and by another not, or later, as with a Huffman code that is
 * incomplete; the sums tell, so they are always to be compared.
 */
public interface Inflate extends AutoCloseable {

    /** Begins a new stream. */
    void reset();

    /** Sets the next compressed bytes, once those before are used up. They must not be changed until then. */
    void input(byte[] bytes, int from, int to);

    /**
     * Decodes into {@code target}.
     *
     * @return how many bytes came out; fewer than {@code length} only at the end of the stream, or when there is no more input
     * @throws BadStream if it is no deflate stream
     */
    int inflate(byte[] target, int offset, int length) throws BadStream;

    /** Returns true if the stream has ended, and all of it has come out. */
    boolean isFinished();

    /** The number of input bytes that were not consumed. At the end of the stream these follow it. */
    int remaining();

    /** The CRC-32 of the output of this stream. */
    int crc();

    /** The length of the output of this stream, modulo 2^32. */
    int count();

    @Override
    void close();
}
