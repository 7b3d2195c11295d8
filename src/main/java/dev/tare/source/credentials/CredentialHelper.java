package dev.tare.source.credentials;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A program {@code docker-credential-NAME} that keeps credentials (docker-credential-helpers, "get": a server's name on
 * stdin, a JSON object on stdout).
 */
record CredentialHelper(String name, Duration patience) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A helper did not do its job; the message says how, and never what it printed. */
    static final class Failed extends Exception {
        Failed(String message) {
            super(message);
        }
    }

    String program() {
        return "docker-credential-" + name;
    }

    /** @return empty where the helper knows no credentials for the server */
    Optional<Credential> get(String server) throws Failed {
        if (!NAME.matcher(name).matches()) {
            throw new Failed("a credential helper's name has characters that no program's name has");
        }
        Process process;
        try {
            process = new ProcessBuilder(program(), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new Failed(program() + " is not installed, or not on the PATH");
        }
        try {
            // read on a thread of its own, so that a helper that neither answers nor ends cannot hold us
            var answer = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()));
            try (var stdin = process.getOutputStream()) {
                stdin.write(server.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // it ended without reading; what it answered counts
            }
            byte[] said = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw timedOut();
            }
            return process.exitValue() == 0 ? parse(said) : refused(said, process.exitValue());
        } catch (TimeoutException e) {
            throw timedOut();
        } catch (ExecutionException e) {
            throw new Failed(program() + " could not be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(program() + " was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Failed timedOut() {
        return new Failed("%s did not answer within %d seconds".formatted(program(), patience.toSeconds()));
    }

    private static byte[] readAll(InputStream stdout) {
        try (stdout) {
            return stdout.readNBytes(MAX_ANSWER_BYTES);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private Optional<Credential> parse(byte[] said) throws Failed {
        try {
            var answer = JSON.readTree(said);
            String user = answer.path("Username").asText("");
            String secret = answer.path("Secret").asText("");
            if (secret.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    user.equals("<token>")
                            ? new Credential.IdentityToken(secret)
                            : new Credential.Password(user, secret));
        } catch (JsonProcessingException e) {
            throw new Failed(program() + " answered with no valid JSON");
        } catch (IOException e) {
            throw new Failed(program() + " could not be read");
        }
    }

    private Optional<Credential> refused(byte[] said, int exitCode) throws Failed {
        // the one message that the protocol knows, and the one by which clients tell "none" from "failed"
        if (new String(said, StandardCharsets.UTF_8).strip().equals("credentials not found in native keychain")) {
            return Optional.empty();
        }
        throw new Failed("%s failed with exit code %d".formatted(program(), exitCode));
    }
}
