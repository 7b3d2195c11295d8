package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.app.Settings;
import dev.tare.image.FileReason;
import dev.tare.image.Printable;
import dev.tare.layer.store.LayerCache;
import dev.tare.layer.store.LayerStore;
import dev.tare.sharedcache.SharedCache.Mode;
import dev.tare.sharedcache.SharedCacheName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether layers that were read before are read again. */
public final class CacheOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CacheFolder cacheFolder = new CacheFolder();

    @Option(names = "--no-cache", description = "Read every layer anew, and keep nothing.")
    private boolean off;

    @Option(
            names = "--cache",
            paramLabel = "oci://HOST/REPO",
            description = "Share what is found out about layers with other machines, in this repository of a registry."
                    + " Whoever can write to it is trusted with the report. Repeatable.")
    private List<String> shared = List.of();

    @Option(names = "--cache-read-only", description = "Write nothing to the caches of --cache.")
    private boolean readOnly;

    /** The caches to use. */
    Settings.Caches caches() {
        return new Settings.Caches(
                () -> store(cacheFolder.cache()),
                name -> store(cacheFolder.cache().map(it -> it.ofShared(name.toString()))),
                off ? List.of() : shared.stream().map(CacheOptions::name).toList(),
                readOnly ? Mode.READ_ONLY : Mode.READ_WRITE);
    }

    private static SharedCacheName name(String text) {
        try {
            return SharedCacheName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--cache: " + e.getMessage());
        }
    }

    /** The store to use: none where it is not wanted, or has no place that can be written to. */
    private LayerStore store(Optional<LayerCache> cache) {
        if (off || cache.isEmpty()) {
            return LayerStore.NONE;
        }
        try {
            cache.get().open();
            return cache.get();
        } catch (IOException e) {
            if (cacheFolder.isNamed()) { // nobody asked for the usual one, which a read-only system cannot have
                var err = spec.commandLine().getErr();
                err.println("tare: --cache-dir cannot be used, and nothing is kept (%s)"
                        .formatted(Printable.of(FileReason.of(e))));
                err.flush();
            }
            return LayerStore.NONE;
        }
    }
}
