package dev.tare.cluster;

import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * The part of the Kubernetes API that is asked: lists, and single secrets. Callers close the response, whatever its status, and bound what they read
 * of it. Redirects are not followed.
 */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
interface KubernetesApi {

    /**
     * Lists the objects of one resource in all namespaces ("API Concepts", "Retrieving large results sets in chunks").
     *
     * @param group with its version, such as {@code apis/apps/v1}
     * @param limit maximum objects of the response
     * @param next what the page before said; null for the first
     * @param selector of labels; null for all objects
     * @param authorization null to send none
     */
    @GET
    @Path("/{group}/{resource}")
    Response list(
            @PathParam("group") @Encoded String group,
            @PathParam("resource") String resource,
            @QueryParam("limit") int limit,
            @QueryParam("continue") @Nullable String next,
            @QueryParam("labelSelector") @Nullable String selector,
            @HeaderParam("Authorization") @Nullable String authorization);

    /** The same of one namespace. */
    @GET
    @Path("/{group}/namespaces/{namespace}/{resource}")
    Response listIn(
            @PathParam("group") @Encoded String group,
            @PathParam("namespace") String namespace,
            @PathParam("resource") String resource,
            @QueryParam("limit") int limit,
            @QueryParam("continue") @Nullable String next,
            @QueryParam("labelSelector") @Nullable String selector,
            @HeaderParam("Authorization") @Nullable String authorization);

    /** Reads one secret. */
    @GET
    @Path("/api/v1/namespaces/{namespace}/secrets/{name}")
    Response secret(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @HeaderParam("Authorization") @Nullable String authorization);
}
