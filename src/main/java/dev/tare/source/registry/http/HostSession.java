package dev.tare.source.registry.http;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.rate.Throttles;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all images of one host share: connections, TLS settings, and the scheme that the host speaks. Safe for use by many threads. Nothing is read or
 * connected before the first request.
 */
public final class HostSession implements Closeable {

    private static final int MAX_ANSWER_BYTES = 64 << 10;

    private final Host host;
    private final HttpOptions options;
    private final Trust trust;
    private final Http http;
    private final RestClients clients;
    private final Map<Class<?>, Object> declared = new HashMap<>();
    private @Nullable Address base;

    /**
     * @param deadlines of the run, which outlive this
     * @param throttles of the run
     */
    public HostSession(Host host, HttpOptions options, Deadlines deadlines, Throttles throttles) {
        this.host = host;
        this.options = options;
        this.trust = new Trust(options, host);
        var proxies = new Proxies(options.environment());
        this.clients = new RestClients(options, trust, proxies);
        var connections = new HttpClients(
                new Tls(trust, deadlines, options.stallTimeout()),
                deadlines,
                options.connections(),
                options.connectTimeout(),
                options.stallTimeout());
        var transport = new Transport(connections, proxies, deadlines, throttles, options.stallTimeout());
        this.http = new Http(transport, proxies, deadlines, options.stallTimeout());
    }

    public Http http() {
        return http;
    }

    /**
     * The base address of the host. The first call may send a request to find out whether the host speaks TLS.
     *
     * @param retries of the image that needs the address
     */
    public synchronized Address base(Retries retries) {
        if (base == null) {
            trust.check();
            base = address(scheme(retries), "");
        }
        return base;
    }

    /**
     * The client of this host for a declared interface, made when it is first asked for. It has the trust, the proxy and the time-outs of all other
     * requests.
     *
     * @param retries of the image that needs it
     * @param <T> an interface with annotations of Jakarta REST
     * @throws Unreadable if the host cannot be asked in this way
     */
    public synchronized <T> T declared(Class<T> api, Retries retries) throws Unreadable {
        var base = base(retries);
        if (Underscores.in(base.host()).isPresent()) {
            throw new Unreadable("%s has an underscore in its host".formatted(base), ""); // no URI of java.net has one
        }
        return api.cast(declared.computeIfAbsent(api, _ -> clients.build(api, base)));
    }

    private Address address(String scheme, String path) {
        return Address.of(scheme + "://" + host.address() + path);
    }

    /**
     * Chooses the scheme as Docker does: plain HTTP if the user asked for it, if a registry on a loopback address speaks it, or if the registry is
     * configured as insecure and does not speak TLS. The probe carries no credentials.
     */
    private String scheme(Retries retries) {
        if (options.plainHttp()) {
            return "http";
        }
        if (host.insecure()) {
            return answers("https", retries) ? "https" : "http";
        }
        if (!Hosts.isLoopback(address("https", "").host())) {
            return "https";
        }
        // HTTP first: a TLS server rejects it at once, whereas an HTTP server may wait for the rest of a line
        return answers("http", retries) ? "http" : "https";
    }

    private boolean answers(String scheme, Retries retries) {
        var get = new Get(Resource.of("the registry"), address(scheme, "/v2/"));
        try (var answer = http.getOnce(get, retries)) {
            answer.body().readNBytes(MAX_ANSWER_BYTES);
            return answer.status() != 400;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        http.close();
        for (Object client : declared.values()) {
            try {
                ((Closeable) client).close();
            } catch (IOException e) {
                // it is no longer needed
            }
        }
    }
}
