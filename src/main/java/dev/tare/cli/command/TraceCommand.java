package dev.tare.cli.command;

import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.app.inspect.TracePaths;
import dev.tare.cli.option.rule.Patterns;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.ReportKind;
import java.io.IOException;
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

    public TraceCommand() {
        super(ReportKind.TRACE);
    }

    @Override
    void validate() {
        notEmpty("PATH", paths);
        paths.forEach(path -> Patterns.of("GLOB", path));
    }

    @Override
    void write(Session session, NamedImage image) throws IOException, InterruptedException {
        var traced = new TracePaths(session).run(image, paths);
        if (!traced.unknown().isEmpty()) {
            String message = "no layer of %s touches %s".formatted(image.name(), some(traced.unknown()));
            if (traced.isEmpty()) {
                throw new InvalidRequest(message);
            }
            warn(message);
        }
        outputOptions.write(traced.report(), Detail.BRIEF);
    }
}
