package dev.tare.source.registry;

import dev.tare.image.ImageFault.Unreadable;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.http.HttpClientOptions;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ContextResolver;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * GET, asked again where that may help: over connections of our own, or by the REST client, one for each origin, where a proxy is in
 * between. Redirects are followed by hand: never from HTTPS to HTTP, and an {@code Authorization} goes no further than the origin
 * that it was meant for.
 */
final class Http implements Closeable {

    private static final int REDIRECTS = 5;

    /** A body of fewer bytes is read faster than a new connection is made. */
    private static final int SHORT = 10_000;

    private static final Set<Integer> REDIRECT_STATUS = Set.of(301, 302, 303, 307, 308);

    private final RegistryOptions options;
    private final Endpoint endpoint;
    private final Retries retries;
    private final Trust trust;
    private final Proxies proxies;
    private final StallWatch watch;
    private final Direct direct;
    private final ConcurrentHashMap<String, RegistryApi> clients = new ConcurrentHashMap<>();

    /** By whom to believe, and whether to believe anyone: to read the authorities takes longer than most requests, and a megabyte. */
    private final ConcurrentHashMap<Map.Entry<List<Path>, Boolean>, SSLContext> contexts = new ConcurrentHashMap<>();

    Http(RegistryOptions options, Endpoint endpoint, Retries retries, StallWatch watch) {
        this.options = options;
        this.endpoint = endpoint;
        this.retries = retries;
        this.trust = new Trust(options, endpoint.address());
        this.proxies = new Proxies(options.environment());
        this.watch = watch;
        this.direct = new Direct(this::tls, options.connectTimeout(), retries, watch);
    }

    /** An answer and where it came from, when all redirects were followed. */
    record Answer(Exchange exchange, URI uri) implements Closeable {

        int status() {
            return exchange.status();
        }

        List<String> headers(String name) {
            return exchange.headers(name);
        }

        /** The first value; empty where there is none. */
        String header(String name) {
            return headers(name).stream().findFirst().orElse("");
        }

        InputStream body() {
            return exchange.body();
        }

        @Override
        public void close() {
            exchange.close();
        }
    }

    private record ByRestClient(Response response) implements Exchange {
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

    /** Whether an address may be asked at all; it throws where not. */
    interface Guard {
        void check(URI uri) throws Unreadable;
    }

    /** One try got no answer. */
    private static final class NoAnswer extends Exception {
        final Unreadable fault;
        final boolean passing;

        NoAnswer(Unreadable fault, boolean passing) {
            super(fault);
            this.fault = fault;
            this.passing = passing;
        }
    }

    /** An answer of any status, after as many tries as it takes and are allowed. */
    Answer get(URI uri, @Nullable String accept, @Nullable String authorization, @Nullable String range)
            throws Unreadable {
        return get(uri, accept, authorization, range, _ -> {});
    }

    Answer get(URI uri, @Nullable String accept, @Nullable String authorization, @Nullable String range, Guard guard)
            throws Unreadable {
        for (int failures = 0; ; failures++) {
            retries.checkTime();
            try {
                var answer = follow(uri, accept, authorization, range, guard);
                if (!Retries.isPassing(answer.status()) || failures >= retries.most()) {
                    return answer;
                }
                var wait = Retries.retryAfter(answer.header("Retry-After"));
                var busy = new Unreadable(
                        "%s answered %d%s"
                                .formatted(
                                        origin(answer.uri()),
                                        answer.status(),
                                        wait.map(w -> ", and asks to come back in %d seconds".formatted(w.toSeconds()))
                                                .orElse("")),
                        "try again later");
                answer.close();
                retries.pause(failures, wait, busy);
            } catch (NoAnswer e) {
                if (!e.passing) {
                    throw e.fault;
                }
                retries.pause(failures, Optional.empty(), e.fault);
            }
        }
    }

    /** One try, whatever comes of it. */
    Answer getOnce(URI uri) throws Unreadable {
        try {
            return follow(uri, null, null, null, _ -> {});
        } catch (NoAnswer e) {
            throw e.fault;
        }
    }

    /** Sends a form, once: it holds a secret, so no redirect takes it elsewhere. */
    Answer post(URI uri, String form) throws Unreadable {
        try {
            return new Answer(
                    send(uri, () -> new ByRestClient(client(uri).post(uri.toString(), "application/json", form))), uri);
        } catch (NoAnswer e) {
            throw e.fault;
        }
    }

