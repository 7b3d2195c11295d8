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
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 (RFC 9112) over blocking sockets. The thread that reads a body reads from the socket: no other thread and no extra copy are involved, which
 * would be most of the cost of fetching gigabytes.
 *
 * <p>An interrupt closes the connection, as with every {@link SocketChannel}. A connection is reused after its body was read to the end.
 */
final class SocketTransport implements Closeable {

    private static final int MAX_INTERIM_RESPONSES = 10;

    /** Maximum idle connections over all origins. */
    private static final int MAX_IDLE_CONNECTIONS = 16;

    /** A connection that was idle for longer may have been closed by the server. It is probed before reuse. */
    private static final long PROBE_AFTER_NANOS = 1_000_000_000;

    private static final int MAX_ADDRESSES = 8;
    private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");
    private static final Timeout MILLISECOND = Timeout.ofMilliseconds(1);

    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(32 << 10)
            .setMaxHeaderCount(200)
            .build();
    private static final DefaultBHttpClientConnectionFactory CONNECTIONS = DefaultBHttpClientConnectionFactory.builder()
            .http1Config(BOUNDS)
            .incomingContentLengthStrategy(SocketTransport::length)
            .build();

    /** TLS settings of an origin. */
    record Tls(SSLSocketFactory sockets, boolean verifyHost) {}

    private final Function<Address, Tls> tls;
    private final Duration connectTimeout;
    private final StallWatch watch;
    private final ConcurrentHashMap<String, Tls> known = new ConcurrentHashMap<>();

    /** Most recently used last. */
    private final Deque<Idle> idle = new ArrayDeque<>();

    private boolean closed;

    /** A connection that can be reused. */
    private record Idle(Link link, long since) {}

    /** @param socket the TCP socket, below TLS if there is TLS */
    private record Link(String origin, Socket socket, DefaultBHttpClientConnection http) {
        void close() {
            http.close(CloseMode.IMMEDIATE);
        }

        /**
         * Returns true if unread bytes or the end of the stream are pending, so that the connection cannot be reused. Bytes in the buffer of the parser
         * are looked for only after a long idle time.
         */
        boolean isSpoilt(long idleFor) {
            try {
                return socket.getInputStream().available() > 0
                        || (idleFor > PROBE_AFTER_NANOS && (http.isDataAvailable(MILLISECOND) || http.isStale()));
            } catch (IOException e) {
                return true;
            }
        }
    }

    /** @param tls of an origin, asked once for each */
    SocketTransport(Function<Address, Tls> tls, Duration connectTimeout, StallWatch watch) {
        this.tls = tls;
        this.connectTimeout = connectTimeout;
        this.watch = watch;
    }

