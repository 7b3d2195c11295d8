package dev.tare.codec;

import java.security.MessageDigest;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.c.struct.SizeOf;
import org.graalvm.word.WordFactory;

/** SHA-256 (FIPS 180-4) by OpenSSL, in the executable. */
final class OpensslSha256 extends MessageDigest {

    private static final int LENGTH = 32;

    /** Bytes of one call at most: nobody can collect garbage meanwhile. */
    private static final int STEP = 256 << 10;

    private final byte[] context = new byte[SizeOf.get(Openssl.Sha256.class)];

    OpensslSha256() {
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
            for (int done = 0; done < length; done += STEP) {
                Openssl.update(
                        c,
                        pinnedInput.addressOfArrayElement(offset + done),
                        WordFactory.unsigned(Math.min(STEP, length - done)));
            }
        }
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
