package dev.tare.source.credentials;

/** What proves to a registry who asks. Prints as what it is, and never as its secret. */
public sealed interface Credential {

    /** Who it is for, in a message: {@code alice}, or what kind of token it is. */
    String who();

    /** What is longer is rather a token than a name. */
    int LONGEST_NAME = 40;

    /** A user and a password, for Basic authentication or a token server. */
    record Password(String user, String password) implements Credential {
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

    /** An OAuth2 refresh token, which a token server turns into a registry's token (distribution's oauth.md). */
    record IdentityToken(String token) implements Credential {
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
