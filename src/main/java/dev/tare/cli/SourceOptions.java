package dev.tare.cli;

import dev.tare.image.Limits;
import dev.tare.image.Platform;
import dev.tare.image.Reference;
import dev.tare.source.Source;
import dev.tare.source.registry.RegistryOptions;
import dev.tare.source.registry.RegistrySource;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where images come from: the same options for every command that reads one. */
final class SourceOptions {

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Which image of a multi-platform one. Default: linux on this machine's processor.")
    private @Nullable String platform;

    @Option(
            names = "--plain-http",
            description =
                    "Speak HTTP without TLS to the registry. Registries on this machine that have no TLS are found out.")
    private boolean plainHttp;

    @Option(
            names = "--stall-timeout",
            paramLabel = "SECONDS",
            description = "Give up when a registry is silent for so long (${DEFAULT-VALUE}).")
    private int stallTimeout = (int) RegistryOptions.DEFAULT.stallTimeout().toSeconds();

    Optional<Platform> platform() {
        try {
            return Optional.ofNullable(platform).map(Platform::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--platform: " + e.getMessage());
        }
    }

    static Reference reference(String text) {
        try {
            return Reference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    Source open(Reference reference, Limits limits) {
        var options = RegistryOptions.DEFAULT
                .withPlainHttp(plainHttp)
                .withStallTimeout(Duration.ofSeconds(LimitOptions.positive("--stall-timeout", stallTimeout)));
        return new RegistrySource(reference, options, limits);
    }
}
