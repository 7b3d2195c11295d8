package dev.tare.source.registry;

import dev.tare.source.credentials.Credentials;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all images of one host have in common: its connections, whether it speaks TLS, and for each of its repositories how to be authorised. Safe
 * for use by many threads.
 */
final class HostSession implements Closeable {

    private static final int MAX_ANSWER_BYTES = 64 << 10;

    private final Endpoint endpoint;
    private final RegistryOptions options;
    private final Http http;
    private final Map<String, Authorizer> authorizers = new HashMap<>();
    private @Nullable Address base;

    /** @param endpoint one of the host's */
    HostSession(Endpoint endpoint, RegistryOptions options, StallWatch watch) {
        this.endpoint = endpoint;
        this.options = options;
        this.http = new Http(options, endpoint, watch);
    }

    Http http() {
        return http;
    }

    /**
     * Where the host answers. Found out once, for which it may be asked.
     *
     * @param retries of the image that wants to know
     */
    synchronized Address base(Retries retries) {
        if (base == null) {
            base = address(scheme(retries), "");
        }
        return base;
    }

    /** How to be authorised for a repository. */
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
     * As Docker does: plain HTTP where it was asked for, and where the registry speaks it on this machine or is configured as
     * insecure. No credential is part of the question.
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
        // HTTP is asked first: a TLS server says at once that this is no TLS, an HTTP server may wait for the rest of a
        // line
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
