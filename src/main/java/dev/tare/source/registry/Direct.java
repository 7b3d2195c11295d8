package dev.tare.source.registry;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * GET by HTTP/1.1 (RFC 9112) over connections that are read by whoever wants the body: no thread in between, and no copy
 * beside that out of the kernel, which for gigabytes is most of what fetching costs.
 *
 * <p>Reading can be interrupted, which closes the connection, as with every {@link SocketChannel}. Connections whose body was read to its
 * end are used again.
 */
final class Direct implements Closeable {

    private static final int PORT_HTTP = 80;
    private static final int PORT_HTTPS = 443;
    private static final int INTERIM_ANSWERS = 10;

    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(32 << 10)
            .setMaxHeaderCount(200)
            .build();
    private static final DefaultBHttpClientConnectionFactory CONNECTIONS =
            DefaultBHttpClientConnectionFactory.builder().http1Config(BOUNDS).build();

    /** How TLS is spoken with an origin. */
    record Tls(SSLSocketFactory sockets, boolean verifyHost) {}

    private final Function<URI, Tls> tls;
    private final Duration connectTimeout;
    private final StallWatch watch;
    private final ConcurrentHashMap<String, Tls> known = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Deque<DefaultBHttpClientConnection>> idle = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param tls of an origin, asked once for each */
    Direct(Function<URI, Tls> tls, Duration connectTimeout, StallWatch watch) {
        this.watch = watch;
        this.tls = tls;
        this.connectTimeout = connectTimeout;
    }

    /**
     * @param headers beside those that every request has
     * @throws ConnectException if it cannot be reached
     * @throws SocketTimeoutException if it does not answer in time
     */
    Exchange get(URI uri, Map<String, String> headers) throws IOException {
        @Nullable DefaultBHttpClientConnection waiting = idle(uri).pollLast();
        if (waiting != null) {
            try {
                return ask(waiting, uri, headers);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // most likely the server has had enough of waiting, which a new connection tells from all else
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
        return ask(connect(uri), uri, headers);
    }

    private Deque<DefaultBHttpClientConnection> idle(URI uri) {
        return idle.computeIfAbsent(Http.origin(uri), _ -> new ConcurrentLinkedDeque<>());
    }

    private Exchange ask(DefaultBHttpClientConnection connection, URI uri, Map<String, String> headers)
            throws IOException {
        boolean answered = false;
        try {
            var request = new BasicClassicHttpRequest("GET", uri);
            request.setHeader("Host", uri.getRawAuthority());
            request.setHeader("User-Agent", "tare");
            headers.forEach(request::setHeader);
            var response = watch.within(() -> answer(connection, request));
            boolean reusable =
                    DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
            var entity = response.getEntity();
            var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
            answered = true;
            return new Received(
                    response, new Body(content, connection, reusable ? Optional.of(idle(uri)) : Optional.empty()));
        } finally {
            if (!answered) {
                connection.close(CloseMode.IMMEDIATE);
            }
        }
    }

    private static ClassicHttpResponse answer(DefaultBHttpClientConnection connection, ClassicHttpRequest request)
            throws IOException {
        try {
            connection.sendRequestHeader(request);
            connection.flush();
            var response = connection.receiveResponseHeader();
            for (int i = 0; response.getCode() < HttpStatus.SC_OK; i++) {
                if (i == INTERIM_ANSWERS || response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS) {
                    throw new IOException("no answer to the request, but %d".formatted(response.getCode()));
                }
                response = connection.receiveResponseHeader();
            }
            if (MessageSupport.canResponseHaveBody("GET", response)) {
                connection.receiveResponseEntity(response);
            }
            return response;
        } catch (HttpException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private DefaultBHttpClientConnection connect(URI uri) throws IOException {
        boolean secure = "https".equals(uri.getScheme());
        String host = Hosts.bare(uri.getHost());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? PORT_HTTPS : PORT_HTTP;
        Socket socket = reach(host, port);
        try {
            if (!secure) {
                return CONNECTIONS.createConnection(socket);
            }
            var how = known.computeIfAbsent(Http.origin(uri), _ -> tls.apply(uri));
            var encrypted = (SSLSocket) how.sockets().createSocket(socket, host, port, true);
            if (how.verifyHost()) {
                var parameters = encrypted.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9110, 4.3.4
                encrypted.setSSLParameters(parameters);
            }
            watch.within(() -> {
                encrypted.startHandshake();
                return encrypted;
            });
            return CONNECTIONS.createConnection(encrypted, socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** The first of a host's addresses that takes a connection. */
    private Socket reach(String host, int port) throws IOException {
        IOException last = new ConnectException("no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            var channel = SocketChannel.open();
            try {
                var socket = channel.socket();
                socket.setTcpNoDelay(true);
                socket.connect(
                        new InetSocketAddress(address, port), Math.toIntExact(Math.max(1, connectTimeout.toMillis())));
                return socket;
            } catch (SocketTimeoutException e) {
                channel.close();
                last = new ConnectException("no connection within %d seconds".formatted(connectTimeout.toSeconds()));
            } catch (IOException e) {
                channel.close();
                last = e;
            }
        }
        throw last;
    }

    @Override
    public void close() {
        closed = true;
        idle.values().forEach(Direct::closeAll);
    }

    private static void closeAll(Deque<DefaultBHttpClientConnection> connections) {
        for (var connection = connections.poll(); connection != null; connection = connections.poll()) {
            connection.close(CloseMode.IMMEDIATE);
        }
    }

    private record Received(ClassicHttpResponse response, Body body) implements Exchange {
        @Override
        public int status() {
            return response.getCode();
        }

        @Override
        public List<String> headers(String name) {
            return Arrays.stream(response.getHeaders(name))
                    .map(NameValuePair::getValue)
                    .toList();
        }

        @Override
        public void close() {
            body.close();
        }
    }

    /** Gives its connection back where it was read to its end, and closes it otherwise, since the rest would have to be read. */
    private final class Body extends FilterInputStream {
        private final DefaultBHttpClientConnection connection;
        private final Optional<Deque<DefaultBHttpClientConnection>> home;
        private final AtomicBoolean done = new AtomicBoolean();

        /** @param home where the connection goes that can be used again */
        Body(
                InputStream in,
                DefaultBHttpClientConnection connection,
                Optional<Deque<DefaultBHttpClientConnection>> home) {
            super(in);
            this.connection = connection;
            this.home = home;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = done.get() ? -1 : in.read(target, offset, length);
            if (got < 0 && done.compareAndSet(false, true)) {
                home.ifPresentOrElse(deque -> deque.add(connection), () -> connection.close(CloseMode.IMMEDIATE));
                if (closed) {
                    home.ifPresent(Direct::closeAll);
                }
            }
            return got;
        }

        /** May be called while another thread reads, which then ends. */
        @Override
        public void close() {
            if (done.compareAndSet(false, true)) {
                connection.close(CloseMode.IMMEDIATE);
            }
        }
    }
}
