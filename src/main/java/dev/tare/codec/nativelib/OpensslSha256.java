package dev.tare.codec.nativelib;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.struct.SizeOf;
import org.graalvm.word.Pointer;
import org.graalvm.word.WordFactory;
import org.jspecify.annotations.Nullable;

/** SHA-256 (FIPS 180-4) by OpenSSL, in the executable: of one stream, or of two at once. */
public final class OpensslSha256 extends MessageDigest {

    private static final int LENGTH = 32;
    private static final int BLOCK = 64;
    private static final int WORDS = 8;

    /** Number of lanes in the arguments of {@code sha256_multi_block}: words of the states side by side, and a pointer and a number of blocks for each. */
    private static final int LANES = 8;

    private static final int INPUT = 16;

    /** Maximum bytes of one native call. The garbage collector cannot run during a call. */
    private static final int MAX_CALL_BYTES = 256 << 10;

    /** The result of {@link #pairsAgree}. Evaluated at first use, since the function chooses its code by the processor. */
    private static volatile @Nullable Boolean agrees;

    private final byte[] context = new byte[SizeOf.get(Openssl.Sha256.class)];

    public OpensslSha256() {
        super("SHA-256");
        engineReset();
    }

    @Override
    protected void engineReset() {
        try (var pinned = PinnedObject.create(context)) {
            Openssl.Sha256 c = pinned.addressOfArrayElement(0);
            Openssl.init(c);
        }
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        if (length == 0) {
            return;
        }
        try (var pinnedContext = PinnedObject.create(context);
                var pinnedInput = PinnedObject.create(input)) {
            Openssl.Sha256 c = pinnedContext.addressOfArrayElement(0);
            for (int done = 0; done < length; done += MAX_CALL_BYTES) {
                Openssl.update(
                        c,
                        pinnedInput.addressOfArrayElement(offset + done),
                        WordFactory.unsigned(Math.min(MAX_CALL_BYTES, length - done)));
            }
        }
    }

    /** Returns true if two streams at once have the digests of one after the other, in lengths and places as they come. */
    public static boolean pairsAgree() {
        Boolean known = agrees;
        if (known == null) {
            known = Known.agree();
            agrees = known;
        }
        return known;
    }

    /** Two messages and their digests by the JDK, which are in the executable as they were when it was built. */
    private static final class Known {
        private static final byte[] MESSAGE = message();
        private static final int SHARED = 10 * BLOCK + 7;
        private static final int FROM_A = 3;
        private static final int FROM_B = 100;
        private static final byte[] DIGEST_A = digest(FROM_A);
        private static final byte[] DIGEST_B = digest(FROM_B);

        private static byte[] message() {
            byte[] message = new byte[FROM_B + SHARED];
            for (int i = 0; i < message.length; i++) {
                message[i] = (byte) (i * i + i / 7);
            }
            return message;
        }

        private static byte[] digest(int from) {
            try {
                var jdk = MessageDigest.getInstance("SHA-256");
                jdk.update(MESSAGE, from, SHARED);
                return jdk.digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        static boolean agree() {
            var a = new OpensslSha256();
            var b = new OpensslSha256();
            both(a, MESSAGE, FROM_A, b, MESSAGE, FROM_B, SHARED);
            return MessageDigest.isEqual(a.digest(), DIGEST_A) && MessageDigest.isEqual(b.digest(), DIGEST_B);
        }
    }

    /** Takes {@code length} bytes of either, in half the time where the processor has instructions for SHA. */
    public static void both(
            OpensslSha256 a, byte[] ofA, int fromA, OpensslSha256 b, byte[] ofB, int fromB, int length) {
        int beginA = Math.min(length, a.toBlock());
        int beginB = Math.min(length, b.toBlock());
        a.engineUpdate(ofA, fromA, beginA);
        b.engineUpdate(ofB, fromB, beginB);
        int blocks = (length - Math.max(beginA, beginB)) / BLOCK;
        int done = 0;
        while (done < blocks) {
            int some = Math.min(blocks - done, MAX_CALL_BYTES / BLOCK);
            blocks(a, ofA, fromA + beginA + done * BLOCK, b, ofB, fromB + beginB + done * BLOCK, some);
            done += some;
        }
        int endA = beginA + blocks * BLOCK;
        int endB = beginB + blocks * BLOCK;
        a.engineUpdate(ofA, fromA + endA, length - endA);
        b.engineUpdate(ofB, fromB + endB, length - endB);
    }

    /** Bytes that are missing in the block that has begun. */
    private int toBlock() {
        try (var pinned = PinnedObject.create(context)) {
            Openssl.Sha256 c = pinned.addressOfArrayElement(0);
            return (BLOCK - c.num()) % BLOCK;
        }
    }

    private static void blocks(
            OpensslSha256 a, byte[] ofA, int fromA, OpensslSha256 b, byte[] ofB, int fromB, int blocks) {
        try (var contextA = PinnedObject.create(a.context);
                var contextB = PinnedObject.create(b.context);
                var bytesA = PinnedObject.create(ofA);
                var bytesB = PinnedObject.create(ofB)) {
            Openssl.Sha256 ctxA = contextA.addressOfArrayElement(0);
            Openssl.Sha256 ctxB = contextB.addressOfArrayElement(0);
            Pointer state = StackValue.get(LANES * WORDS * Integer.BYTES);
            Pointer inputs = StackValue.get(LANES * INPUT);
            for (int lane = 0; lane < LANES; lane++) {
                inputs.writeWord(lane * INPUT, WordFactory.nullPointer());
                inputs.writeInt(lane * INPUT + Long.BYTES, 0);
            }
            inputs.writeWord(0, bytesA.addressOfArrayElement(fromA));
            inputs.writeInt(Long.BYTES, blocks);
            inputs.writeWord(INPUT, bytesB.addressOfArrayElement(fromB));
            inputs.writeInt(INPUT + Long.BYTES, blocks);
            for (int word = 0; word < WORDS; word++) {
                state.writeInt(word * LANES * Integer.BYTES, ctxA.h().read(word));
                state.writeInt((word * LANES + 1) * Integer.BYTES, ctxB.h().read(word));
            }
            Openssl.multiBlock(state, inputs, 1);
            for (int word = 0; word < WORDS; word++) {
                ctxA.h().write(word, state.readInt(word * LANES * Integer.BYTES));
                ctxB.h().write(word, state.readInt((word * LANES + 1) * Integer.BYTES));
            }
            count(ctxA, blocks);
            count(ctxB, blocks);
        }
    }

    private static void count(Openssl.Sha256 context, int blocks) {
        long bits = ((long) context.high() << 32 | (context.low() & 0xffffffffL)) + blocks * (8L * BLOCK);
        context.high((int) (bits >>> 32));
        context.low((int) bits);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] digest = new byte[LENGTH];
        try (var pinnedContext = PinnedObject.create(context);
                var pinnedDigest = PinnedObject.create(digest)) {
            Openssl.Sha256 c = pinnedContext.addressOfArrayElement(0);
            Openssl.finish(pinnedDigest.addressOfArrayElement(0), c);
        }
        engineReset();
        return digest;
    }

    @Override
    protected int engineGetDigestLength() {
        return LENGTH;
    }
}
