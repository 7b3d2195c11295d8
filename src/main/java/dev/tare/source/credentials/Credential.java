package dev.tare.source.credentials;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves to a registry who asks. Prints as what it is, and never as its secret. */
public sealed interface Credential {

    /** Who it is for, in a message: {@code alice}, or what kind of token it is. */
    String who();

    /** What is longer is rather a token than a name. */
    int LONGEST_NAME = 40;

    /**
     * A user and a password, for Basic authentication or a token server.
     *
     * @param charset in which both are sent. It is UTF-8 but for those that were kept as bytes that are no UTF-8: ISO-8859-1 gives each of
     *     these back as it was
     */
    record Password(String user, String password, Charset charset) implements Credential {

        public Password(String user, String password) {
            this(user, password, StandardCharsets.UTF_8);
        }

        /** Those that these bytes are, which need not be UTF-8 (RFC 7617, B.3). */
        public static Password of(byte[] user, byte[] password) {
            var charset = isUtf8(user) && isUtf8(password) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
            return new Password(new String(user, charset), new String(password, charset), charset);
        }

        private static boolean isUtf8(byte[] bytes) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
                return true;
            } catch (CharacterCodingException e) {
                return false;
            }
        }

        /** The credentials of Basic authentication (RFC 7617, 2): the Base64 of {@code user:password}. */
        public String basic() {
            return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(charset));
        }

        /** Some registries take a token as the user too, which is then as secret as a password. */
        @Override
        public String who() {
            return user.equals(password) || user.length() > LONGEST_NAME ? "a user whose name may be a secret" : user;
        }

        @Override
        public String toString() {
            return "Password[user=" + who() + "]";
        }
    }

    /**
     * An OAuth2 refresh token, which a token server turns into a registry's token (distribution's oauth.md).
     *
     * @param basic what stands in for it where a server knows no OAuth2: user and password of the same entry, or the token as the password
     */
    record IdentityToken(String token, Password basic) implements Credential {

        public IdentityToken(String token) {
            this(token, new Password("", token));
        }

        @Override
        public String who() {
            return "the bearer of an identity token";
        }

        @Override
        public String toString() {
            return "IdentityToken[]";
        }
    }

    /** A token that the registry itself takes. */
    record RegistryToken(String token) implements Credential {
        @Override
        public String who() {
            return "the bearer of a registry token";
        }

        @Override
        public String toString() {
            return "RegistryToken[]";
        }
    }
}
