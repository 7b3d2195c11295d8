package dev.tare.source.registry.http;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.ext.ContextResolver;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.impl.ClientRequestContextImpl;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientResponseFilter;

/** Makes clients for declared interfaces, by the Quarkus REST client, with the trust, the proxy and the time-outs of all other requests. */
public final class RestClients {

    private final HttpOptions options;
    private final Trust trust;
    private final Proxies proxies;

    RestClients(HttpOptions options, Trust trust, Proxies proxies) {
        this.options = options;
        this.trust = trust;
        this.proxies = proxies;
    }

    /**
     * Makes a client, which is also {@link java.io.Closeable}.
     *
     * @param base whose origin is asked
     */
    <T> T build(Class<T> api, Address base) {
        boolean anyone = trust.isAnyone(base);
        var http = options(options.connectTimeout(), options.stallTimeout());
        proxies.of(base).map(Proxy::vertx).ifPresent(http::setProxyOptions);
        if (base.isSecure()) {
            trust.of(base).configure(http, anyone);
        }
        return build(api, base.origin(), http);
    }

    /**
     * Makes a client of a server that is no registry, which is also {@link java.io.Closeable}.
     *
     * @param connectTimeout maximum time for a connection
     * @param stallTimeout maximum time for a response to begin, and for the next bytes of it to arrive
     */
    public static <T> T build(Class<T> api, PrivateServer server, Duration connectTimeout, Duration stallTimeout) {
        var http = options(connectTimeout, stallTimeout);
        server.configure(http);
        return build(api, server.address().url(), http);
    }

    private static HttpClientOptions options(Duration connectTimeout, Duration stallTimeout) {
        return new HttpClientOptions()
                .setConnectTimeout((int) connectTimeout.toMillis())
                // a body that stalls would otherwise be waited for longer; nobody pauses while reading a short one
                .setReadIdleTimeout((int) stallTimeout.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    private static <T> T build(Class<T> api, String base, HttpClientOptions http) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(base))
                .register(new Settings(http))
                .register(new Abortable())
                .followRedirects(false)
                .disableDefaultMapper(true)
                .trustAll(http.isTrustAll())
                .verifyHost(http.isVerifyHost())
                .connectTimeout(http.getConnectTimeout(), TimeUnit.MILLISECONDS)
                .readTimeout(http.getReadIdleTimeout(), TimeUnit.MILLISECONDS)
                .userAgent("tare")
                .build(api);
    }

    /** Passes options to the client that its builder has no methods for. */
    private record Settings(HttpClientOptions http) implements ContextResolver<HttpClientOptions> {
        @Override
        public HttpClientOptions getContext(Class<?> type) {
            return http;
        }
    }

    /** Wraps bodies so that closing one closes the connection. The body of the client itself would read the rest first. */
    private static final class Abortable implements ResteasyReactiveClientResponseFilter {
        @Override
        public void filter(ResteasyReactiveClientRequestContext request, ClientResponseContext response) {
            if (request instanceof ClientRequestContextImpl context && response.hasEntity()) {
                response.setEntityStream(new Body(
                        response.getEntityStream(),
                        context.getRestClientRequestContext().getVertxClientResponse()));
            }
        }
    }

    private static final class Body extends FilterInputStream {
        private final HttpClientResponse response;
        private boolean ended;

        Body(InputStream in, HttpClientResponse response) {
            super(in);
            this.response = response;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = in.read(target, offset, length);
            ended |= got < 0;
            return got;
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                response.request().reset();
            }
        }
    }
}
