package dev.tare.codec;

import dev.tare.codec.nativelib.Isal;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.c.struct.SizeOf;

/**
 * ISA-L's inflate, in the executable. Its state lives in an array of ours, so that nothing has to be freed; the calls are short and make
 * no transition, and all that they see is pinned meanwhile.
 */
final class IsalInflate implements Inflate {

    /** Maximum output of one native call. The garbage collector cannot run during a call. */
    private static final int MAX_CALL_OUTPUT_BYTES = 1 << 20;

    private static final byte[] NOTHING = {};

    private final byte[] state = new byte[SizeOf.get(Isal.State.class)];
    private byte[] input = NOTHING;
    private int from;
    private int to;
    private boolean finished;
    private int ahead;
    private int crc;
    private int count;

    IsalInflate() {
        try (var pinned = PinnedObject.create(state)) {
            Isal.State s = pinned.addressOfArrayElement(0);
            Isal.init(s);
        }
        reset();
    }

    @Override
    public void reset() {
        try (var pinned = PinnedObject.create(state)) {
            Isal.State s = pinned.addressOfArrayElement(0);
            Isal.reset(s);
            s.crcFlag(Isal.gzipWithoutHeader());
        }
        input = NOTHING;
        from = 0;
        to = 0;
        finished = false;
        ahead = 0;
        crc = 0;
        count = 0;
    }

    @Override
    public void input(byte[] bytes, int from, int to) {
        input = bytes;
        this.from = from;
        this.to = to;
    }

    @Override
    public int inflate(byte[] target, int offset, int length) throws BadStream {
        int end = offset + length;
        int at = offset;
        while (at < end && !finished) {
            int before = from;
            int got = step(target, at, Math.min(end - at, MAX_CALL_OUTPUT_BYTES));
            at += got;
            count += got;
            if (got == 0 && (from == to || from == before)) {
                break;
            }
        }
        if (at == offset && !finished && from < to) {
            throw new BadStream("it cannot be decoded further");
        }
        return at - offset;
    }

    private int step(byte[] target, int offset, int length) throws BadStream {
        int result;
        int got;
        try (var pinnedState = PinnedObject.create(state);
                var pinnedInput = PinnedObject.create(from == to ? state : input);
                var pinnedTarget = PinnedObject.create(target)) {
            Isal.State s = pinnedState.addressOfArrayElement(0);
            s.nextIn(pinnedInput.addressOfArrayElement(from == to ? 0 : from));
            s.availIn(to - from);
            s.nextOut(pinnedTarget.addressOfArrayElement(offset));
            s.availOut(length);
            result = Isal.inflate(s);
            from = to - s.availIn();
            got = length - s.availOut();
            crc = s.crc();
            finished = s.blockState() == Isal.FINISHED;
            ahead = finished ? s.readInLength() / 8 : 0;
        }
        if (result < 0) {
            throw new BadStream(describe(result));
        }
        return got;
    }

    private static String describe(int result) {
        return result == Isal.invalidBlock()
                ? "invalid block"
                : result == Isal.invalidSymbol()
                        ? "invalid symbol"
                        : result == Isal.invalidLookback() ? "invalid distance too far back" : "error " + result;
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    /** Returns the whole bytes that are in the bit buffer at the end of the stream: they were read, but follow the stream. */
    @Override
    public int remaining() {
        return to - from + ahead;
    }

    @Override
    public int crc() {
        return crc;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void close() {
        input = NOTHING;
    }
}
