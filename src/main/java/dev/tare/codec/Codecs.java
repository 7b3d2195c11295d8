package dev.tare.codec;

import dev.tare.codec.nativelib.MultiBlockCheck;
import dev.tare.codec.nativelib.OpensslSha256;
import dev.tare.codec.nativelib.StaticLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** The decoders and digests of this build. */
public final class Codecs {

    // constants of the executable: what is not chosen is not in it
    private static final boolean ISAL = StaticLibrary.ISAL.isLinked();
    private static final boolean OPENSSL = StaticLibrary.CRYPTO.isLinked();
    private static final boolean LIBZSTD = StaticLibrary.ZSTD.isLinked();

    /** The largest window that the decoders of zstd have, 2 GiB; what may be taken of it is for a {@link WindowGate} to say. */
    private static final int ZSTD_WINDOW_LOG = 31;

    /** The limit that the decoder of xz is given: all that it holds is asked of the gate. */
    private static final int UNLIMITED = -1;

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

    /**
     * Any number of zstd frames, skippable ones passed over (RFC 8878, 3.1). What is read from it may throw {@link BadStream}. To be closed,
     * which does not close {@code in}.
     *
     * @param gate is asked for the window of each frame
     * @param piece the compressed bytes that are taken in at once, at most
     */
    public static InputStream zstd(InputStream in, WindowGate gate, int piece) throws IOException {
        var frames = new ZstdFrames(in, gate, piece);
        return LIBZSTD ? new LibzstdInput(frames, ZSTD_WINDOW_LOG, piece) : new ZstdJniInput(frames, ZSTD_WINDOW_LOG);
    }

    /**
     * Any number of xz streams, with padding between them (The .xz File Format, 2). Otherwise as {@link #zstd}.
     *
     * @param gate is asked for the dictionary of each block
     */
    public static InputStream xz(InputStream in, WindowGate gate) {
        return new LibraryInput(in, source -> new XZInputStream(source, UNLIMITED, true, new XzWindows(gate)));
    }

    /** Decodes all members of a gzip stream. Layers are decoded with {@link #inflate}, which is faster. */
    public static InputStream gzip(InputStream in) throws IOException {
        return new GzipMembers(in);
    }

    /** Any number of bzip2 streams, which never want more than a few megabytes. Otherwise as {@link #zstd}. */
    public static InputStream bzip2(InputStream in) {
        return new LibraryInput(in, source -> new BZip2CompressorInputStream(source, true));
    }

    /** The names of the libraries that inflate, decode zstd and compute SHA-256, for people. */
    public static String inUse() {
        return "inflates with: %s%ndecodes zstd with: %s%ndigests with: %s"
                .formatted(ISAL ? "ISA-L" : "zlib (JDK)", LIBZSTD ? "libzstd" : "zstd-jni", digests());
    }

    private static String digests() {
        if (!MultiBlockCheck.PASSED) {
            return OPENSSL ? "OpenSSL" : "JDK";
        }
        return StaticLibrary.isBuilding() || OpensslSha256.pairsAgree() ? "OpenSSL, two streams at once" : "OpenSSL";
    }
}
