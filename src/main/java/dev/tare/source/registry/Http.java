package dev.tare.source.registry;

import dev.tare.image.ImageFault.Unreadable;
import jakarta.ws.rs.ProcessingException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
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
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, and repeats them where that may help: by {@link SocketTransport}, or by {@link RestTransport} through a proxy. Redirects are
 * followed here: never from HTTPS to HTTP, and {@code Authorization} is dropped when the origin changes.
 */
final class Http implements Closeable {

    static final String ACCEPT = "Accept";
    static final String AUTHORIZATION = "Authorization";
    static final String RANGE = "Range";

    /** Maximum redirects that are followed: as many as Go follows, and so most registry clients. */
    private static final int MAX_REDIRECTS = 10;

    /** A body of up to this many bytes is drained so that its connection can be reused. Reading more takes longer than connecting anew. */
    private static final int MAX_DRAINED_BYTES = 10_000;

    private static final Set<Integer> REDIRECT_STATUS = Set.of(301, 302, 303, 307, 308);

    private final RegistryOptions options;
    private final Trust trust;
    private final Proxies proxies;
    private final StallWatch watch;
    private final SocketTransport direct;
    private final RestTransport proxied;

    /** TLS contexts by authorities and by whether all certificates are accepted. Parsing the authorities takes longer than most requests, and 1 MB. */
    private final ConcurrentHashMap<Map.Entry<List<Path>, Boolean>, SSLContext> contexts = new ConcurrentHashMap<>();

    /** @param endpoint whose certificates are looked for */
    Http(RegistryOptions options, Endpoint endpoint, StallWatch watch) {
        this.options = options;
        this.trust = new Trust(options, endpoint);
        this.proxies = new Proxies(options.environment());
        this.watch = watch;
        this.direct = new SocketTransport(this::tls, options.connectTimeout(), watch);
        this.proxied = new RestTransport(options, trust, proxies);
    }

    /** A response, and the address that sent it after all redirects. */
    record Answer(Exchange exchange, Address address) implements Closeable {

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

    /** Throws if an address must not be requested. */
    interface Guard {
        void check(Address address) throws Unreadable;
    }

    /**
     * A request.
     *
     * @param what it is, for a message: {@code the image}
     * @param headers beside those that every request has
     * @param guard checks the address, and each address of a redirect
     */
    record Get(Asked what, Address address, Map<String, String> headers, Guard guard) {

        Get(Asked what, Address address) {
            this(what, address, Map.of(), _ -> {});
        }

        /** The same request with another header, unless the value is null. */
        Get with(String header, @Nullable String value) {
            if (value == null) {
                return this;
            }
            var more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Get(what, address, more, guard);
        }

        Get guardedBy(Guard other) {
            return new Get(what, address, headers, other);
        }

        /** The request to send to the target of a redirect, without credentials if the origin changes. */
        private Get redirectedTo(Address next) {
            var kept = new LinkedHashMap<>(headers);
            if (!next.origin().equals(address.origin())) {
                kept.remove(AUTHORIZATION);
            }
            return new Get(what, next, kept, guard);
        }
    }

    /** One attempt got no response. */
    private static final class NoAnswer extends Exception {
        final Unreadable fault;
        final boolean passing;

        NoAnswer(Unreadable fault, boolean passing) {
            super(fault);
            this.fault = fault;
            this.passing = passing;
        }
    }

    /**
     * Sends a request until there is a response that is not transient, or no attempt is left. The status may be any.
     *
     * @param retries of the image that the request is for
     */
    Answer get(Get get, Retries retries) throws Unreadable {
        for (int failures = 0; ; failures++) {
            retries.checkTime();
            try {
                var answer = follow(get, retries);
                if (!Retries.isPassing(answer.status()) || failures >= retries.max()) {
                    return answer;
                }
                var wait = Retries.retryAfter(answer.header("Retry-After"));
                var busy = new Unreadable(
                        "%s answered %d%s"
                                .formatted(
                                        answer.address().origin(),
                                        answer.status(),
                                        wait.map(w -> ", and asks to come back in %d seconds".formatted(w.toSeconds()))
                                                .orElse("")),
                        "try again later");
                answer.close();
                retries.pause(get.what(), failures, wait, busy);
            } catch (NoAnswer e) {
                if (!e.passing) {
                    throw e.fault;
                }
                retries.pause(get.what(), failures, Optional.empty(), e.fault);
            }
        }
    }

    /** The body of a response. Reading it fails after the stall timeout, or when the time for the image is over. */
    InputStream body(Answer answer, Retries retries) {
        return watch.watch(answer.body(), answer.address().origin(), retries);
    }

    /** Sends a request once. */
    Answer getOnce(Get get, Retries retries) throws Unreadable {
        try {
            return follow(get, retries);
        } catch (NoAnswer e) {
            throw e.fault;
        }
    }

    /** Sends a form once. It contains a secret, so redirects are not followed. */
    Answer post(Address address, String form, Retries retries) throws Unreadable {
        try {
            return new Answer(
                    send(
                            address,
                            () -> proxies.of(address).isEmpty()
                                    ? direct.post(address, form, retries)
                                    : proxied.post(address, form)),
                    address);
        } catch (NoAnswer e) {
            throw e.fault;
        }
    }

