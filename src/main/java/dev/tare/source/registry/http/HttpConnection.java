package dev.tare.source.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection (RFC 9112) with bounds on what a server may send before the body. Unlike the connections of the library it writes nothing
 * to a log: headers hold credentials.
 */
final class HttpConnection extends DefaultBHttpClientConnection implements ManagedHttpClientConnection {

    /** Maximum 1xx responses before the final one (RFC 9110, 15.2). */
    private static final int MAX_INTERIM_RESPONSES = 10;

    /** A connection idle for at least this many nanoseconds may have been closed by the server; probe it before reuse. */
    private static final long PROBE_AFTER_NANOS = 1_000_000_000;

    private static final Timeout PROBE_TIMEOUT = Timeout.ofMilliseconds(1);

    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(32 << 10)
            .setMaxHeaderCount(200)
            .build();

    private volatile boolean closed;
    private Timeout socketTimeout = Timeout.DISABLED;
    private long idleSince;
    private int interimResponses;

    HttpConnection() {
        super(
                BOUNDS,
                null,
                null,
                HttpConnection::contentLength,
                null,
                null,
                new DefaultHttpResponseParserFactory(BOUNDS));
    }

    /** The length of a body. Several equal Content-Length headers are one, as some proxies add theirs to the server's (RFC 9112, 6.3). */
    private static long contentLength(HttpMessage response) throws HttpException {
        var lengths = response.getHeaders("Content-Length");
        if (lengths.length > 1
                && Arrays.stream(lengths)
                                .map(NameValuePair::getValue)
                                .distinct()
                                .count()
                        == 1) {
            response.removeHeaders("Content-Length");
            response.addHeader(lengths[0]);
        }
        return DefaultContentLengthStrategy.INSTANCE.determineLength(response);
    }

    @Override
    public void bind(Socket socket) throws IOException {
        super.bind(socket);
    }

    @Override
    protected void bind(SocketHolder sockets) throws IOException {
        if (closed) {
            sockets.getBaseSocket().close();
            throw new InterruptedIOException("closed while it was connecting");
        }
        super.bind(sockets);
        socketTimeout = Timeout.ofMilliseconds(sockets.getSocket().getSoTimeout());
    }

    @Override
    public void bind(SSLSocket encrypted, Socket socket) throws IOException {
        bind(new SocketHolder(encrypted, socket));
    }

    @Override
    public @Nullable Socket getSocket() {
        var sockets = getSocketHolder();
        return sockets == null ? null : sockets.getSocket();
    }

    @Override
    public @Nullable SSLSession getSSLSession() {
        return getSocket() instanceof SSLSocket encrypted ? encrypted.getSession() : null;
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        super.setSocketTimeout(timeout);
        socketTimeout = timeout;
    }

    @Override
    public void passivate() {
        idleSince = System.nanoTime();
        super.setSocketTimeout(Timeout.DISABLED);
    }

    @Override
    public void activate() {
        super.setSocketTimeout(socketTimeout);
    }

    /**
     * Returns true if unread bytes or the end of the stream are pending, so that the connection cannot be reused: unsolicited bytes would be taken for
     * the next response. The buffer of the parser is looked at only after a long idle time, since that takes a millisecond.
     */
    @Override
    public boolean isStale() throws IOException {
        var sockets = getSocketHolder();
        return sockets == null
                || sockets.getBaseSocket().getInputStream().available() > 0
                || (System.nanoTime() - idleSince > PROBE_AFTER_NANOS
                        && (isDataAvailable(PROBE_TIMEOUT) || super.isStale()));
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }

    @Override
    public void close(CloseMode mode) {
        closed = true;
        super.close(mode);
    }

    @Override
    public void sendRequestHeader(ClassicHttpRequest request) throws HttpException, IOException {
        interimResponses = 0;
        super.sendRequestHeader(request);
    }

    @Override
    public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
        var response = super.receiveResponseHeader();
        boolean interim = response.getCode() < HttpStatus.SC_OK;
        if (response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS
                || (interim && ++interimResponses > MAX_INTERIM_RESPONSES)) {
            throw new IOException("no answer to the request, but %d".formatted(response.getCode()));
        }
        return response;
    }
}