    /**
     * @param headers beside those that every request has
     * @param retries knows how much time is left for the image as a whole
     * @throws ConnectException if it cannot be reached
     * @throws SocketTimeoutException if it does not answer in time
     */
    Exchange get(Address address, Map<String, String> headers, Retries retries) throws IOException {
        var request = request("GET", address);
        headers.forEach(request::setHeader);
        @Nullable Link waiting = take(address.origin());
        if (waiting != null) {
            try {
                return ask(waiting, request, retries);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // the server has probably closed the idle connection; a new connection shows any other fault
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
        return ask(connect(address, retries), request, retries);
    }

    /** Sends a form over a new connection: a reused one may fail, and a form must be sent only once. */
    Exchange post(Address address, String form, Retries retries) throws IOException {
        var request = request("POST", address);
        var entity = new ByteArrayEntity(form.getBytes(StandardCharsets.US_ASCII), FORM);
        request.setHeader("Accept", "application/json");
        request.setHeader("Content-Type", entity.getContentType());
        request.setHeader("Content-Length", entity.getContentLength());
        request.setEntity(entity);
        return ask(connect(address, retries), request, retries);
    }

    /** The length of an answer. Several that are equal are one, as some proxies add theirs to the server's (RFC 9112, 6.3). */
    private static long length(HttpMessage answer) throws HttpException {
        var lengths = answer.getHeaders("Content-Length");
        if (lengths.length > 1
                && Arrays.stream(lengths)
                                .map(NameValuePair::getValue)
                                .distinct()
                                .count()
                        == 1) {
            answer.removeHeaders("Content-Length");
            answer.addHeader(lengths[0]);
        }
        return DefaultContentLengthStrategy.INSTANCE.determineLength(answer);
    }

    private static ClassicHttpRequest request(String method, Address address) {
        var request = new BasicClassicHttpRequest(method, "/");
        request.setPath(address.target()); // the constructor would parse a path with two slashes as a host
        request.setHeader("Host", address.authority());
        request.setHeader("User-Agent", "tare");
        return request;
    }

    private @Nullable Link take(String origin) {
        while (true) {
            Idle last;
            synchronized (idle) {
                last = idle.reversed().stream()
                        .filter(it -> it.link.origin.equals(origin))
                        .findFirst()
                        .orElse(null);
                if (last == null) {
                    return null;
                }
                idle.remove(last);
            }
            if (!last.link.isSpoilt(System.nanoTime() - last.since)) {
                return last.link;
            }
            last.link.close();
        }
    }

    private void giveBack(Link link) {
        @Nullable Idle tooMany;
        synchronized (idle) {
            idle.add(new Idle(link, System.nanoTime()));
            tooMany = closed || idle.size() > MAX_IDLE_CONNECTIONS ? idle.remove() : null;
        }
        if (tooMany != null) {
            tooMany.link.close();
        }
    }

    private Exchange ask(Link link, ClassicHttpRequest request, Retries retries) throws IOException {
        boolean answered = false;
        try {
            var response = watch.within(link::close, retries, () -> answer(link.http, request));
            // with both headers the end of the body is ambiguous (RFC 9112, 6.3)
            boolean ambiguous =
                    response.containsHeader("Transfer-Encoding") && response.containsHeader("Content-Length");
            boolean reusable = !ambiguous
                    && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
            var entity = response.getEntity();
            var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
            answered = true;
            return new Received(response, new Body(content, link, reusable));
        } finally {
            if (!answered) {
                link.close();
            }
        }
    }

    private static ClassicHttpResponse answer(DefaultBHttpClientConnection connection, ClassicHttpRequest request)
            throws IOException {
        try {
            connection.sendRequestHeader(request);
            if (request.getEntity() != null) {
                connection.sendRequestEntity(request);
            }
            connection.flush();
            var response = connection.receiveResponseHeader();
            for (int i = 0; response.getCode() < HttpStatus.SC_OK; i++) {
                if (i == MAX_INTERIM_RESPONSES || response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS) {
                    throw new IOException("no answer to the request, but %d".formatted(response.getCode()));
                }
                response = connection.receiveResponseHeader();
            }
            if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
                connection.receiveResponseEntity(response);
            }
            return response;
        } catch (HttpException | IOException e) {
            throw unquoted(e);
        }
    }

    /** Replaces the message of the library, which quotes the response: a server may echo the credential that it was sent. */
    private static IOException unquoted(Exception e) {
        return switch (e) {
            case MessageConstraintException _ ->
                new IOException("the answer has more or longer headers than any should");
            case MalformedChunkCodingException _ -> new IOException("the chunks of the answer are none");
            case IOException other -> other;
            default -> new IOException("the answer is no HTTP");
        };
    }

    private Link connect(Address address, Retries retries) throws IOException {
        String origin = address.origin();
        String host = Hosts.bare(address.host());
        int port = address.effectivePort();
        Socket socket = reach(host, port, retries);
        try {
            if (!address.isSecure()) {
                return new Link(origin, socket, CONNECTIONS.createConnection(socket));
            }
            var how = known.computeIfAbsent(origin, _ -> tls.apply(address));
            var encrypted = (SSLSocket) how.sockets().createSocket(socket, host, port, true);
            var parameters = encrypted.getSSLParameters();
            var underscores = Underscores.in(host);
            underscores.ifPresent(it -> it.nameIn(parameters));
            if (how.verifyHost() && underscores.isEmpty()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9110, 4.3.4
            }
            encrypted.setSSLParameters(parameters);
            watch.within(socket, retries, () -> {
                encrypted.startHandshake();
                return encrypted;
            });
            if (how.verifyHost() && underscores.isPresent()) {
                underscores.get().verify(encrypted.getSession());
            }
            return new Link(origin, socket, CONNECTIONS.createConnection(encrypted, socket));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects to the first address of a host that accepts. */
    private Socket reach(String host, int port, Retries retries) throws IOException {
        IOException last = new ConnectException("no address");
        var addresses = InetAddress.getAllByName(host);
        for (InetAddress address : Arrays.asList(addresses).subList(0, Math.min(MAX_ADDRESSES, addresses.length))) {
            retries.checkTime();
            var there = new InetSocketAddress(address, port);
            long patience = Math.min(connectTimeout.toMillis(), retries.left().toMillis());
            var channel = SocketChannel.open();
            try {
                var socket = channel.socket();
                socket.setTcpNoDelay(true);
                socket.connect(there, Math.toIntExact(Math.max(1, patience)));
                return socket;
            } catch (SocketTimeoutException e) {
                channel.close();
                last = new ConnectException("no connection within %d seconds".formatted(connectTimeout.toSeconds()));
            } catch (IOException e) {
                channel.close();
                last = e;
            }
        }
        retries.checkTime();
        throw last;
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(it -> it.link.close());
            idle.clear();
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

    /** Returns its connection to the pool when it was read to the end, and closes it otherwise. */
    private final class Body extends FilterInputStream {
        private final Link link;
        private final boolean reusable;
        private final AtomicBoolean done = new AtomicBoolean();

        Body(InputStream in, Link link, boolean reusable) {
            super(in);
            this.link = link;
            this.reusable = reusable;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got;
            try {
                got = done.get() ? -1 : in.read(target, offset, length);
            } catch (IOException e) {
                close(); // otherwise the rest of the body would be taken for the next response
                throw unquoted(e);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
            if (got < 0 && done.compareAndSet(false, true)) {
                if (reusable) {
                    giveBack(link);
                } else {
                    link.close();
                }
            }
            return got;
        }

        /** Ends a read in another thread. */
        @Override
        public void close() {
            if (done.compareAndSet(false, true)) {
                link.close();
            }
        }
    }
}
