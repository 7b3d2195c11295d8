/**
 * A cache of layer indexes in a repository of a registry, which machines share: {@link dev.tare.sharedcache.SharedCache} looks for indexes and keeps them,
 * {@link dev.tare.sharedcache.IndexArtifact} is the form in which the repository has them, and {@link dev.tare.sharedcache.LayerClaims} has processes read
 * different layers.
 *
 * <p>Whoever can write to the repository can put a wrong index there. So nothing of it is taken without the checks of {@code layer}, and a scan goes on
 * without the cache if anything fails.
 *
 * <p>May use {@code image}, {@code layer}, {@code layer.store}, {@code source.registry} with {@code source.registry.auth}, and {@code source.registry.push}.
 */
@NullMarked
package dev.tare.sharedcache;

import org.jspecify.annotations.NullMarked;