    private Answer follow(Get first, Retries retries) throws Unreadable, NoAnswer {
        var get = first;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            get.guard().check(get.address());
            var now = get;
            var answer = new Answer(send(now.address(), () -> exchange(now, retries)), now.address());
            if (!REDIRECT_STATUS.contains(answer.status())) {
                return answer;
            }
            String location = answer.header("Location");
            leave(answer, retries);
            get = get.redirectedTo(next(get.address(), location));
        }
        throw new Unreadable(
                "%s sends us round in circles: more than %d redirects"
                        .formatted(first.address().origin(), MAX_REDIRECTS),
                "");
    }

    /** Closes a response whose body is not needed. A short body is drained, so that the connection can be reused. */
    private void leave(Answer answer, Retries retries) {
        try (answer) {
            if (answer.header("Content-Length").matches("[0-9]{1,4}")) {
                watch.within(
                        answer,
                        retries,
                        () -> answer.body().readNBytes(MAX_DRAINED_BYTES)); // and no more, even if the body is longer
            }
        } catch (IOException e) {
            // then the connection is closed
        }
    }

    private Exchange exchange(Get get, Retries retries) throws IOException {
        if (proxies.of(get.address()).isEmpty()) {
            return direct.get(get.address(), get.headers(), retries);
        }
        return proxied.get(get.address(), get.headers());
    }

    private static Address next(Address from, String location) throws Unreadable {
        Address next;
        try {
            if (location.isEmpty()) {
                throw new Address.Invalid("there is none");
            }
            next = from.resolve(location);
        } catch (Address.Invalid e) {
            throw new Unreadable("%s redirects to an invalid URL: %s".formatted(from.origin(), e.getMessage()), "");
        }
        if (from.isSecure() && !next.isSecure()) {
            throw new Unreadable(
                    "%s redirects from HTTPS to plain HTTP at %s, which is not followed"
                            .formatted(from.origin(), next.origin()),
                    "");
        }
        return next;
    }

    /** Sends one request. */
    private interface Request {
        Exchange send() throws IOException;
    }

    private Exchange send(Address address, Request request) throws NoAnswer {
        try {
            return request.send();
        } catch (Unreadable e) {
            throw new NoAnswer(e, false);
        } catch (IOException | ProcessingException | IllegalStateException e) {
            throw unanswered(address, e);
        } catch (IllegalArgumentException e) {
            // without the exception, which quotes the header and so perhaps a credential
            throw new NoAnswer(
                    new Unreadable(
                            "%s and we do not understand each other: what was sent or answered is no HTTP"
                                    .formatted(address.origin()),
                            "check that this is the address of a registry"),
                    false);
        }
    }

    private SocketTransport.Tls tls(Address address) {
        boolean anyone = trust.isAnyone(address);
        var certificates = trust.of(address);
        var context = certificates.clientCertificate().isPresent()
                ? certificates.context(anyone)
                : contexts.computeIfAbsent(
                        Map.entry(certificates.authorities(), anyone), _ -> certificates.context(anyone));
        return new SocketTransport.Tls(context.getSocketFactory(), !anyone);
    }

    private NoAnswer unanswered(Address address, Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof SocketTimeoutException)) {
            cause = cause.getCause();
        }
        String origin = address.origin();
        return switch (cause) {
            case UnknownHostException _ ->
                new NoAnswer(
                        new Unreadable(
                                "there is no host " + address.host(), "check the name, the network and the proxy", e),
                        false);
            case SSLException ssl -> new NoAnswer(untrusted(origin, ssl, e), false);
            case GeneralSecurityException certificate -> new NoAnswer(untrusted(origin, certificate, e), false);
            case ConnectException _ ->
                new NoAnswer(
                        new Unreadable(
                                "%s cannot be reached%s".formatted(origin, by(address)),
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
                                "the request to %s failed%s (%s)".formatted(origin, by(address), describe(cause)),
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

    /** The proxy, for a message, without its user and password. */
    private String by(Address address) {
        return proxies.of(address)
                .map(proxy -> " by the proxy %s:%d".formatted(proxy.getHost(), proxy.getPort()))
                .orElse("");
    }

    /** Refuses addresses outside the public internet, except the registry's own origin. */
    static Guard publicOr(String own) {
        return address -> {
            try {
                if (!address.origin().equals(own) && !isPublic(address)) {
                    throw new Unreadable(
                            "%s is an address of a private network, which an image must not send us to"
                                    .formatted(address.origin()),
                            "");
                }
            } catch (UnknownHostException e) {
                throw new Unreadable("there is no host " + address.host(), "", e);
            }
        };
    }

    /**
     * Refuses private addresses where a public registry redirects to them with a credential. The storage of a registry gets no credential and is not
     * checked: it may be private where the registry is public, such as an endpoint of S3 in a private network.
     */
    Guard guardOf(Address registry) {
        return address -> {
            if (proxies.of(address).isEmpty() && mayBePublic(registry) && !mayBePublic(address)) {
                throw new Unreadable(
                        "%s sends us to %s, an address of a private network"
                                .formatted(registry.origin(), address.origin()),
                        "");
            }
        };
    }

    /** Returns true also if the name cannot be resolved: only a proxy may know it, or the connection will fail. */
    private static boolean mayBePublic(Address address) {
        try {
            return isPublic(address);
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /**
     * Returns true if all addresses of a host are public. The transports resolve through the same cache of the JVM, so they connect to the addresses
     * that are checked here.
     */
    private static boolean isPublic(Address address) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(Hosts.bare(address.host())))
                .allMatch(Hosts::isPublic);
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : RegistryErrors.brief(message);
    }

    @Override
    public void close() {
        direct.close();
        proxied.close();
    }
}
