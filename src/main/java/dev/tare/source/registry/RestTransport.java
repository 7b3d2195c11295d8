package dev.tare.source.registry;

import dev.tare.image.ImageFault.Unreadable;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ContextResolver;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.impl.ClientRequestContextImpl;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientResponseFilter;

/** Requests through a proxy, by the Quarkus REST client. There is one client per origin. */
final class RestTransport implements Closeable {

    private final RegistryOptions options;
    private final Trust trust;
    private final Proxies proxies;
    private final ConcurrentHashMap<String, RegistryApi> clients = new ConcurrentHashMap<>();

    RestTransport(RegistryOptions options, Trust trust, Proxies proxies) {
        this.options = options;
        this.trust = trust;
        this.proxies = proxies;
    }

    Exchange get(Address address, Map<String, String> headers) throws Unreadable {
        return new Received(client(address)
                .get(
                        address.url(),
                        headers.get(Http.ACCEPT),
                        headers.get(Http.AUTHORIZATION),
                        headers.get(Http.RANGE)));
    }

    /** @param form as {@code application/x-www-form-urlencoded} */
    Exchange post(Address address, String form) throws Unreadable {
        return new Received(client(address).post(address.url(), "application/json", form));
    }

    private RegistryApi client(Address address) throws Unreadable {
        if (hasUnderscore(address) && address.isSecure()) {
            throw new Unreadable(
                    "%s has an underscore in its host, and cannot be asked over TLS through a proxy".formatted(address),
                    "if it can be reached without the proxy, name it in NO_PROXY");
        }
        return clients.computeIfAbsent(address.origin(), _ -> build(address));
    }

    private static boolean hasUnderscore(Address address) {
        return address.host().indexOf('_') >= 0;
    }

    private RegistryApi build(Address address) {
        var http = new HttpClientOptions();
        proxies.of(address).ifPresent(http::setProxyOptions);
        if (hasUnderscore(address)) {
            // the client finds neither host nor port in such an address, and asks the proxy for the default host at
            // port 80
            http.setDefaultHost(address.authority());
        }
        boolean anyone = trust.isAnyone(address);
        if (address.isSecure()) {
            trust.of(address).configure(http, anyone);
        }
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(address.origin()))
                .register(new Settings(http))
                .register(new Abortable())
                .followRedirects(false)
                .disableDefaultMapper(true)
                .trustAll(anyone)
                .verifyHost(!anyone)
                .connectTimeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(options.stallTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .userAgent("tare")
                .build(RegistryApi.class);
    }

    @Override
    public void close() {
        for (RegistryApi client : clients.values()) {
            try {
                ((Closeable) client).close();
            } catch (IOException e) {
                // the client is no longer needed
            }
        }
    }

    /** Passes options to the client that its builder has no methods for. */
    private record Settings(HttpClientOptions http) implements ContextResolver<HttpClientOptions> {
        @Override
        public HttpClientOptions getContext(Class<?> type) {
            return http;
        }
    }

    private record Received(Response response) implements Exchange {
        @Override
        public int status() {
            return response.getStatus();
        }

        @Override
        public List<String> headers(String name) {
            return response.getStringHeaders().getOrDefault(name, List.of());
        }

        @Override
        public InputStream body() {
            return response.readEntity(InputStream.class);
        }

        @Override
        public void close() {
            response.close();
        }
    }

    /**
     * Wraps bodies so that closing one ends a read in another thread. The body of the client itself would block that thread, and drain the rest.
     */
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
        private volatile boolean ended;

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
        public void close() throws IOException {
            if (!ended) {
                ended = true;
                response.request().reset(); // closes the connection, which wakes the reader
            }
        }
    }
}
