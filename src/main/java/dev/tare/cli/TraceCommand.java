package dev.tare.cli;

import dev.tare.analysis.MergedTree;
import dev.tare.analysis.PathTrace;
import dev.tare.image.ImageFault;
import dev.tare.report.Glob;
import dev.tare.report.Reporter;
import dev.tare.report.TraceRenderer;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tare trace}: the story of a path through the layers. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Show every layer that touched a path, the oldest first: what it did, what that cost, and which copy a container reads.",
            "For what is gone, who removed it. tare cat prints a copy, a hidden one too."
        },
        footer = {
            "",
            "Examples:",
            "  tare trace app:1 /usr/lib/libssl.so.3",
            "  tare trace app:1 .npmrc                 (a name without a slash: wherever it is)",
            "  tare trace --format json app:1 '/var/lib/apt/**'"
        })
public final class TraceCommand extends ImageCommand {

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PATH|GLOB",
            description = "A path, or a pattern such as /etc/*.conf, /usr/**/*.a or *.pyc.")
    private List<String> paths = List.of();

    @Override
    void write(SourceOptions.Openable image, ScannedImage scanned) throws ImageFault, IOException {
        var globs = paths.stream().map(TraceCommand::glob).toList();
        var resolved = resolved(scanned);
        var traces = PathTrace.of(
                scanned.layers(),
                imageOptions.limits(),
                path -> globs.stream().anyMatch(glob -> glob.matches(path))
                        || resolved.stream().anyMatch(other -> Arrays.equals(path, other)));
        if (traces.isEmpty()) {
            throw new UsageException("no layer of %s touches %s".formatted(scanned.name(), String.join(", ", paths)));
        }
        var renderer = new TraceRenderer(Reporter.report(scanned), traces, Version.number());
        outputOptions.write(renderer::table, (out, _, _) -> renderer.json(out));
    }

    private static Glob glob(String text) {
        boolean slash = text.length() > 1 && text.endsWith("/");
        return Glob.of(slash ? text.substring(0, text.length() - 1) : text);
    }

    /** What the paths mean in a container, where a directory above is a symbolic link: /bin/sh may be /usr/bin/sh. */
    private List<byte[]> resolved(ScannedImage scanned) throws ImageFault {
        var tree = MergedTree.of(scanned.layers(), imageOptions.limits());
        var found = new ArrayList<byte[]>();
        for (String path : paths) {
            if (path.startsWith("/")) {
                tree.resolve(path.getBytes(StandardCharsets.UTF_8), false).ifPresent(found::add);
            }
        }
        return found;
    }
}
