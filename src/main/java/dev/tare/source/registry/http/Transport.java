package dev.tare.source.registry.http;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.rate.Quota;
import dev.tare.source.registry.rate.Throttle;
import dev.tare.source.registry.rate.Throttles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIAuthority;

/** Sends one request, directly or through the proxy that the environment names for its address, and tells why there is no response. */
final class Transport implements Closeable {

    private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");

    private final HttpClients clients;
    private final Proxies proxies;
    private final Deadlines deadlines;
    private final Throttles throttles;
    private final Duration stallTimeout;

    /** @param stallTimeout of the clients, for messages */
    Transport(HttpClients clients, Proxies proxies, Deadlines deadlines, Throttles throttles, Duration stallTimeout) {
        this.throttles = throttles;
        this.clients = clients;
        this.proxies = proxies;
        this.deadlines = deadlines;
        this.stallTimeout = stallTimeout;
    }

    /** @param retries knows how much time is left for the image */
    Answer get(Get get, Retries retries) throws NoAnswer {
        return send(request("GET", get.address(), get.headers()), get.address(), retries);
    }

    /**
     * Sends a form over a new connection: a reused one may fail, and a form must be sent only once.
     *
     * @param form as {@code application/x-www-form-urlencoded}
     */
    Answer post(Address address, String form, Retries retries) throws NoAnswer {
        var request = request("POST", address, Map.of(Get.ACCEPT, "application/json"));
        request.setEntity(new ByteArrayEntity(form.getBytes(StandardCharsets.US_ASCII), FORM));
        return send(request, address, retries);
    }

    /** Sends a request of another method than GET. */
    Answer send(Send send, Retries retries) throws NoAnswer {
        var head = send.head();
        var request = request(send.method().name(), head.address(), head.headers());
        var body = send.body();
        if (!body.isNone()) {
            request.setEntity(new ByteArrayEntity(
                    body.bytes(), body.from(), body.length(), ContentType.create(body.mediaType())));
        }
        return send(request, head.address(), retries);
    }

    private static HttpUriRequestBase request(String method, Address address, Map<String, String> headers) {
        var request = new HttpUriRequestBase(method, URI.create("/"));
        request.setScheme(address.scheme());
        request.setAuthority(new URIAuthority(Hosts.bare(address.host()), address.port()));
        request.setPath(address.target()); // not as a URI, which takes a path that begins with two slashes for a host
        request.setHeader("Host", address.authority());
        headers.forEach(request::setHeader);
        return request;
    }

    private Answer send(HttpUriRequestBase request, Address address, Retries retries) throws NoAnswer {
        long begun = awaitTurn(address, retries);
        if (!retries.left().isPositive()) {
            throw NoAnswer.lasting(retries.timedOut());
        }
        var deadline = deadlines.after(retries.left(), request::cancel);
        boolean answered = false;
        try {
            var response = execute(request, address);
            answered = true;
            noteAnswer(address, response.getCode(), name -> header(response, name), begun);
            var entity = response.getEntity();
            var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
            return new Answer(
                    address,
                    response,
                    new AnswerBody(content, address.origin(), stallTimeout, retries, request, deadline));
        } catch (IOException | CancellationException e) {
            throw unanswered(address, e, retries);
        } catch (IllegalArgumentException | IllegalStateException e) {
            // without the exception, which may quote a header and so a credential
            throw unintelligible(address);
        } finally {
            if (!answered) {
                deadline.cancel(false);
            }
        }
    }

    private static String header(ClassicHttpResponse response, String name) {
        var header = response.getFirstHeader(name);
        return header == null ? "" : header.getValue();
    }

