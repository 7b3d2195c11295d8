package dev.tare.codec;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** The decoders and digests of this build. */
public final class Codecs {

    // constants of the executable: what is not chosen is not in it
    private static final boolean ISAL = StaticLibrary.ISAL.isLinked();
    private static final boolean OPENSSL = StaticLibrary.CRYPTO.isLinked();
    private static final boolean LIBZSTD = StaticLibrary.ZSTD.isLinked();

    /** Whether SHA-256 is computed of two streams at once, which OpenSSL does for x86-64. */
    static final boolean PAIRS = StaticLibrary.CRYPTO.defines("sha256_multi_block");

    private Codecs() {}

    public static Inflate inflate() {
        return ISAL ? new IsalInflate() : new JdkInflate();
    }

    /** @param algorithm {@code sha256} or {@code sha512}, as digests call it */
    public static MessageDigest digest(String algorithm) {
        if (OPENSSL && algorithm.equals("sha256")) {
            return new OpensslSha256();
        }
        try {
            return MessageDigest.getInstance("SHA-" + algorithm.substring("sha".length()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm.toUpperCase(Locale.ROOT), e);
        }
    }

    /** The same for a stream that is read beside others. */
    public static StreamDigest streamDigest(String algorithm) {
        return new StreamDigest(digest(algorithm));
    }

    /**
     * Any number of zstd frames, skippable ones passed over (RFC 8878, 3.1). What is read from it may throw {@link BadStream}. To be closed,
     * which does not close {@code in}.
     *
     * @param windowLog the binary logarithm of the most bytes that the decoder may have to hold
     * @param piece the compressed bytes that are taken in at once, at most
     */
    public static InputStream zstd(InputStream in, int windowLog, int piece) throws IOException {
        return LIBZSTD ? new LibzstdInput(in, windowLog, piece) : new ZstdJniInput(in, windowLog, piece);
    }

    /** What inflates, decodes zstd and computes SHA-256 here, for a person to read. */
    public static String inUse() {
        return "inflates with: %s%ndecodes zstd with: %s%ndigests with: %s"
                .formatted(ISAL ? "ISA-L" : "zlib (JDK)", LIBZSTD ? "libzstd" : "zstd-jni", digests());
    }

    private static String digests() {
        return !OPENSSL ? "JDK" : PAIRS ? "OpenSSL, two streams at once" : "OpenSSL";
    }
}
