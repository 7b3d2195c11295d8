package dev.tare.source.registry;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.name.Reference;
import dev.tare.source.registry.Pages.Bounds;
import dev.tare.source.registry.Pages.Listing;
import dev.tare.source.registry.http.Resource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code GET /v2/_catalog}: distribution's list of repositories, which the OCI distribution-spec does not have and many registries do not give. */
final class Catalog {

    private static final Bounds BOUNDS = new Bounds(2_000, 16 << 20, 200_000);

    /** Statuses of a registry that has no catalog, or none for this user. */
    private static final Set<Integer> NO_CATALOG = Set.of(400, 401, 403, 404, 405, 501);

    private static final Resource RESOURCE = Resource.of("the catalog");

    private final String host;
    private final Repository registry;

    /**
     * @param host as the user calls it
     * @param registry with access to the catalog
     */
    Catalog(String host, Repository registry) {
        this.host = host;
        this.registry = registry;
    }

    /**
     * The names of all repositories, in their order.
     *
     * @throws ImageFault if they cannot all be listed
     */
    List<String> all() throws ImageFault {
        var names = new TreeSet<String>();
        var address = registry.base().at("/v2/_catalog?n=" + Pages.PAGE_NAMES);
        var listing =
                new Listing(RESOURCE, address, "repositories", name -> Reference.isValid(host, name), this::refused);
        new Pages(registry, registry.retries(), listing, BOUNDS)
                .read((api, authorization) -> api.page(address.url(), authorization), names);
        return List.copyOf(names);
    }

    private ImageFault refused(int status, String said) {
        return NO_CATALOG.contains(status)
                ? new Unreadable(
                        "%s does not list its repositories (it answered %d%s; it was asked %s)"
                                .formatted(host, status, said.isEmpty() ? "" : ": " + said, registry.who()),
                        CatalogAdvice.of(host))
                : registry.refused(registry.base(), status, RESOURCE, said);
    }
}
