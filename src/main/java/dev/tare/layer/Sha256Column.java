package dev.tare.layer;

import dev.tare.codec.Codecs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/** The first 128 bits of the SHA-256 of contents, a column of an index. */
final class Sha256Column {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest digest = Codecs.digest("sha256");
    private long[] high = new long[64];
    private long[] low = new long[64];

    /** The upper half of what is kept of a SHA-256. */
    static long high(byte[] sha256) {
        return (long) LONG.get(sha256, 0);
    }

    /** The lower half of what is kept of a SHA-256. */
    static long low(byte[] sha256) {
        return (long) LONG.get(sha256, Long.BYTES);
    }

    /** Takes the next bytes of a content. */
    void take(byte[] content, int offset, int run) {
        digest.update(content, offset, run);
    }

    /** Ends the content of an entry. */
    void end(int entry) {
        if (entry >= high.length) {
            high = Arrays.copyOf(high, Growth.to(entry + 1));
            low = Arrays.copyOf(low, high.length);
        }
        byte[] sha256 = digest.digest();
        high[entry] = high(sha256);
        low[entry] = low(sha256);
    }

    /** Returns true if the content of an entry has this hash. */
    boolean is(int entry, byte[] sha256) {
        return high[entry] == high(sha256) && low[entry] == low(sha256);
    }

    long[] high(int size) {
        return Arrays.copyOf(high, size);
    }

    long[] low(int size) {
        return Arrays.copyOf(low, size);
    }
}
