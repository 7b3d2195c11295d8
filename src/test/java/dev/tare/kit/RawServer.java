package dev.tare.kit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that speaks HTTP as badly as a test wants it to: a handler writes raw bytes, and every request is remembered. */
public final class RawServer implements AutoCloseable {

    /** @param headers by their names in lower case */
    public record Request(String method, String path, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Answers one request; when it returns false, or throws, the connection is closed. */
    public interface Handler {
        boolean answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final Handler handler;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    private RawServer(ServerSocket socket, Handler handler) {
        this.socket = socket;
        this.handler = handler;
    }

    public static RawServer start(Handler handler) {
        try {
            return start(new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param socket where to listen, perhaps with TLS */
    public static RawServer start(ServerSocket socket, Handler handler) {
        var server = new RawServer(socket, handler);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    public String host() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many there were so far. */
    public int connections() {
        return connections.get();
    }

    /** Waits until this server has closed so many connections. */
    public void awaitEnded(int count) {
        Await.until(count + " connections are closed", () -> ended.get() >= count);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> {
                    serve(connection);
                    ended.incrementAndGet();
                });
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                var in = new BufferedInputStream(connection.getInputStream());
                var out = connection.getOutputStream()) {
            for (var request = read(in); request != null; request = read(in)) {
                requests.add(request);
                if (!handler.answer(request, out)) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // the client went away, or the test is over
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        var headers = new LinkedHashMap<String, String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("no HTTP, but TLS perhaps");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String body = new String(
                in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))), StandardCharsets.UTF_8);
        List<String> words = List.of(first.split(" ", -1));
        return new Request(words.get(0), words.get(1), headers, body);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /**
     * A whole answer; the connection stays open.
     *
     * @param headers each a line, such as {@code Retry-After: 1}
     */
    public static boolean send(OutputStream out, int status, byte[] body, String... headers) throws IOException {
        head(out, status, body.length, headers);
        out.write(body);
        out.flush();
        return true;
    }

    public static boolean send(OutputStream out, int status, String body, String... headers) throws IOException {
        return send(out, status, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Only the beginning of an answer, with the length that it claims; none below 0. */
    public static void head(OutputStream out, int status, long length, String... headers) throws IOException {
        var text = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (length >= 0) {
            text.append("Content-Length: ").append(length).append("\r\n");
        }
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Serves one image as a registry does, with whatever name and tag it is asked for, and no more. */
    public static Handler serving(TestImage image) {
        return (request, out) -> {
            String path = request.path();
            if (path.contains("/manifests/")) {
                return send(out, 200, image.manifest(), "Content-Type: " + image.mediaType());
            }
            if (path.contains("/blobs/")) {
                for (var blob : image.blobs().entrySet()) {
                    if (path.endsWith(blob.getKey().toString())) {
                        return send(out, 200, blob.getValue());
                    }
                }
            }
            return path.equals("/v2/")
                    ? send(out, 200, "{}")
                    : send(out, 404, "{\"errors\":[{\"code\":\"BLOB_UNKNOWN\"}]}");
        };
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
