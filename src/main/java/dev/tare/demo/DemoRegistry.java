package dev.tare.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tare.image.spec.MediaType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;

/** A registry of one image, on a free port of loopback: all of the distribution spec that a pull needs. */
public final class DemoRegistry implements Closeable {

    private static final String NAME = "example/worked";

    private final HttpServer server;
    private final byte[] manifest;
    private final Map<String, byte[]> blobs;

    private DemoRegistry(HttpServer server, DemoImage image) {
        this.server = server;
        this.manifest = image.manifest();
        this.blobs = image.blobs();
    }

    public static DemoRegistry start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var registry = new DemoRegistry(server, new DemoImage());
        server.createContext("/v2/", registry::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return registry;
    }

    /** The reference of the image. */
    public String reference() {
        return "127.0.0.1:" + server.getAddress().getPort() + "/" + NAME + ":latest";
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String prefix = "/v2/" + NAME;
            if (path.equals(prefix + "/manifests/latest")) {
                exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
                send(exchange, 200, manifest);
                return;
            }
            byte[] blob = path.startsWith(prefix + "/blobs/")
                    ? blobs.get(path.substring(prefix.length() + "/blobs/".length()))
                    : null;
            send(exchange, blob == null ? 404 : 200, blob == null ? new byte[0] : blob);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
