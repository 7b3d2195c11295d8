package dev.tare.codec;

import dev.tare.codec.nativelib.Libzstd;
import java.io.IOException;
import java.io.InputStream;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** libzstd's streaming decoder, in the executable. Frames follow one another; skippable ones are passed over (RFC 8878, 3.1). */
final class LibzstdInput extends InputStream {

    private final InputStream in;
    private final byte[] input;
    private Libzstd.Context context;
    private int from;
    private int to;
    private boolean inFrame;
    private boolean more;

    LibzstdInput(InputStream in, int windowLog, int piece) {
        this.in = in;
        this.input = new byte[piece];
        this.context = Libzstd.create();
        if (context.isNull()) {
            throw new OutOfMemoryError("zstd decoder");
        }
        Libzstd.set(context, Libzstd.windowLogMax(), windowLog);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (context.isNull()) {
            throw new IOException("closed");
        }
        while (true) {
            if (from == to && !more) {
                int got = in.read(input, 0, input.length);
                if (got <= 0) {
                    if (inFrame) {
                        throw new BadStream("truncated source");
                    }
                    return -1;
                }
                from = 0;
                to = got;
            }
            int got = decompress(target, offset, length);
            if (got > 0) {
                return got;
            }
        }
    }

    private int decompress(byte[] target, int offset, int length) throws BadStream {
        try (var pinnedInput = PinnedObject.create(input);
                var pinnedTarget = PinnedObject.create(target)) {
            Libzstd.In source = StackValue.get(Libzstd.In.class);
            source.src(pinnedInput.addressOfArrayElement(0));
            source.size(WordFactory.unsigned(to));
            source.pos(WordFactory.unsigned(from));
            Libzstd.Out sink = StackValue.get(Libzstd.Out.class);
            sink.dst(pinnedTarget.addressOfArrayElement(offset));
            sink.size(WordFactory.unsigned(length));
            sink.pos(WordFactory.zero());
            UnsignedWord code = Libzstd.decompress(context, sink, source);
            from = (int) source.pos().rawValue();
            int got = (int) sink.pos().rawValue();
            if (Libzstd.isError(code) != 0) {
                throw new BadStream(CTypeConversion.toJavaString(Libzstd.errorName(code)));
            }
            inFrame = code.rawValue() != 0;
            more = got == length && inFrame; // what is held back comes with the next call, without more input
            return got;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() {
        if (context.isNonNull()) {
            Libzstd.free(context);
            context = WordFactory.nullPointer();
        }
    }
}
