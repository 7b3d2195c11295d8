package dev.tare.kit;

import dev.tare.image.Digest;
import dev.tare.source.registry.RegistryOptions;
import dev.tare.source.registry.rate.Rate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real registry, Debian's {@code docker-registry}, on a free port of loopback. Several can share one folder of storage. */
public final class Registry implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]+)[\",]");

    private static final Pattern COMPLETED = Pattern.compile(
            "msg=\"response completed.* http\\.request\\.method=(\\S+) .*http\\.request\\.uri=\"?([^\" ]+)");

    private final Path folder;
    private final Path log;
    private final int port;
    private final Process process;
    private final Set<String> pushed = ConcurrentHashMap.newKeySet();

    private Registry(Path folder, Path log, int port, Process process) {
        this.folder = folder;
        this.log = log;
        this.port = port;
        this.process = process;
    }

    /** How it is reached by what does not run the whole program: by plain HTTP, and without credentials of this machine. */
    public static RegistryOptions options() {
        return options(Map.of());
    }

    /** The same with mirrors. */
    public static RegistryOptions options(Map<String, List<String>> mirrors) {
        return options(mirrors, Map.of("HOME", "/nonexistent"));
    }

    /** The same with an environment, which may tell of a proxy. */
    public static RegistryOptions options(Map<String, List<String>> mirrors, Map<String, String> environment) {
        return new RegistryOptions(
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                mirrors,
                4,
                Rate.UNLIMITED,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                2,
                Duration.ofMinutes(2),
                environment);
    }

    /**
     * One that lets everybody read and write.
     *
     * @param folder for its storage and settings
     */
    public static Registry open(Path folder) {
        return start(folder, "", "");
    }

    /**
     * @param settings further YAML at the top level, such as {@code auth: …}
     * @param http further YAML below {@code http:}, such as {@code tls: …}, indented by two spaces
     */
    public static Registry start(Path folder, String settings, String http) {
        try {
            Path file = Files.createTempFile(Files.createDirectories(folder), "registry", ".yml");
            Files.writeString(file, """
                    version: 0.1
                    log: {level: info, accesslog: {disabled: true}}
                    storage:
                      filesystem: {rootdirectory: %s}
                      delete: {enabled: true}
                      maintenance: {uploadpurging: {enabled: false}}
                    validation: {manifests: {urls: {allow: ['.*']}}}
                    http:
                      addr: 127.0.0.1:0
                      secret: of-the-tests
                      relativeurls: true
                    %s
                    %s
                    """.formatted(folder.resolve("storage"), http, settings));
            Path log = file.resolveSibling(file.getFileName() + ".log");
            var builder = new ProcessBuilder("docker-registry", "serve", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("OTEL_TRACES_EXPORTER", "none");
            var process = builder.start();
            return new Registry(folder, log, port(process, log), process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that the system gave it, which it logs as soon as it listens. */
    private static int port(Process process, Path log) {
        var listening = new AtomicInteger();
        Await.until("docker-registry listens, see " + log, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("docker-registry did not start: " + Files.readString(log));
            }
            var port = LISTENING.matcher(Files.readString(log));
            return port.find() && listening.compareAndSet(0, Integer.parseInt(port.group(1)));
        });
        return listening.get();
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Pushes an image and gives its reference. */
    public String push(String repository, String tag, TestImage image) {
        image.blobs().forEach((digest, bytes) -> push(repository, digest, bytes));
        return pushManifest(repository, tag, image.mediaType(), image.manifest());
    }

    /** Pushes a blob, unless this has pushed it to the repository before. */
    public void push(String repository, Digest digest, byte[] blob) {
        if (!pushed.add(repository + "@" + digest)) {
            return;
        }
        String uploads = "http://" + host() + "/v2/" + repository + "/blobs/uploads/";
        var started = send(HttpRequest.newBuilder(URI.create(uploads))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        URI at = URI.create(uploads)
                .resolve(started.headers().firstValue("Location").orElseThrow());
        String separator = at.getRawQuery() == null ? "?" : "&";
        send(HttpRequest.newBuilder(URI.create(at + separator + "digest=" + digest))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(blob))
                .build());
    }

    public String pushManifest(String repository, String name, String mediaType, byte[] manifest) {
        send(HttpRequest.newBuilder(URI.create("http://" + host() + "/v2/" + repository + "/manifests/" + name))
                .header("Content-Type", mediaType)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest))
                .build());
        return host() + "/" + repository + (name.contains(":") ? "@" : ":") + name;
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new AssertionError("%s: %d %s".formatted(request, response.statusCode(), response.body()));
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Every request so far, by its log: method, blank, path. One whose answer has more than a few KB may be logged a moment after it
     * was answered.
     */
    public List<String> requests() {
        try (var lines = Files.lines(log)) {
            return lines.map(COMPLETED::matcher)
                    .filter(Matcher::find)
                    .map(line -> line.group(1) + " " + line.group(2))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file in the storage that holds a blob, to be damaged behind the registry's back. */
    public Path storedBlob(Digest digest) {
        return folder.resolve("storage/docker/registry/v2/blobs/%s/%s/%s/data"
                .formatted(digest.algorithm(), digest.hex().substring(0, 2), digest.hex()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
