/**
 * Images in a registry, by the OCI distribution spec over HTTP: a file for each verb, such as {@link dev.tare.source.registry.Manifests} for {@code
 * GET /v2/NAME/manifests/REFERENCE}. {@link dev.tare.source.registry.Registries} keeps the state that all images of a run share.
 *
 * <p>What a scan reads comes by {@code source.registry.http}. What answers with small JSON and is not on the path of every scan is declared in {@link
 * dev.tare.source.registry.RegistryApi}, for the Quarkus REST client.
 *
 * <p>May use {@code image}, {@code source}, {@code source.credentials}, {@code source.registry.http}, {@code source.registry.rate} and {@code source.registry.auth}.
 */
@NullMarked
package dev.tare.source.registry;

import org.jspecify.annotations.NullMarked;
