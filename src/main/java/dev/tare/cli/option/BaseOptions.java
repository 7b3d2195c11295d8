package dev.tare.cli.option;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which image others are built from. */
public final class BaseOptions {

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            description =
                    "The image that this one is built from: what its layers waste is told apart and left out of advice. Default: what"
                            + " the image's annotations say, if that is in the same registry or layout.")
    private @Nullable String base;

    public Optional<String> base() {
        return Optional.ofNullable(base);
    }
}
