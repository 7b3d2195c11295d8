package dev.tare.codec;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.IntStream;

/**
 * XXH3-128 (xxHash specification, "XXH3 Algorithm Overview"; seed 0 and the default secret) of one content after another. What is of 240
 * bytes or less is hash4j's; the loop over longer ones is here, since in the executable each eight bytes are a call in hash4j's,
 * which takes twice as long.
 */
public final class ContentHash {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] SECRET = HexFormat.of()
            .parseHex("b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
                    + "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
                    + "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
                    + "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
                    + "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
                    + "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e");

    private static final long PRIME32_1 = 0x9E3779B1L;
    private static final long PRIME32_2 = 0x85EBCA77L;
    private static final long PRIME32_3 = 0xC2B2AE3DL;
    private static final long PRIME64_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME64_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME64_3 = 0x165667B19E3779F9L;
    private static final long PRIME64_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME64_5 = 0x27D4EB2F165667C5L;
    private static final long AVALANCHE = 0x165667919E3779F9L;

    private static final int MAX_SHORT_BYTES = 240;
    private static final int STRIPE = 64;
    private static final int STRIPES_OF_BLOCK = 16;

    private static final long[] KEYS = keys(0, STRIPES_OF_BLOCK + 8); // of each stripe of a block, and of its end
    private static final long[] LAST_KEYS = keys(121, 8);
    private static final long[] LOW_KEYS = keys(11, 8);
    private static final long[] HIGH_KEYS = keys(117, 8);

    /** The last bytes, which are not hashed yet since the end is hashed differently. The stripe before them is kept at the end of the array. */
    private final byte[] buffer = new byte[4 * STRIPE];

    private int buffered;
    private long total;
    private int stripe;
    private long acc0;
    private long acc1;
    private long acc2;
    private long acc3;
    private long acc4;
    private long acc5;
    private long acc6;
    private long acc7;

    private static long[] keys(int from, int count) {
        return IntStream.range(0, count)
                .mapToLong(i -> (long) LONG.get(SECRET, from + i * Long.BYTES))
                .toArray();
    }

    public ContentHash() {
        reset();
    }

    /** Begins another content. */
    public void reset() {
        buffered = 0;
        total = 0;
        stripe = 0;
        acc0 = PRIME32_3;
        acc1 = PRIME64_1;
        acc2 = PRIME64_2;
        acc3 = PRIME64_3;
        acc4 = PRIME64_4;
        acc5 = PRIME32_2;
        acc6 = PRIME64_5;
        acc7 = PRIME32_1;
    }

    /** The hash of a content that is there as a whole; what was begun is lost. */
    public HashValue128 hash(byte[] bytes, int from, int length) {
        if (length <= MAX_SHORT_BYTES) {
            return Hashing.xxh3_128().hashBytesTo128Bits(bytes, from, length);
        }
        reset();
        stripes(bytes, from, (length - 1) / STRIPE);
        accumulate(bytes, from + length - STRIPE, 1, LAST_KEYS, 0);
        return merged(length);
    }

    public void update(byte[] bytes, int from, int length) {
        total += length;
        int at = from;
        int end = from + length;
        if (length > buffer.length - buffered) {
            if (buffered > 0) {
                int fill = buffer.length - buffered;
                System.arraycopy(bytes, at, buffer, buffered, fill);
                stripes(buffer, 0, buffer.length / STRIPE);
                buffered = 0;
                at += fill;
            }
            int whole = (end - at - 1) / STRIPE; // something is always left for the end
            if (whole > 0) {
                stripes(bytes, at, whole);
                at += whole * STRIPE;
                System.arraycopy(bytes, at - STRIPE, buffer, buffer.length - STRIPE, STRIPE);
            }
        }
        System.arraycopy(bytes, at, buffer, buffered, end - at);
        buffered += end - at;
    }

    /** The hash of all since {@link #reset}, which is to come before anything else. */
    public HashValue128 get() {
        if (total <= MAX_SHORT_BYTES) {
            return Hashing.xxh3_128().hashBytesTo128Bits(buffer, 0, buffered);
        }
        stripes(buffer, 0, (buffered - 1) / STRIPE);
        byte[] last = new byte[STRIPE];
        int before = Math.max(0, STRIPE - buffered);
        System.arraycopy(buffer, buffer.length - before, last, 0, before);
        System.arraycopy(buffer, buffered - (STRIPE - before), last, before, STRIPE - before);
        accumulate(last, 0, 1, LAST_KEYS, 0);
        return merged(total);
    }

    private void stripes(byte[] bytes, int from, int count) {
        int at = from;
        for (int left = count; left > 0; ) {
            int run = Math.min(left, STRIPES_OF_BLOCK - stripe);
            accumulate(bytes, at, run, KEYS, stripe);
            at += run * STRIPE;
            left -= run;
            stripe += run;
            if (stripe == STRIPES_OF_BLOCK) {
                scramble();
                stripe = 0;
            }
        }
    }

    private void accumulate(byte[] bytes, int from, int stripes, long[] keys, int firstKey) {
        long a0 = acc0;
        long a1 = acc1;
        long a2 = acc2;
        long a3 = acc3;
        long a4 = acc4;
        long a5 = acc5;
        long a6 = acc6;
        long a7 = acc7;
        int at = from;
        int key = firstKey;
        for (int i = 0; i < stripes; i++) {
            // written out, since a method around it is not compiled into its caller
            long d0 = (long) LONG.get(bytes, at);
            long d1 = (long) LONG.get(bytes, at + 8);
            a0 += d1 + product(d0 ^ keys[key]);
            a1 += d0 + product(d1 ^ keys[key + 1]);
            long d2 = (long) LONG.get(bytes, at + 16);
            long d3 = (long) LONG.get(bytes, at + 24);
            a2 += d3 + product(d2 ^ keys[key + 2]);
            a3 += d2 + product(d3 ^ keys[key + 3]);
            long d4 = (long) LONG.get(bytes, at + 32);
            long d5 = (long) LONG.get(bytes, at + 40);
            a4 += d5 + product(d4 ^ keys[key + 4]);
            a5 += d4 + product(d5 ^ keys[key + 5]);
            long d6 = (long) LONG.get(bytes, at + 48);
            long d7 = (long) LONG.get(bytes, at + 56);
            a6 += d7 + product(d6 ^ keys[key + 6]);
            a7 += d6 + product(d7 ^ keys[key + 7]);
            at += STRIPE;
            key++;
        }
        acc0 = a0;
        acc1 = a1;
        acc2 = a2;
        acc3 = a3;
        acc4 = a4;
        acc5 = a5;
        acc6 = a6;
        acc7 = a7;
    }

    private static long product(long word) {
        return (word & 0xffffffffL) * (word >>> 32);
    }

    private void scramble() {
        acc0 = scrambled(acc0, 0);
        acc1 = scrambled(acc1, 1);
        acc2 = scrambled(acc2, 2);
        acc3 = scrambled(acc3, 3);
        acc4 = scrambled(acc4, 4);
        acc5 = scrambled(acc5, 5);
        acc6 = scrambled(acc6, 6);
        acc7 = scrambled(acc7, 7);
    }

    private static long scrambled(long acc, int lane) {
        return (acc ^ (acc >>> 47) ^ KEYS[STRIPES_OF_BLOCK + lane]) * PRIME32_1;
    }

    private HashValue128 merged(long length) {
        return new HashValue128(merged(~(length * PRIME64_2), HIGH_KEYS), merged(length * PRIME64_1, LOW_KEYS));
    }

    private long merged(long start, long[] keys) {
        long sum = start
                + folded(acc0 ^ keys[0], acc1 ^ keys[1])
                + folded(acc2 ^ keys[2], acc3 ^ keys[3])
                + folded(acc4 ^ keys[4], acc5 ^ keys[5])
                + folded(acc6 ^ keys[6], acc7 ^ keys[7]);
        long mixed = (sum ^ (sum >>> 37)) * AVALANCHE;
        return mixed ^ (mixed >>> 32);
    }

    private static long folded(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
