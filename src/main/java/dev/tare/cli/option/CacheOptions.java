package dev.tare.cli.option;

import dev.tare.image.Printable;
import dev.tare.layer.store.LayerStore;
import java.io.IOException;
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

    /** The store to use: none where it is not wanted, or has no place that can be written to. */
    LayerStore store() {
        var cache = cacheFolder.cache();
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
                        .formatted(Printable.of(String.valueOf(e.getMessage()))));
                err.flush();
            }
            return LayerStore.NONE;
        }
    }
}
