package dev.tare.kit;

import dev.tare.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real registry, Debian's {@code docker-registry}, on a free port of loopback. Several can share one folder of storage. */
public final class Registry implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Process process;

    private Registry(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
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
        int port = freePort();
        try {
            Path file = Files.createTempFile(Files.createDirectories(folder), "registry", ".yml");
            Files.writeString(file, """
                    version: 0.1
                    log: {level: error, accesslog: {disabled: true}}
                    storage:
                      filesystem: {rootdirectory: %s}
                      delete: {enabled: true}
                      maintenance: {uploadpurging: {enabled: false}}
                    validation: {manifests: {urls: {allow: ['.*']}}}
                    http:
                      addr: 127.0.0.1:%d
                      secret: of-the-tests
                      relativeurls: true
                    %s
                    %s
                    """.formatted(folder.resolve("storage"), port, http, settings));
            var builder = new ProcessBuilder("docker-registry", "serve", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            file.resolveSibling(file.getFileName() + ".log").toFile());
            builder.environment().put("OTEL_TRACES_EXPORTER", "none");
            var registry = new Registry(folder, port, builder.start());
            registry.await();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() {
        for (int i = 0; i < 200; i++) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new AssertionError("docker-registry did not start, see " + folder, e);
                }
                pause();
            }
        }
        throw new AssertionError("docker-registry does not listen, see " + folder);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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

    public void push(String repository, Digest digest, byte[] blob) {
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
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
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
