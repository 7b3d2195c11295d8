package dev.tare.image;

import dev.tare.codec.Codecs;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest, {@code algorithm:hex} (OCI image-spec, descriptor.md, "Digests"). The registered algorithms sha256
 * and sha512 are known; any other cannot be verified, so it is refused.
 */
public record Digest(String algorithm, String hex) {

    private static final Pattern SYNTAX = Pattern.compile("(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128})");

    /** @throws IllegalArgumentException if the text is no digest of a known algorithm */
    public static Digest parse(String text) {
        var matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a sha256 or sha512 digest: " + text.substring(0, Math.min(text.length(), 100)));
        }
        int colon = text.indexOf(':');
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Returns the digest that a {@link java.security.MessageDigest} of this algorithm computed. */
    public static Digest of(String algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    public static Digest sha256(byte[] bytes) {
        return computed("sha256", bytes);
    }

    /** The digest of all that is left of a stream. */
    public static Digest sha256(InputStream stream) throws IOException {
        var hash = Codecs.digest("sha256");
        byte[] buffer = new byte[1 << 16];
        for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
            hash.update(buffer, 0, got);
        }
        return of("sha256", hash.digest());
    }

    /** The digest of these bytes by this digest's algorithm. */
    public Digest ofSameKind(byte[] bytes) {
        return computed(algorithm, bytes);
    }

    private static Digest computed(String algorithm, byte[] bytes) {
        return of(algorithm, Codecs.digest(algorithm).digest(bytes));
    }

    /** Enough of it to tell layers apart in a message: {@code sha256:} and twelve digits. */
    public String brief() {
        return algorithm + ":" + hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
