package dev.tare.cli.option;

import dev.tare.layer.store.LayerCache;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what was found out about layers is kept, and how much of it. */
public final class CacheFolder {

    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            description =
                    "Keep what is found out about layers in this folder. Default: tare in $$XDG_CACHE_HOME, or ~/.cache/tare.")
    private @Nullable Path folder;

    @Option(
            names = "--cache-size",
            paramLabel = "SIZE",
            description = "What is kept may take so much; the least recently used goes first (1GiB).")
    private String size = "1GiB";

    boolean isNamed() {
        return folder != null;
    }

    public long size() {
        return LimitOptions.bytes("--cache-size", size);
    }

    /** The cache, which need not be there yet; empty where nobody says where it would be. */
    public Optional<LayerCache> cache() {
        long most = size();
        return folder().map(it -> new LayerCache(it, most));
    }

    /** XDG Base Directory Specification: a path that is not absolute counts as none. */
    public Optional<Path> folder() {
        return folder != null ? Optional.of(folder) : standard(System.getenv());
    }

    private static Optional<Path> standard(Map<String, String> environment) {
        var cache = absolute(environment, "XDG_CACHE_HOME");
        return cache.or(() -> absolute(environment, "HOME").map(home -> home.resolve(".cache")))
                .map(parent -> parent.resolve("tare"));
    }

    private static Optional<Path> absolute(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
