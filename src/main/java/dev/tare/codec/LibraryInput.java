package dev.tare.codec;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A decoder of a library, whose exceptions become {@link BadStream}s. Those of the source pass as they are. */
final class LibraryInput extends InputStream {

    /** Makes a decoder, which may read from its source at once. */
    interface Opening {
        InputStream open(InputStream in) throws IOException;
    }

    private final Source source;
    private final Opening opening;
    private @Nullable InputStream plain;

    LibraryInput(InputStream in, Opening opening) {
        this.source = new Source(in);
        this.opening = opening;
    }

    /** The source of the decoder. Closing it is left to whoever opened it. */
    private static final class Source extends FilterInputStream {
        private @Nullable IOException failure;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return in.read(target, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void close() {}
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            if (plain == null) {
                plain = opening.open(source);
            }
            return plain.read(target, offset, length);
        } catch (IOException e) {
            throw e.equals(source.failure) ? e : new BadStream(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of a window that was refused
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        if (plain != null) {
            plain.close();
        }
    }
}
