package dev.tare.source.registry;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.name.Reference;
import dev.tare.source.BadConfiguration;
import dev.tare.source.Source;
import dev.tare.source.SourceListener;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.registry.auth.Authorizer.Access;
import dev.tare.source.registry.http.Deadlines;
import dev.tare.source.registry.http.Host;
import dev.tare.source.registry.http.HostSession;
import dev.tare.source.registry.http.Hosts;
import dev.tare.source.registry.http.Retries;
import dev.tare.source.registry.http.body.PartMemory;
import dev.tare.source.registry.rate.Throttles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names, and opens images in registries and their mirrors. State of a host is shared by all images until this is closed.
 */
public final class Registries implements AutoCloseable {

    private static final SourceListener SILENT = new SourceListener() {};

    private final RegistryOptions options;
    private final Limits limits;
    private final Deadlines deadlines = new Deadlines();
    private final Throttles throttles;
    private final PartMemory memory = new PartMemory();
    private final ConcurrentHashMap<HostKey, RegistryHost> hosts = new ConcurrentHashMap<>();
    private @Nullable RegistriesConf conf;

    /** @param insecure part of the key, since it decides which certificates are accepted */
    private record HostKey(String host, boolean insecure) {}

    public Registries(RegistryOptions options, Limits limits) {
        this.options = options;
        this.limits = limits;
        this.throttles = new Throttles(options.maxRate());
    }

    /** The hosts that allow few more requests, and how many, a line each. */
    public List<String> lowQuotas() {
        return throttles.lowQuotas();
    }

    /** The {@code registries.conf}, read when the first name is resolved. */
    private synchronized RegistriesConf conf() {
        if (conf == null) {
            conf = RegistriesConf.of(options.environment());
        }
        return conf;
    }

    /**
     * Parses a name as users write it. A short name, without a host, is resolved by the aliases of {@code registries.conf}, else at Docker Hub.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     * @throws BadConfiguration if a {@code registries.conf} cannot be understood
     */
    public Reference reference(String text) {
        var reference = meant(text);
        if (!Hosts.isHost(reference.host())) {
            throw new IllegalArgumentException(
                    "not an image reference: %s ('%s' is no host)".formatted(text, reference.host()));
        }
        return reference;
    }

    private Reference meant(String text) {
        var reference = Reference.parse(text);
        if (!text.startsWith("docker://") && reference.host().equals(Reference.DOCKER_HUB)) {
            String shortName = reference.repository().replaceFirst("^library/", "");
            boolean isShort =
                    text.equals(shortName) || text.startsWith(shortName + ":") || text.startsWith(shortName + "@");
            var alias = conf().alias(shortName);
            if (isShort && alias.isPresent()) {
                return Reference.parse(alias.get() + text.substring(shortName.length()));
            }
        }
        return reference;
    }

    /**
     * @param credentials searched when a registry asks for some
     * @param listener notified of retries
     * @throws Unreadable if the configuration forbids the image
     */
    public Source open(Reference reference, Credentials credentials, SourceListener listener) throws Unreadable {
        var endpoints = new ArrayList<Endpoint>();
        for (String mirror : options.mirrors().getOrDefault(reference.host(), List.of())) {
            endpoints.add(RegistriesConf.parse(mirror + "/" + reference.repository(), false, true)
                    .orElseThrow(() -> new BadConfiguration("--mirror: %s is no registry".formatted(mirror))));
        }
        endpoints.addAll(conf().endpoints(reference));
        var all = credentials.withHelpers(conf().credentialHelpers());
        var retries = new Retries(options.retries(), options.timeout(), listener);
        return endpoints.size() == 1
                ? open(reference, endpoints.getFirst(), all, retries)
                : new MirroredSource(reference, endpoints, endpoint -> open(reference, endpoint, all, retries));
    }

    private RegistrySource open(Reference reference, Endpoint endpoint, Credentials credentials, Retries retries) {
        var repository = new Repository(endpoint, host(endpoint), Access.PULL, credentials, retries);
        return new RegistrySource(reference, repository, options, limits, memory);
    }

    /**
     * A repository for artifacts. Mirrors are not asked.
     *
     * @param reference whose tag does not matter
     * @param patience for all requests that are made by the repository
     * @throws Unreadable if the configuration forbids it
     */
    public Repository repository(Reference reference, Access access, Credentials credentials, Patience patience)
            throws Unreadable {
        var endpoint = conf().endpoints(reference).getLast();
        var all = credentials.withHelpers(conf().credentialHelpers());
        var retries = new Retries(patience.retries(), patience.timeout(), SILENT);
        return new Repository(endpoint, host(endpoint), access, all, retries);
    }

    /**
     * All tags of a repository. Mirrors are not asked.
     *
     * @param reference whose tag does not matter
     * @param listener notified of retries
     * @throws ImageFault if they cannot all be listed
     */
    public List<String> tags(Reference reference, Credentials credentials, SourceListener listener) throws ImageFault {
        var endpoint = conf().endpoints(reference).getLast();
        var all = credentials.withHelpers(conf().credentialHelpers());
        var retries = new Retries(options.retries(), options.timeout(), listener);
        return new Tags(new Repository(endpoint, host(endpoint), Access.PULL, all, retries)).all();
    }

    /**
     * All repositories of a registry, by name. Mirrors are not asked.
     *
     * @param registry its host
     * @param listener notified of retries
     * @throws ImageFault if they cannot all be listed
     */
    public List<String> repositories(String registry, Credentials credentials, SourceListener listener)
            throws ImageFault {
        var endpoint = conf().registry(registry);
        var all = credentials.withHelpers(conf().credentialHelpers());
        var retries = new Retries(options.retries(), options.timeout(), listener);
        return new Catalog(registry, new Repository(endpoint, host(endpoint), Access.CATALOG, all, retries)).all();
    }

    /**
     * How long an artifact is tried for.
     *
     * @param retries maximum of each request
     * @param timeout for all requests together
     */
    public record Patience(int retries, Duration timeout) {}

    private RegistryHost host(Endpoint endpoint) {
        return hosts.computeIfAbsent(new HostKey(endpoint.host(), endpoint.insecure()), _ -> newHost(endpoint));
    }

    private RegistryHost newHost(Endpoint endpoint) {
        var host = new Host(endpoint.address(), endpoint.insecure());
        return new RegistryHost(endpoint.host(), new HostSession(host, options.http(), deadlines, throttles));
    }

    @Override
    public void close() {
        hosts.values().forEach(RegistryHost::close);
        deadlines.close();
    }
}
