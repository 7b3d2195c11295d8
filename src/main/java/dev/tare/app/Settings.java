package dev.tare.app;

import dev.tare.image.Limits;
import dev.tare.image.spec.Platform;
import dev.tare.layer.store.LayerStore;
import dev.tare.scan.Scanner;
import dev.tare.sharedcache.SharedCache;
import dev.tare.sharedcache.SharedCacheName;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.credentials.PullSecrets;
import dev.tare.source.registry.RegistryOptions;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How all images of a run are read.
 *
 * @param platform which image of an index is meant; without one, Linux on this machine's processor
 * @param jobs how many layers of an image are read at the same time
 * @param login credentials for this run alone
 * @param registryConfig a file of credentials that is asked before all others
 * @param pullSecrets what pods of a cluster pull with
 * @param caches what earlier runs found out; opened when the first image is
 * @param tables whether layers are read by their tables of contents
 * @param standardInput opened for the image {@code -} only
 */
public record Settings(
        Limits limits,
        Optional<Platform> platform,
        int jobs,
        RegistryOptions registry,
        Login login,
        Optional<Path> registryConfig,
        PullSecrets pullSecrets,
        Caches caches,
        Scanner.Tables tables,
        Supplier<InputStream> standardInput) {

    /**
     * Where indexes of layers are kept.
     *
     * @param local of this machine
     * @param copies on this machine, of what comes from a shared cache
     * @param shared in the order in which they are asked
     * @param mode of the shared ones
     */
    public record Caches(
            Supplier<LayerStore> local,
            Function<SharedCacheName, LayerStore> copies,
            List<SharedCacheName> shared,
            SharedCache.Mode mode) {}

    /** Credentials that the user gave for this run. */
    public interface Login {

        /**
         * Tells for which of the hosts they are.
         *
         * @param hosts where the images of the run are; may be empty
         * @throws InvalidRequest if that cannot be told
         */
        Optional<Credentials.Given> to(List<String> hosts);
    }
}