    private Answer follow(
            URI uri, @Nullable String accept, @Nullable String authorization, @Nullable String range, Guard guard)
            throws Unreadable, NoAnswer {
        URI at = uri;
        String credential = authorization;
        for (int i = 0; i <= REDIRECTS; i++) {
            guard.check(at);
            URI target = at;
            String header = credential;
            var answer = new Answer(send(target, () -> exchange(target, accept, header, range)), at);
            if (!REDIRECT_STATUS.contains(answer.status())) {
                return answer;
            }
            String location = answer.header("Location");
            leave(answer);
            URI next = next(at, location);
            if (!origin(next).equals(origin(at))) {
                credential = null;
            }
            at = next;
        }
        throw new Unreadable(
                "%s sends us round in circles: more than %d redirects".formatted(origin(uri), REDIRECTS), "");
    }

    /** Closes an answer whose body nobody wants; one that is short is read, so that its connection can be used again. */
    private void leave(Answer answer) {
        try (answer) {
            if (answer.header("Content-Length").matches("[0-9]{1,4}")) {
                watch.within(() -> answer.body().readNBytes(SHORT)); // and no more, whatever it really has
            }
        } catch (IOException e) {
            // then it is closed with what is left of it
        }
    }

    private Exchange exchange(URI uri, @Nullable String accept, @Nullable String authorization, @Nullable String range)
            throws IOException {
        if (proxies.of(uri).isPresent()) {
            return new ByRestClient(client(uri).get(uri.toString(), accept, authorization, range));
        }
        var headers = new LinkedHashMap<String, String>();
        if (accept != null) {
            headers.put("Accept", accept);
        }
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        if (range != null) {
            headers.put("Range", range);
        }
        return direct.get(uri, headers);
    }

    private static URI next(URI from, String location) throws Unreadable {
        URI next;
        try {
            next = location.isEmpty() ? null : from.resolve(location);
        } catch (IllegalArgumentException e) {
            next = null;
        }
        if (next == null || !isPlain(next)) {
            throw new Unreadable(
                    "%s redirects to an address that is none%s"
                            .formatted(
                                    origin(from),
                                    next == null || next.getRawUserInfo() != null || next.getRawAuthority() == null
                                            ? ""
                                            : " (" + RegistryErrors.brief(next.getRawAuthority()) + ")"),
                    "");
        }
        if ("https".equals(from.getScheme()) && "http".equals(next.getScheme())) {
            throw new Unreadable(
                    "%s redirects from HTTPS to plain HTTP at %s, which is not followed"
                            .formatted(origin(from), origin(next)),
                    "");
        }
        return next;
    }

    /** Whether a stranger's address is one of HTTP, with a host and without credentials in it. */
    static boolean isPlain(URI uri) {
        return uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getRawPath() != null
                && uri.getPort() <= 0xffff
                && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
    }

    /** Asks. */
    private interface Request {
        Exchange send() throws IOException;
    }

    private Exchange send(URI uri, Request request) throws NoAnswer {
        try {
            return request.send();
        } catch (Unreadable e) {
            throw new NoAnswer(e, false);
        } catch (IOException | ProcessingException | IllegalStateException e) {
            throw unanswered(uri, e);
        } catch (IllegalArgumentException e) {
            // without the exception, which shows the header that it does not like, and so perhaps a credential
            throw new NoAnswer(
                    new Unreadable(
                            "%s and we do not understand each other: what was sent or answered is no HTTP"
                                    .formatted(origin(uri)),
                            "check that this is the address of a registry"),
                    false);
        }
    }

    private RegistryApi client(URI uri) {
        return clients.computeIfAbsent(origin(uri), this::build);
    }

