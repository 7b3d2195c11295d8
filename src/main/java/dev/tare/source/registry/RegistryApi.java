package dev.tare.source.registry;

import io.quarkus.rest.client.reactive.Url;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * The part of the distribution protocol that answers with small JSON and is not on the path of every scan (OCI distribution-spec 1.1, "Endpoints").
 * Callers close the response, whatever its status, and bound what they read of it. Redirects are not followed.
 */
@Path("")
interface RegistryApi {

    /**
     * Lists tags (end-8b).
     *
     * @param name of the repository, with its slashes
     * @param count maximum tags of the response; a registry may send fewer or more
     * @param authorization null to send none
     */
    @GET
    @Path("/v2/{name}/tags/list")
    Response tags(
            @PathParam("name") @Encoded String name,
            @QueryParam("n") int count,
            @HeaderParam("Authorization") @Nullable String authorization);

    /**
     * A page of a list by its address: the catalog (distribution's spec, "Listing Repositories"), or what the {@code Link} header of the page before names.
     *
     * @param url of the registry's own origin
     * @param authorization null to send none
     */
    @GET
    Response page(@Url String url, @HeaderParam("Authorization") @Nullable String authorization);
}
