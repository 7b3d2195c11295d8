package dev.tare.source.registry.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Clients of Apache HttpClient, one for each way out: direct, or through a proxy. Nothing else differs between them. They pool connections, speak
 * HTTP/1.1 and open tunnels. Redirects, retries, cookies, authentication at registries and decompression are off: these are decided elsewhere.
 */
final class HttpClients implements Closeable {

    /** How many hosts may have their maximum of connections at the same time, such as a registry and its storage. */
    private static final int MAX_BUSY_HOSTS = 4;

    /** Maximum addresses of a host that are tried. */
    private static final int MAX_ADDRESSES = 8;

    /** Set in the context of a request once it goes to the origin, and not only a CONNECT to the proxy. */
    private static final String SENT = "tare.sent";

    private final TlsSocketStrategy tls;
    private final Deadlines deadlines;
    private final int connections;
    private final Duration connectTimeout;
    private final Duration stallTimeout;
    private final ConcurrentHashMap<Optional<Proxy>, CloseableHttpClient> clients = new ConcurrentHashMap<>();

    /**
     * @param connections maximum of one origin, in use and idle; a request beyond waits for one
     * @param stallTimeout maximum time until the header of a response is complete, and for the next bytes of its body
     */
    HttpClients(
            TlsSocketStrategy tls,
            Deadlines deadlines,
            int connections,
            Duration connectTimeout,
            Duration stallTimeout) {
        this.tls = tls;
        this.deadlines = deadlines;
        this.connections = connections;
        this.connectTimeout = connectTimeout;
        this.stallTimeout = stallTimeout;
    }

    /** The client for a way out, made when it is first needed. */
    CloseableHttpClient of(Optional<Proxy> proxy) {
        return clients.computeIfAbsent(proxy, this::build);
    }

    private CloseableHttpClient build(Optional<Proxy> proxy) {
        var builder = HttpClientBuilder.create()
                .setConnectionManager(connections(proxy))
                .setRequestExecutor(new BoundedExecutor())
                .setConnectionReuseStrategy(HttpClients::isReusable)
                .setKeepAliveStrategy((_, _) -> TimeValue.NEG_ONE_MILLISECOND) // until it is found closed
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.ofDays(1)) // the time for the image ends before
                        .setResponseTimeout(Timeout.of(stallTimeout))
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("tare")
                .addExecInterceptorBefore(ChainElement.CONNECT.name(), "reuse", HttpClients::overLiveConnection)
                .addExecInterceptorBefore(ChainElement.CONNECT.name(), "tunnel", HttpClients::throughTunnel)
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), "sent", HttpClients::sent)
                .setDefaultCookieSpecRegistry(_ -> null) // the usual one reads a list of all public suffixes
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableConnectionState()
                .disableContentCompression()
                .disableCookieManagement()
                .disableRedirectHandling();
        proxy.ifPresent(it -> {
            switch (it.kind()) {
                case HTTP -> builder.setProxy(host(it));
                case SOCKS5 -> it.login().ifPresent(login -> SocksLogin.add(it, login));
            }
        });
        return builder.build();
    }

    /** A proxy that speaks HTTP, as the client calls it. */
    static HttpHost host(Proxy proxy) {
        return new HttpHost("http", proxy.host(), proxy.port());
    }

    private PoolingHttpClientConnectionManager connections(Optional<Proxy> proxy) {
        var socks = proxy.filter(it -> it.kind() == Proxy.Kind.SOCKS5);
        return new Connections()
                .setConnectionFactory(_ -> new HttpConnection())
                .setTlsSocketStrategy(tls)
                .setDnsResolver(socks.isPresent() ? new Unresolved() : new FewAddresses())
                .setMaxConnTotal(MAX_BUSY_HOSTS * connections)
                .setMaxConnPerRoute(connections)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(connectTimeout))
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS) // HttpConnection.isStale
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(Timeout.of(stallTimeout))
                        .setSocksProxyAddress(socks.map(Proxy::address).orElse(null))
                        .build())
                .build();
    }

    /** Makes sockets that an interrupt closes, as with every {@link SocketChannel}; those of a SOCKS proxy are the JDK's, and end by time-out. */
    private static final class Connections extends PoolingHttpClientConnectionManagerBuilder {
        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                @Nullable SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
            DetachedSocketFactory sockets =
                    socks -> socks == null ? SocketChannel.open().socket() : new Socket(socks);
            return new DefaultHttpClientConnectionOperator(
                    sockets,
                    ports,
                    names,
                    RegistryBuilder.<TlsSocketStrategy>create()
                            .register("https", tls)
                            .build());
        }
    }

    /** Resolves names as the JVM does. */
    private static final class FewAddresses implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            var all = InetAddress.getAllByName(host);
            return Arrays.copyOf(all, Math.min(all.length, MAX_ADDRESSES));
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** Leaves names to the proxy. */
    private static final class Unresolved implements DnsResolver {
        @Override
        public InetAddress @Nullable [] resolve(String host) {
            return null;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** Bounds the time until the header of a response is complete. A socket time-out alone would let it drip in byte by byte. */
    private final class BoundedExecutor extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback interim,
                HttpContext context)
                throws IOException, HttpException {
            return deadlines.within(stallTimeout, () -> connection.close(CloseMode.IMMEDIATE), () -> {
                try {
                    return super.execute(request, connection, interim, context);
                } catch (HttpException e) {
                    throw Unquoted.of(e);
                }
            });
        }
    }

    /** With both headers the end of the body is ambiguous (RFC 9112, 6.3). */
    private static boolean isReusable(HttpRequest request, HttpResponse response, HttpContext context) {
        boolean ambiguous = response.containsHeader("Transfer-Encoding") && response.containsHeader("Content-Length");
        return !ambiguous && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    /**
     * Repeats a request that fails on a reused connection, since the server has probably closed that while it was idle (RFC 9112, 9.3.1). Each failure
     * removes a connection from the pool, and a new connection shows any other fault. A form is sent over a new connection from the start: it must be
     * sent only once. What PUT and PATCH send may arrive twice: the one is idempotent (RFC 9110, 9.2.2), and of the other the registry knows where it begins.
     */
    private static ClassicHttpResponse overLiveConnection(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        var runtime = scope.execRuntime;
        while (true) {
            runtime.acquireEndpoint(scope.exchangeId, scope.route, null, scope.clientContext);
            if (request.getEntity() != null && request.getMethod().equals("POST")) {
                runtime.disconnectEndpoint();
            }
            boolean reused = runtime.isEndpointConnected();
            try {
                return chain.proceed(request, scope);
            } catch (IOException e) {
                if (!reused
                        || e instanceof InterruptedIOException
                        || runtime.isExecutionAborted()
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    /** Refuses the answer of a proxy to CONNECT where the origin's is wanted: it must neither redirect nor ask for credentials. */
    private static ClassicHttpResponse throughTunnel(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        var response = chain.proceed(request, scope);
        if (scope.clientContext.getAttribute(SENT) == null) {
            scope.execRuntime.discardEndpoint();
            throw new TunnelRefused(response.getCode());
        }
        return response;
    }

    private static ClassicHttpResponse sent(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(SENT, true);
        return chain.proceed(request, scope);
    }

    @Override
    public void close() {
        clients.values().forEach(client -> client.close(CloseMode.IMMEDIATE));
    }
}