    private RegistryApi build(String text) {
        URI origin = URI.create(text);
        var http = new HttpClientOptions();
        proxies.of(origin).ifPresent(http::setProxyOptions);
        boolean anyone = isAnyone(origin);
        if ("https".equals(origin.getScheme())) {
            trust.of(origin).configure(http, anyone);
        }
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(origin)
                .register(new Settings(http))
                .followRedirects(false)
                .disableDefaultMapper(true)
                .trustAll(anyone)
                .verifyHost(!anyone)
                .connectTimeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(options.stallTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .userAgent("tare")
                .build(RegistryApi.class);
    }

    /** Whether an origin is believed whatever its certificate. */
    private boolean isAnyone(URI origin) {
        boolean insecure = endpoint.insecure()
                && Trust.withoutUsualPort(endpoint.address()).equals(origin.getRawAuthority());
        return insecure || options.insecureSkipVerify();
    }

    private Direct.Tls tls(URI uri) {
        URI origin = URI.create(origin(uri));
        boolean anyone = isAnyone(origin);
        var believed = trust.of(origin);
        var context = believed.shown().isPresent()
                ? believed.context(anyone)
                : contexts.computeIfAbsent(Map.entry(believed.authorities(), anyone), _ -> believed.context(anyone));
        return new Direct.Tls(context.getSocketFactory(), !anyone);
    }

    /** Hands the client what its builder has no methods for. */
    private record Settings(HttpClientOptions http) implements ContextResolver<HttpClientOptions> {
        @Override
        public HttpClientOptions getContext(Class<?> type) {
            return http;
        }
    }

    private NoAnswer unanswered(URI uri, Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof SocketTimeoutException)) {
            cause = cause.getCause();
        }
        String origin = origin(uri);
        return switch (cause) {
            case UnknownHostException _ ->
                new NoAnswer(
                        new Unreadable(
                                "there is no host " + uri.getHost(), "check the name, the network and the proxy", e),
                        false);
            case SSLException ssl -> new NoAnswer(untrusted(origin, ssl, e), false);
            case GeneralSecurityException certificate -> new NoAnswer(untrusted(origin, certificate, e), false);
            case ConnectException _ ->
                new NoAnswer(
                        new Unreadable(
                                "%s cannot be reached%s".formatted(origin, by(uri)),
                                "check that the registry is running",
                                e),
                        true);
            case TimeoutException _, SocketTimeoutException _ ->
                new NoAnswer(
                        new Unreadable(
                                "%s did not answer within %d seconds"
                                        .formatted(
                                                origin, options.stallTimeout().toSeconds()),
                                "try again, or allow more time with --stall-timeout",
                                e),
                        true);
            case InterruptedException _ ->
                new NoAnswer(new Unreadable("the request to %s was interrupted".formatted(origin), "", e), false);
            default ->
                new NoAnswer(
                        new Unreadable(
                                "the request to %s failed%s (%s)".formatted(origin, by(uri), describe(cause)),
                                "try again",
                                e),
                        true);
        };
    }

    private static Unreadable untrusted(String origin, Exception cause, Exception e) {
        return new Unreadable(
                "the TLS connection to %s failed (%s)".formatted(origin, describe(cause)),
                "if its certificate is signed by an authority of your own, name that with --ca-file; if the registry"
                        + " speaks plain HTTP, say --plain-http",
                e);
    }

    /** The proxy on the way, for a message: its user and password are nobody's business. */
    private String by(URI uri) {
        return proxies.of(uri)
                .map(proxy -> " by the proxy %s:%d".formatted(proxy.getHost(), proxy.getPort()))
                .orElse("");
    }

    /** Refuses addresses that are not of the public internet, the registry's own origin apart. */
    static Guard publicOr(String own) {
        return uri -> {
            try {
                if (!origin(uri).equals(own) && !isPublic(uri)) {
                    throw new Unreadable(
                            "%s is an address of a private network, which an image must not send us to"
                                    .formatted(origin(uri)),
                            "");
                }
            } catch (UnknownHostException e) {
                throw new Unreadable("there is no host " + uri.getHost(), "", e);
            }
        };
    }

    /**
     * What a registry may send us to with a credential: anything for one on a private network, only public addresses for a public one. Its
     * storage gets none, and may well be private where the registry is not, as an endpoint of S3 in a network of one's own is.
     */
    Guard guardOf(String registry) {
        return uri -> {
            if (proxies.of(uri).isEmpty() && mayBePublic(URI.create(registry)) && !mayBePublic(uri)) {
                throw new Unreadable(
                        "%s sends us to %s, an address of a private network".formatted(registry, origin(uri)), "");
            }
        };
    }

    /** The same where a name that cannot be looked up here is one that only a proxy knows, or that whoever connects will miss. */
    private static boolean mayBePublic(URI uri) {
        try {
            return isPublic(uri);
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /**
     * Whether a host has public addresses only. The client resolves by the same cache of the JVM, so what is checked is what is
     * connected to.
     */
    private static boolean isPublic(URI uri) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(Hosts.bare(uri.getHost())))
                .allMatch(Hosts::isPublic);
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : RegistryErrors.brief(message);
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
        direct.close();
        for (RegistryApi client : clients.values()) {
            try {
                ((Closeable) client).close();
            } catch (IOException e) {
                // it is closed because nobody wants it any more
            }
        }
    }
}
