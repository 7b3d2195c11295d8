package dev.tare.source.registry;

import dev.tare.image.ImageFault.Unreadable;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * GET over the REST client, one client for each origin. Redirects are followed by hand: never from HTTPS to HTTP, and an
 * {@code Authorization} goes no further than the origin that it was meant for.
 */
final class Http implements Closeable {

    private static final int REDIRECTS = 5;
    private static final Set<Integer> REDIRECT_STATUS = Set.of(301, 302, 303, 307, 308);

    private final RegistryOptions options;
    private final ConcurrentHashMap<String, RegistryApi> clients = new ConcurrentHashMap<>();

    Http(RegistryOptions options) {
        this.options = options;
    }

    /** An answer and where it came from, when all redirects were followed. */
    record Answer(Response response, URI uri) implements Closeable {

        int status() {
            return response.getStatus();
        }

        String header(String name) {
            String value = response.getHeaderString(name);
            return value == null ? "" : value;
        }

        InputStream body() {
            return response.readEntity(InputStream.class);
        }

        @Override
        public void close() {
            response.close();
        }
    }

    Answer get(URI uri, @Nullable String accept, @Nullable String authorization, @Nullable String range)
            throws Unreadable {
        URI at = uri;
        String credential = authorization;
        for (int i = 0; i <= REDIRECTS; i++) {
            Response response = send(at, accept, credential, range);
            if (!REDIRECT_STATUS.contains(response.getStatus())) {
                return new Answer(response, at);
            }
            String location = response.getHeaderString("Location");
            response.close();
            URI next = next(at, location);
            if (!origin(next).equals(origin(at))) {
                credential = null;
            }
            at = next;
        }
        throw new Unreadable(
                "%s sends us round in circles: more than %d redirects".formatted(origin(uri), REDIRECTS), "");
    }

    private static URI next(URI from, @Nullable String location) throws Unreadable {
        URI next;
        try {
            next = location == null ? null : from.resolve(location);
        } catch (IllegalArgumentException e) {
            next = null;
        }
        if (next == null
                || next.getHost() == null
                || next.getUserInfo() != null
                || !("https".equals(next.getScheme()) || "http".equals(next.getScheme()))) {
            throw new Unreadable(origin(from) + " redirects to an address that is none", "");
        }
        if ("https".equals(from.getScheme()) && "http".equals(next.getScheme())) {
            throw new Unreadable(
                    "%s redirects from HTTPS to plain HTTP at %s, which is not followed"
                            .formatted(origin(from), origin(next)),
                    "");
        }
        return next;
    }

    private Response send(URI uri, @Nullable String accept, @Nullable String authorization, @Nullable String range)
            throws Unreadable {
        try {
            return clients.computeIfAbsent(origin(uri), this::client).get(uri.toString(), accept, authorization, range);
        } catch (ProcessingException | IllegalStateException e) {
            throw unreachable(uri, e);
        }
    }

    private RegistryApi client(String origin) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(origin))
                .followRedirects(false)
                .disableDefaultMapper(true)
                .connectTimeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(options.stallTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .userAgent("tare")
                .build(RegistryApi.class);
    }

    private Unreadable unreachable(URI uri, RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String origin = origin(uri);
        return switch (cause) {
            case UnknownHostException _ ->
                new Unreadable("there is no host " + uri.getHost(), "check the name, the network and the proxy", e);
            case SSLException ssl ->
                new Unreadable(
                        "the TLS connection to %s failed (%s)".formatted(origin, ssl.getMessage()),
                        "if the registry speaks plain HTTP, say --plain-http",
                        e);
            case ConnectException _ ->
                new Unreadable("%s cannot be reached".formatted(origin), "check that the registry is running", e);
            case TimeoutException _ ->
                new Unreadable(
                        "%s did not answer within %d seconds"
                                .formatted(origin, options.stallTimeout().toSeconds()),
                        "try again, or allow more time with --stall-timeout",
                        e);
            default ->
                new Unreadable("the request to %s failed (%s)".formatted(origin, describe(cause)), "try again", e);
        };
    }

    static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    static String origin(URI uri) {
        int port = uri.getPort();
        boolean usual = port < 0
                || (port == 443 && "https".equals(uri.getScheme()))
                || (port == 80 && "http".equals(uri.getScheme()));
        return uri.getScheme() + "://" + uri.getHost() + (usual ? "" : ":" + port);
    }

    @Override
    public void close() {
        for (RegistryApi client : clients.values()) {
            try {
                ((Closeable) client).close();
            } catch (IOException e) {
                // it is closed because nobody wants it any more
            }
        }
    }
}
