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

    /** Gives compressed bytes, once those before are used up. They must stay as they are until then. */
    void input(byte[] bytes, int from, int to);

    /**
     * Decodes into {@code target}.
     *
     * @return how many bytes came out; fewer than {@code length} only at the end of the stream, or when there is no more input
     * @throws BadStream if it is no deflate stream
     */
    int inflate(byte[] target, int offset, int length) throws BadStream;

    /** Whether the stream has ended, and all of it has come out. */
    boolean isFinished();

    /** How many bytes of the input have not been taken: at the end of the stream, those that follow it. */
    int remaining();

    /** The CRC-32 of all that came out of this stream. */
    int crc();

    /** How many bytes came out of this stream, modulo 2^32. */
    int count();

    @Override
    void close();
}
