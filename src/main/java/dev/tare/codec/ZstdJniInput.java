package dev.tare.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** zstd-jni's decoder. */
final class ZstdJniInput extends FilterInputStream {

    ZstdJniInput(InputStream in, int windowLog, int piece) throws IOException {
        super(new ZstdInputStreamNoFinalizer(new Pieces(in, piece)).setLongMax(windowLog));
    }

    /** It asks for as much as it likes; it gets a piece. */
    private static final class Pieces extends FilterInputStream {
        private final int piece;

        Pieces(InputStream in, int piece) {
            super(in);
            this.piece = piece;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, piece));
        }

        /** Whoever opened what is below closes it. */
        @Override
        public void close() {}
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (ZstdIOException e) {
            throw new BadStream(
                    String.valueOf(e.getMessage()), e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge());
        }
    }
}
