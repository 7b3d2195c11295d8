package dev.tare.cli;

import dev.tare.analysis.MergedTree;
import dev.tare.analysis.PathTrace;
import dev.tare.glob.Glob;
import dev.tare.image.ImageFault;
import dev.tare.report.Reporter;
import dev.tare.report.TraceRenderer;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    /**
     * What the user asks for.
     *
     * @param spelled the path, if it is one and no pattern: a name may have brackets in it
     * @param resolved what a path means in a container, where a directory above is a symbolic link: /bin/sh may be /usr/bin/sh
     */
    private record Wanted(String text, Glob glob, byte[] spelled, Optional<byte[]> resolved) {

        static Wanted of(String text, MergedTree tree) {
            boolean slash = text.length() > 1 && text.endsWith("/");
            String path = slash ? text.substring(0, text.length() - 1) : text;
            return new Wanted(
                    text,
                    Patterns.of("GLOB", path),
                    path.getBytes(StandardCharsets.UTF_8),
                    path.startsWith("/")
                            ? tree.resolve(path.getBytes(StandardCharsets.UTF_8), false)
                            : Optional.empty());
        }

        boolean matches(byte[] path) {
            return glob.matches(path)
                    || Arrays.equals(path, spelled)
                    || resolved.filter(other -> Arrays.equals(path, other)).isPresent();
        }
    }

    @Override
    void validate() {
        notEmpty("PATH", paths);
        paths.forEach(path -> Patterns.of("GLOB", path));
    }

    @Override
    void write(SourceOptions.Openable image, ScannedImage scanned) throws ImageFault, IOException {
        var tree = MergedTree.of(scanned.layers(), imageOptions.limits());
        var wanted = paths.stream().map(path -> Wanted.of(path, tree)).toList();
        var traces = PathTrace.of(
                scanned.layers(), imageOptions.limits(), path -> wanted.stream().anyMatch(one -> one.matches(path)));
        var unknown = wanted.stream()
                .filter(one -> traces.stream().noneMatch(trace -> one.matches(trace.path())))
                .map(Wanted::text)
                .toList();
        if (!unknown.isEmpty()) {
            String message = "no layer of %s touches %s".formatted(scanned.name(), some(unknown));
            if (traces.isEmpty()) {
                throw new UsageException(message);
            }
            warn(message);
        }
        var renderer = new TraceRenderer(Reporter.report(scanned), traces, Version.number());
        outputOptions.write(renderer::table, (out, _, _) -> renderer.json(out));
    }
}
