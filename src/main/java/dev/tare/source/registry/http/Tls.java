package dev.tare.source.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/** Encrypts connections, with the trust and the client certificate of each origin. The JDK verifies the host name (RFC 9110, 4.3.4). */
final class Tls implements TlsSocketStrategy {

    private final Trust trust;
    private final Deadlines deadlines;
    private final Duration timeout;

    /** By authorities and by whether all certificates are accepted. Parsing the authorities takes longer than most requests, and 1 MB. */
    private final ConcurrentHashMap<Map.Entry<List<Path>, Boolean>, SSLContext> contexts = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, Origin> origins = new ConcurrentHashMap<>();

    /** What is the same for all connections to an origin. */
    private record Origin(SSLSocketFactory sockets, boolean verifyHost) {}

    /** @param timeout for a handshake as a whole */
    Tls(Trust trust, Deadlines deadlines, Duration timeout) {
        this.trust = trust;
        this.deadlines = deadlines;
        this.timeout = timeout;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String host, int port, @Nullable Object attachment, HttpContext context)
            throws IOException {
        var address = Address.secure(host, port);
        var origin = origins.computeIfAbsent(address.origin(), _ -> origin(address));
        var encrypted = (SSLSocket) origin.sockets().createSocket(socket, host, port, true);
        var parameters = encrypted.getSSLParameters();
        var underscores = Underscores.in(host);
        underscores.ifPresent(it -> it.nameIn(parameters));
        if (origin.verifyHost() && underscores.isEmpty()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        encrypted.setSSLParameters(parameters);
        try {
            return deadlines.within(timeout, () -> Closer.closeQuietly(socket), () -> {
                encrypted.startHandshake();
                if (origin.verifyHost() && underscores.isPresent()) {
                    underscores.get().verify(encrypted.getSession());
                }
                return encrypted;
            });
        } catch (SocketTimeoutException e) {
            // the client would take a SocketTimeoutException for a connection that was not made in time
            throw (IOException) new InterruptedIOException(e.getMessage()).initCause(e);
        }
    }

    private Origin origin(Address address) {
        boolean anyone = trust.isAnyone(address);
        var certificates = trust.of(address);
        var context = certificates.clientCertificate().isPresent()
                ? certificates.context(anyone)
                : contexts.computeIfAbsent(
                        Map.entry(certificates.authorities(), anyone), _ -> certificates.context(anyone));
        return new Origin(context.getSocketFactory(), !anyone);
    }
}
