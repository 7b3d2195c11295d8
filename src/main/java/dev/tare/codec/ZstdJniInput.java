package dev.tare.codec;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;

/** zstd-jni's decoder. */
final class ZstdJniInput extends FilterInputStream {

    ZstdJniInput(ZstdFrames in, int windowLog) throws IOException {
        super(new ZstdInputStreamNoFinalizer(in).setLongMax(windowLog));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (ZstdIOException e) {
            throw new BadStream(String.valueOf(e.getMessage()));
        }
    }
}
