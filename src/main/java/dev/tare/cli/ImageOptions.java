package dev.tare.cli;

import dev.tare.analysis.SecretPaths;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.Platform;
import dev.tare.scan.KnownLayers;
import dev.tare.scan.ScanListener;
import dev.tare.scan.ScannedImage;
import dev.tare.scan.Scanner;
import dev.tare.source.Source;
import dev.tare.source.SourceListener;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How images are read: where from, how many layers at once, within which limits. The same for every command that reads one. */
final class ImageOptions {

    @Mixin
    private SourceOptions sourceOptions = new SourceOptions();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description =
                    "Layers that are read at the same time. Default: two for each processor, as one may wait for the registry.")
    private int jobs = 2 * Runtime.getRuntime().availableProcessors();

    @ArgGroup(validate = false, heading = "%nLimits against hostile images:%n")
    private LimitOptions limitOptions = new LimitOptions();

    @Mixin
    private CacheOptions cacheOptions = new CacheOptions();

    /** What this command has read, for the images that have the same layers, and what others have. */
    private @Nullable KnownLayers known;

    Limits limits() {
        return limitOptions.limits();
    }

    /** The images by these names, of which none is opened yet. */
    List<SourceOptions.Openable> images(List<String> names) {
        LimitOptions.positive("--jobs", jobs);
        sourceOptions.platform();
        return sourceOptions.images(names, limits());
    }

    /** Reads an image and accounts for it, with progress where somebody looks. */
    ScannedImage read(SourceOptions.Openable image, boolean quiet) throws IOException, InterruptedException {
        return read(image, quiet, SecretPaths.NONE);
    }

    /** The same where the user named paths that are credentials. */
    ScannedImage read(SourceOptions.Openable image, boolean quiet, SecretPaths secrets)
            throws IOException, InterruptedException {
        return with(
                image,
                quiet,
                SourceOptions.Openable::open,
                (source, scanner) -> scanner.scan(source, platform(), secrets));
    }

    Optional<Platform> platform() {
        return sourceOptions.platform();
    }

    /** How an image is opened. */
    interface Opening {
        Source open(SourceOptions.Openable image, SourceListener listener) throws ImageFault;
    }

    /** What is done with an image while it is open. */
    interface Work<T> {
        T with(Source source, Scanner scanner) throws IOException, InterruptedException;
    }

    <T> T with(SourceOptions.Openable image, boolean quiet, Opening opening, Work<T> work)
            throws IOException, InterruptedException {
        if (known == null) {
            known = new KnownLayers(cacheOptions.store());
        }
        known.forgetIfMany();
        boolean watched = !quiet && Terminal.isTerminal(2);
        try (var progress = watched ? Progress.start(image.name()) : null) {
            ScanListener listener = progress != null
                    ? progress
                    : quiet ? ScanListener.SILENT : new RetryNotice(image.name(), Terminal.stderr());
            try (var source = opening.open(image, listener)) {
                return work.with(source, new Scanner(limits(), jobs, listener, known));
            }
        } catch (ImageFault fault) {
            throw image.explained(fault);
        }
    }
}
