/**
 * Images in a registry, by the OCI distribution spec over HTTP: {@code GET /v2/NAME/manifests/REFERENCE} and {@code GET
 * /v2/NAME/blobs/DIGEST}, with the token handshake of distribution's {@code token.md}.
 *
 * <p>May use {@code image}, {@code source}, {@code source.credentials}, {@code codec}, HttpCore, which reads answers from sockets that are opened
 * here, and the Quarkus REST client, which knows proxies. Redirects are followed here and not by a client, which would
 * carry credentials to another host.
 */
@NullMarked
package dev.tare.source.registry;

import org.jspecify.annotations.NullMarked;
