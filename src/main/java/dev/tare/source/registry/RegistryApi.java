package dev.tare.source.registry;

import io.quarkus.rest.client.reactive.Url;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** All that a registry is asked: GET an address, with headers that are left out where null; and a token server a form. */
@Path("")
interface RegistryApi {

    @GET
    Response get(
            @Url String url,
            @HeaderParam("Accept") @Nullable String accept,
            @HeaderParam("Authorization") @Nullable String authorization,
            @HeaderParam("Range") @Nullable String range);

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response post(@Url String url, @HeaderParam("Accept") String accept, String form);
}
