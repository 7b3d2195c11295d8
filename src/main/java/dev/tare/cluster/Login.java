package dev.tare.cluster;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.http.PrivateServer.ClientCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** How an API server learns who asks. Prints as nothing of what is secret. */
sealed interface Login {

    /** The scheme of basic authentication, with its blank. */
    String BASIC = "Basic ";

    /** Stands for a secret in a message. */
    String CONCEALED = "***";

    /** Maximum bytes of a file with a token. */
    int MAX_TOKEN_BYTES = 1 << 20;

    /** Returns true if a header can hold this as a bearer token. */
    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /**
     * What is sent to the server.
     *
     * @param authorization a value of the header
     * @param expiration when both must be asked for again, if they expire
     */
    record Proof(
            Optional<String> authorization, Optional<ClientCertificate> certificate, Optional<Instant> expiration) {

        static Proof of(Optional<String> authorization, Optional<ClientCertificate> certificate) {
            return new Proof(authorization, certificate, Optional.empty());
        }

        /** A text of the server without what was sent to it, which some servers and proxies quote. */
        String conceal(String said) {
            String sent =
                    authorization.map(it -> it.substring(it.indexOf(' ') + 1)).orElse("");
            String concealed = sent.isEmpty() ? said : said.replace(sent, CONCEALED);
            String password = password();
            return password.isEmpty() ? concealed : concealed.replace(password, CONCEALED);
        }

        /** That of basic authentication; else empty. */
        private String password() {
            return authorization
                    .filter(it -> it.startsWith(BASIC))
                    .map(it -> Base64.getDecoder().decode(it.substring(BASIC.length())))
                    .map(it -> new String(it, StandardCharsets.UTF_8))
                    .map(it -> it.substring(it.indexOf(':') + 1))
                    .orElse("");
        }

        @Override
        public String toString() {
            return "Proof[]";
        }
    }

    /**
     * Finds what to send now.
     *
     * @throws Unreadable if there is nothing
     */
    Proof proof() throws Unreadable;

    /** A header and a certificate that do not change. */
    record Fixed(Optional<String> authorization, Optional<ClientCertificate> certificate) implements Login {

        static Optional<String> bearer(String token) {
            return Optional.of("Bearer " + token);
        }

        /** Basic authentication (RFC 7617, 2). */
        static Optional<String> basic(String user, String password) {
            return Optional.of(BASIC
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public Proof proof() {
            return Proof.of(authorization, certificate);
        }

        @Override
        public String toString() {
            return "Fixed[]";
        }
    }

    /** A token in a file that others renew. It is read before each request. */
    record TokenFile(Path file, Optional<ClientCertificate> certificate) implements Login {
        @Override
        public Proof proof() throws Unreadable {
            try (var in = Files.newInputStream(file)) {
                String token = new String(in.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.ISO_8859_1).strip();
                if (!isToken(token)) {
                    throw new Unreadable("the file %s holds no token".formatted(file), "");
                }
                return Proof.of(Fixed.bearer(token), certificate);
            } catch (Unreadable e) {
                throw e;
            } catch (IOException e) {
                throw new Unreadable("the token in %s cannot be read".formatted(file), "");
            }
        }
    }

    /** A program that is asked, and again once its answer has expired or was refused. */
    record Plugin(ExecPlugin program, Optional<ClientCertificate> certificate) implements Login {
        @Override
        public Proof proof() throws Unreadable {
            var own = program.ask();
            return new Proof(own.authorization(), own.certificate().or(() -> certificate), own.expiration());
        }
    }
}
