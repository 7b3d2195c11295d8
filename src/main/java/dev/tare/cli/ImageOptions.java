package dev.tare.cli;

import dev.tare.analysis.SecretPaths;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.Platform;
import dev.tare.layer.LayerIndex;
import dev.tare.scan.ScanListener;
import dev.tare.scan.ScannedImage;
import dev.tare.scan.Scanner;
import dev.tare.source.Source;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
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
            description = "Layers that are read at the same time. Default: as many as there are processors.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @ArgGroup(validate = false, heading = "%nLimits against hostile images:%n")
    private LimitOptions limitOptions = new LimitOptions();

    /** So many files and directories are kept in memory from one image to the next. */
    private static final int KEPT = 1_000_000;

    /** What this command has read, for the images that have the same layers. */
    private final Map<Digest, LayerIndex> known = new HashMap<>();

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
        Source open(SourceOptions.Openable image, LongConsumer progress) throws ImageFault;
    }

    /** What is done with an image while it is open. */
    interface Work<T> {
        T with(Source source, Scanner scanner) throws IOException, InterruptedException;
    }

    <T> T with(SourceOptions.Openable image, boolean quiet, Opening opening, Work<T> work)
            throws IOException, InterruptedException {
        if (known.values().stream().mapToLong(LayerIndex::size).sum() > KEPT) {
            known.clear();
        }
        boolean watched = !quiet && Terminal.isTerminal(2);
        try (var progress = watched ? Progress.start() : null;
                var source = opening.open(image, progress == null ? _ -> {} : progress::passed)) {
            ScanListener listener = progress == null ? ScanListener.SILENT : progress;
            return work.with(source, new Scanner(limits(), jobs, listener, known));
        }
    }
}
