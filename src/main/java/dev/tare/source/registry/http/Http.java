package dev.tare.source.registry.http;

import dev.tare.image.ImageFault.Unreadable;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sends requests, and repeats them where that may help. Redirects are followed here: never from HTTPS to HTTP, and {@code Authorization} is dropped
 * when the origin changes.
 */
public final class Http implements Closeable {

    /** Maximum redirects that are followed: as many as Go follows, and so most registry clients. */
    private static final int MAX_REDIRECTS = 10;

    /** A body of up to this many bytes is drained so that its connection can be reused. Reading more takes longer than connecting anew. */
    private static final int MAX_DRAINED_BYTES = 10_000;

    private static final Set<Integer> REDIRECT_STATUS = Set.of(301, 302, 303, 307, 308);

    /** Redirects that keep method and body (RFC 9110, 15.4.8 and 15.4.9). After others a client may send a GET instead. */
    private static final Set<Integer> KEEPING_REDIRECT_STATUS = Set.of(307, 308);

    private final Transport transport;
    private final Proxies proxies;
    private final Deadlines deadlines;
    private final Duration stallTimeout;

    Http(Transport transport, Proxies proxies, Deadlines deadlines, Duration stallTimeout) {
        this.transport = transport;
        this.proxies = proxies;
        this.deadlines = deadlines;
        this.stallTimeout = stallTimeout;
    }

    /**
     * Sends a request until there is a response that is not transient, or no attempt is left. The status may be any.
     *
     * @param retries of the image that the request is for
     */
    public Answer get(Get get, Retries retries) throws Unreadable {
        return repeated(get.resource(), retries, () -> follow(get, retries));
    }

    /** The same for a request of another method. It may reach the server twice if the response to the first is lost. */
    public Answer send(Send send, Retries retries) throws Unreadable {
        return repeated(send.head().resource(), retries, () -> follow(send, retries));
    }

    /** One attempt of a request, with its redirects. */
    private interface Attempt {
        Answer make() throws Unreadable, NoAnswer;
    }

    private static Answer repeated(Resource resource, Retries retries, Attempt attempt) throws Unreadable {
        for (int failures = 0; ; failures++) {
            retries.checkTime();
            try {
                var answer = attempt.make();
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
                retries.pause(resource, failures, wait, busy);
            } catch (NoAnswer e) {
                if (!e.isPassing()) {
                    throw e.fault();
                }
                retries.pause(resource, failures, Optional.empty(), e.fault());
            }
        }
    }

    /** Sends a request once. */
    public Answer getOnce(Get get, Retries retries) throws Unreadable {
        try {
            return follow(get, retries);
        } catch (NoAnswer e) {
            throw e.fault();
        }
    }

    /** Sends a form once. It contains a secret, so redirects are not followed. */
    public Answer post(Address address, String form, Retries retries) throws Unreadable {
        try {
            return transport.post(address, form, retries);
        } catch (NoAnswer e) {
            throw e.fault();
        }
    }

    /**
     * The error for a request of a declared client that got no response.
     *
     * @param thrown by the client
     */
    public Unreadable unanswered(Address address, Exception thrown, Retries retries) {
        return transport.unanswered(address, thrown, retries).fault();
    }

    /** Sends one request of a declared client when it is its turn, and takes note of the answer. */
    public Response declared(Address address, Retries retries, Supplier<Response> request) throws Unreadable {
        try {
            long begun = transport.awaitTurn(address, retries);
            var response = request.get();
            transport.noteAnswer(
                    address,
                    response.getStatus(),
                    name -> Objects.requireNonNullElse(response.getHeaderString(name), ""),
                    begun);
            return response;
        } catch (NoAnswer e) {
            throw e.fault();
        }
    }

    /** How many requests an origin still allows, in words; empty if it does not say it. */
    public String quota(Address address) {
        return transport.quota(address);
    }

    private Answer follow(Get first, Retries retries) throws Unreadable, NoAnswer {
        var get = first;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            get.guard().check(get.address());
            var answer = transport.get(get, retries);
            if (!REDIRECT_STATUS.contains(answer.status())) {
                return answer;
            }
            String location = answer.header("Location");
            leave(answer);
            get = get.redirectedTo(next(get.address(), location));
        }
        throw circles(first.address());
    }

    private Answer follow(Send first, Retries retries) throws Unreadable, NoAnswer {
        var send = first;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            var address = send.head().address();
            send.head().guard().check(address);
            var answer = transport.send(send, retries);
            var followed = send.method() == Send.Method.HEAD ? REDIRECT_STATUS : KEEPING_REDIRECT_STATUS;
            if (!followed.contains(answer.status())) {
                return answer;
            }
            String location = answer.header("Location");
            leave(answer);
            send = send.redirectedTo(next(address, location));
        }
        throw circles(first.head().address());
    }

    private static Unreadable circles(Address first) {
        return new Unreadable(
                "%s sends us round in circles: more than %d redirects".formatted(first.origin(), MAX_REDIRECTS), "");
    }

    /** Closes a response whose body is not needed. A short body is drained, so that the connection can be reused. */
    private void leave(Answer answer) {
        try (answer) {
            if (answer.header("Content-Length").matches("[0-9]{1,4}")) {
                deadlines.within(
                        stallTimeout, answer::close, () -> answer.body().readNBytes(MAX_DRAINED_BYTES));
            }
        } catch (IOException e) {
            // then the connection is closed
        }
    }

    /**
     * The address that a {@code Location} header leads to.
     *
     * @throws Unreadable if there is none, or if it leads from HTTPS to plain HTTP
     */
    public static Address next(Address from, String location) throws Unreadable {
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

    /** Refuses addresses outside the public internet, except the registry's own origin. */
    public static Get.Guard publicOr(String own) {
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
    public Get.Guard guardOf(Address registry) {
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
     * Returns true if all addresses of a host are public. The client resolves through the same cache of the JVM, so it connects to the addresses that are
     * checked here.
     */
    private static boolean isPublic(Address address) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(Hosts.bare(address.host())))
                .allMatch(Hosts::isPublic);
    }

    @Override
    public void close() {
        transport.close();
    }
}