    /**
     * Waits until a request to an address may begin.
     *
     * @return when that is, for {@link #noteAnswer}
     */
    long awaitTurn(Address address, Retries retries) throws NoAnswer {
        try {
            return throttles.of(address.origin()).await(retries.left());
        } catch (Throttle.TooLong e) {
            throw NoAnswer.lasting(tooLong(address, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NoAnswer.lasting(
                    new Unreadable("the request to %s was interrupted".formatted(address.origin()), "", e));
        }
    }

    private static Unreadable tooLong(Address address, Throttle.TooLong wait) {
        long seconds = wait.pause().toSeconds();
        return wait.isAskedFor()
                ? new Unreadable(
                        "%s asks to be left alone for %d seconds".formatted(address.origin(), seconds),
                        "try again later",
                        wait)
                : new Unreadable(
                        "the maximum rate allows no request to %s for another %d seconds"
                                .formatted(address.origin(), seconds),
                        "allow more with --max-rate",
                        wait);
    }

    /**
     * Has all further requests to the origin heed what an answer says about their rate.
     *
     * @param header gives the first header of a name; empty where there is none
     */
    void noteAnswer(Address address, int status, UnaryOperator<String> header, long begun) {
        var throttle = throttles.of(address.origin());
        throttle.answered(status, Retries.retryAfter(header.apply("Retry-After")), begun);
        Quota.parse(header.apply("RateLimit-Limit"), header.apply("RateLimit-Remaining"))
                .ifPresent(throttle::noteQuota);
    }

    /** How many requests an origin still allows, in words; empty if it does not say it. */
    String quota(Address address) {
        return throttles.of(address.origin()).quota().map(Quota::toString).orElse("");
    }

    private ClassicHttpResponse execute(HttpUriRequestBase request, Address address) throws IOException {
        var proxy = proxies.of(address);
        var context = HttpClientContext.create();
        if (proxy.isPresent() && proxy.get().kind() == Proxy.Kind.HTTP) {
            proxy.get()
                    .login()
                    .ifPresent(login -> context.resetAuthExchange(HttpClients.host(proxy.get()), basic(login)));
        }
        var target = new HttpHost(address.scheme(), Hosts.bare(address.host()), address.effectivePort());
        return clients.of(proxy).executeOpen(target, request, context);
    }

    /** The login is sent with the first request: a challenge first would cost one more. */
    private static BasicScheme basic(Proxy.Login login) {
        var scheme = new BasicScheme();
        scheme.initPreemptive(
                new UsernamePasswordCredentials(login.user(), login.password().toCharArray()));
        return scheme;
    }

    /** @param thrown by the client */
    NoAnswer unanswered(Address address, Exception thrown, Retries retries) {
        if (!retries.left().isPositive()) {
            return NoAnswer.lasting(retries.timedOut());
        }
        if (Thread.currentThread().isInterrupted()) {
            return NoAnswer.lasting(
                    new Unreadable("the request to %s was interrupted".formatted(address.origin()), "", thrown));
        }
        Exception fault = Unquoted.of(thrown);
        Throwable cause = fault;
        while (cause.getCause() != null && !(cause instanceof InterruptedIOException)) {
            cause = cause.getCause();
        }
        String origin = address.origin();
        return switch (cause) {
            case UnknownHostException _ -> NoAnswer.lasting(unknownHost(address, fault));
            case SSLException _, GeneralSecurityException _ -> NoAnswer.lasting(untrusted(origin, cause, fault));
            case TunnelRefused refused -> refused(address, refused);
            case ConnectException _, ConnectTimeoutException _ ->
                NoAnswer.passing(new Unreadable(
                        "%s cannot be reached%s".formatted(origin, by(address)),
                        "check that the registry is running",
                        fault));
            case InterruptedIOException _ ->
                NoAnswer.passing(new Unreadable(
                        "%s did not answer within %d seconds".formatted(origin, stallTimeout.toSeconds()),
                        "try again, or allow more time with --stall-timeout",
                        fault));
            default ->
                NoAnswer.passing(new Unreadable(
                        "the request to %s failed%s (%s)".formatted(origin, by(address), describe(cause)),
                        "try again",
                        fault));
        };
    }

    private static NoAnswer unintelligible(Address address) {
        return NoAnswer.lasting(new Unreadable(
                "%s does not speak HTTP as a registry does".formatted(address.origin()),
                "check that this is the address of a registry"));
    }

    private Unreadable unknownHost(Address address, Exception fault) {
        // a proxy resolves the names of registries
        String host = proxies.of(address)
                .map(proxy -> proxy.host() + ", the proxy for " + address.origin())
                .orElse(address.host());
        return new Unreadable("there is no host " + host, "check the name, the network and the proxy", fault);
    }

    private static Unreadable untrusted(String origin, Throwable cause, Exception fault) {
        return new Unreadable(
                "the TLS connection to %s failed (%s)".formatted(origin, describe(cause)),
                "if its certificate is signed by an authority of your own, name that with --ca-file; if the registry"
                        + " speaks plain HTTP, say --plain-http",
                fault);
    }

    private NoAnswer refused(Address address, TunnelRefused refused) {
        var fault = new Unreadable(
                "the proxy %s does not connect to %s: it answered %d"
                        .formatted(proxies.of(address).orElseThrow(), address.origin(), refused.status()),
                refused.status() == 407 || refused.status() == 401 // the latter from tinyproxy
                        ? "check the user and the password in HTTPS_PROXY"
                        : "check HTTPS_PROXY, or name the host in NO_PROXY",
                refused);
        return Retries.isPassing(refused.status()) ? NoAnswer.passing(fault) : NoAnswer.lasting(fault);
    }

    /** The proxy, for a message. */
    private String by(Address address) {
        return proxies.of(address).map(proxy -> " by the proxy " + proxy).orElse("");
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : RegistryErrors.brief(message);
    }

    @Override
    public void close() {
        clients.close();
    }
}
