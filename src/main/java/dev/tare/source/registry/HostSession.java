package dev.tare.source.registry;

import dev.tare.source.credentials.Credentials;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State of one host that all images share: connections, whether it speaks TLS, and an {@link Authorizer} for each repository. Safe for use by many
 * threads.
 */
final class HostSession implements Closeable {

    private static final int MAX_ANSWER_BYTES = 64 << 10;

    private final Endpoint endpoint;
    private final RegistryOptions options;
    private final Http http;
    private final Map<String, Authorizer> authorizers = new HashMap<>();
    private @Nullable Address base;

    /** @param endpoint any endpoint of this host */
    HostSession(Endpoint endpoint, RegistryOptions options, StallWatch watch) {
        this.endpoint = endpoint;
        this.options = options;
        this.http = new Http(options, endpoint, watch);
    }

    Http http() {
        return http;
    }

    /**
     * The base address of the host. The first call may send a request to find out whether the host speaks TLS.
     *
     * @param retries of the image that needs the address
     */
    synchronized Address base(Retries retries) {
        if (base == null) {
            base = address(scheme(retries), "");
        }
        return base;
    }

    /** The authorizer of a repository. */
    synchronized Authorizer authorizer(String repository, Credentials credentials, Retries retries) {
        var registry = base(retries);
        return authorizers.computeIfAbsent(
                repository,
                _ -> new Authorizer(http, registry, repository, () -> credentials.find(endpoint.host(), repository)));
    }

    private Address address(String scheme, String path) {
        return Address.of(scheme + "://" + endpoint.address() + path);
    }

    /**
     * Chooses the scheme as Docker does: plain HTTP if the user asked for it, if a registry on a loopback address speaks it, or if the registry is
     * configured as insecure and does not speak TLS. The probe carries no credentials.
     */
    private String scheme(Retries retries) {
        if (options.plainHttp()) {
            return "http";
        }
        if (endpoint.insecure()) {
            return answers("https", retries) ? "https" : "http";
        }
        if (!Hosts.isLoopback(address("https", "").host())) {
            return "https";
        }
        // HTTP first: a TLS server rejects it at once, whereas an HTTP server may wait for the rest of a line
        return answers("http", retries) ? "http" : "https";
    }

    private boolean answers(String scheme, Retries retries) {
        try (var answer = http.getOnce(new Http.Get(Asked.of("the registry"), address(scheme, "/v2/")), retries);
                var body = http.body(answer, retries)) {
            body.readNBytes(MAX_ANSWER_BYTES);
            return answer.status() != 400;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
