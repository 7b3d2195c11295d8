package dev.tare.source.registry;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.registry.auth.Authorizer;
import dev.tare.source.registry.auth.Authorizer.Access;
import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.HostSession;
import dev.tare.source.registry.http.Http;
import dev.tare.source.registry.http.Retries;
import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;

/** A registry, or a mirror of one, as all images share it: the session with its host, and an {@link Authorizer} for each repository and access. */
final class RegistryHost implements Closeable {

    private final String name;
    private final HostSession session;
    private final Map<Scope, Authorizer> authorizers = new HashMap<>();

    private record Scope(String repository, Access access) {}

    /** @param name that credentials are kept by */
    RegistryHost(String name, HostSession session) {
        this.name = name;
        this.session = session;
    }

    Http http() {
        return session.http();
    }

    /** @param retries of the image that needs the address */
    Address base(Retries retries) {
        return session.base(retries);
    }

    synchronized Authorizer authorizer(String repository, Access access, Credentials credentials, Retries retries) {
        var registry = base(retries);
        return authorizers.computeIfAbsent(
                new Scope(repository, access),
                _ -> new Authorizer(http(), registry, repository, access, () -> credentials.find(name, repository)));
    }

    RegistryApi api(Retries retries) throws Unreadable {
        return session.declared(RegistryApi.class, retries);
    }

    @Override
    public void close() {
        session.close();
    }
}
