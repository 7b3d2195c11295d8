/**
 * The write side of the OCI distribution spec, for artifacts that are small enough for memory: {@link dev.tare.source.registry.push.BlobPush} for blobs,
 * {@link dev.tare.source.registry.push.ManifestPush} for manifests, {@link dev.tare.source.registry.push.ReferrerPush} for artifacts that are about an
 * image.
 *
 * <p>May use {@code image}, {@code source.registry} and {@code source.registry.http}.
 */
@NullMarked
package dev.tare.source.registry.push;

import org.jspecify.annotations.NullMarked;
