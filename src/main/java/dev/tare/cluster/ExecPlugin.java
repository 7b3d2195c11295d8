package dev.tare.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.cluster.Login.Fixed;
import dev.tare.cluster.Login.Proof;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.http.PrivateServer.ClientCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that gives the credentials for a cluster (client.authentication.k8s.io/v1 and v1beta1, "ExecCredential").
 *
 * @param where the user of a kubeconfig that names it, for messages
 * @param folder of that kubeconfig, by which a relative path is meant
 * @param command a name on the {@code PATH} or a path
 * @param variables what is added to the environment
 * @param version of the interface
 * @param stdin whether the program may ask the user
 * @param cluster what it is told of the cluster; empty unless it wants to know
 * @param installHint what the kubeconfig says about how to get it; untrusted text
 */
record ExecPlugin(
        String where,
        Path folder,
        String command,
        List<String> arguments,
        Map<String, String> variables,
        String version,
        PluginStdin stdin,
        Optional<ObjectNode> cluster,
        String installHint) {

    static final Set<String> VERSIONS =
            Set.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");

    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final int MAX_SAID_BYTES = 4 << 10;
    private static final int MAX_QUOTED_CHARACTERS = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration TIMEOUT_OF_A_DIALOGUE = Duration.ofMinutes(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the program wrote until it ended. */
    private record Answer(byte[] stdout, String stderr, int exitCode) {}

    /** @throws Unreadable if it cannot be run, fails, or answers with nothing that can be sent */
    Proof ask() throws Unreadable {
        var answer = run();
        if (answer.exitCode() != 0) {
            throw new Unreadable(
                    "%s failed with exit code %d".formatted(this, answer.exitCode()), lastLine(answer.stderr()));
        }
        return proof(json(answer.stdout()));
    }

    private JsonNode json(byte[] answer) throws Unreadable {
        try {
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new Unreadable(this + " answered with no valid JSON", ""); // without the cause, which quotes it
        }
    }

    private Answer run() throws Unreadable {
        var process = start();
        var patience = stdin == PluginStdin.PASSED ? TIMEOUT_OF_A_DIALOGUE : TIMEOUT;
        try {
            var stdout = reading(process.getInputStream(), in -> first(in, MAX_ANSWER_BYTES));
            var stderr = reading(process.getErrorStream(), in -> last(in, MAX_SAID_BYTES));
            if (stdin == PluginStdin.CLOSED) {
                process.getOutputStream().close();
            }
            byte[] answer = stdout.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            byte[] said = stderr.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(answer, new String(said, StandardCharsets.UTF_8), process.exitValue());
        } catch (TimeoutException e) {
            throw new Unreadable("%s did not answer within %d seconds".formatted(this, patience.toSeconds()), "");
        } catch (ExecutionException | IOException e) {
            throw new Unreadable(this + " could not be read", "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreadable(this + " was interrupted", "");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start() throws Unreadable {
        var line = new ArrayList<String>();
        line.add(command.indexOf('/') < 0 ? command : folder.resolve(command).toString());
        line.addAll(arguments);
        var builder = new ProcessBuilder(line);
        builder.environment().putAll(variables);
        builder.environment().put("KUBERNETES_EXEC_INFO", info());
        if (stdin == PluginStdin.PASSED) {
            builder.redirectInput(Redirect.INHERIT).redirectError(Redirect.INHERIT);
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Unreadable(
                    this + " is not installed, or not on the PATH",
                    installHint.isBlank() ? "" : firstCharacters(installHint.strip()));
        }
    }

    /** What the program is told, as an ExecCredential without a status. */
    private String info() {
        var info = JSON.createObjectNode().put("apiVersion", version).put("kind", "ExecCredential");
        var spec = info.putObject("spec").put("interactive", stdin == PluginStdin.PASSED);
        cluster.ifPresent(it -> spec.set("cluster", it));
        return info.toString();
    }

    /** Reads on a thread of its own, so that a program that neither answers nor ends cannot hold us. */
    private static Future<byte[]> reading(InputStream in, Reading reading) {
        var task = new FutureTask<>(() -> read(in, reading));
        Thread.ofPlatform().daemon().name("credential plugin").start(task);
        return task;
    }

    /** Reads a stream to its end, as a full pipe would hold the program, and keeps a part of it. */
    private interface Reading {
        byte[] of(InputStream in) throws IOException;
    }

    private static byte[] read(InputStream in, Reading reading) {
        try (in) {
            return reading.of(in);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static byte[] first(InputStream in, int maxBytes) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes);
        in.transferTo(OutputStream.nullOutputStream());
        return bytes;
    }

    private static byte[] last(InputStream in, int maxBytes) throws IOException {
        byte[] bytes = {};
        for (byte[] more = in.readNBytes(maxBytes); more.length > 0; more = in.readNBytes(maxBytes)) {
            byte[] joined = Arrays.copyOf(bytes, bytes.length + more.length);
            System.arraycopy(more, 0, joined, bytes.length, more.length);
            bytes = Arrays.copyOfRange(joined, Math.max(0, joined.length - maxBytes), joined.length);
        }
        return bytes;
    }

    private Proof proof(JsonNode answer) throws Unreadable {
        if (!answer.path("apiVersion").asText().equals(version)) {
            throw new Unreadable("%s answered with another version than %s".formatted(this, version), "");
        }
        var status = answer.path("status");
        String token = status.path("token").asText("");
        String chain = status.path("clientCertificateData").asText("");
        String key = status.path("clientKeyData").asText("");
        if (chain.isEmpty() != key.isEmpty()) {
            throw new Unreadable(this + " gave a client certificate without its key, or a key alone", "");
        }
        if (token.isEmpty() && chain.isEmpty()) {
            throw new Unreadable(this + " gave neither a token nor a client certificate", "");
        }
        if (!token.isEmpty() && !Login.isToken(token)) {
            throw new Unreadable(this + " gave a token that no header can hold", "");
        }
        return new Proof(
                token.isEmpty() ? Optional.empty() : Fixed.bearer(token),
                chain.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ClientCertificate(
                                chain.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8))),
                expiration(status.path("expirationTimestamp").asText("")));
    }

    private Optional<Instant> expiration(String time) throws Unreadable {
        try {
            return time.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeException e) {
            throw new Unreadable(this + " gave an expirationTimestamp that is no time", "");
        }
    }

    private static String lastLine(String said) {
        return said.lines()
                .filter(line -> !line.isBlank())
                .reduce((_, last) -> last)
                .map(line -> "it said: " + firstCharacters(line.strip()))
                .orElse("");
    }

    private static String firstCharacters(String text) {
        return text.length() > MAX_QUOTED_CHARACTERS ? text.substring(0, MAX_QUOTED_CHARACTERS - 1) + "…" : text;
    }

    @Override
    public String toString() {
        return "the credential plugin %s (%s)".formatted(command, where);
    }
}
