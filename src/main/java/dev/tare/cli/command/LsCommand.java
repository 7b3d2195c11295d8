package dev.tare.cli.command;

import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.app.inspect.ListTree;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.TreeListing.Depth;
import dev.tare.report.model.TreeListing.Sums;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tare ls}: the merged tree, as a container would see it. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "List what a container would see at a path, and which layer each file comes from.",
        footer = {
            "",
            "Examples:",
            "  tare ls --long nginx:1.27 /etc/nginx",
            "  tare ls --recursive --size app:1 /usr",
            "  tare ls --layer 2 app:1 /data"
        })
public final class LsCommand extends ImageCommand {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            description = "A file or directory (${DEFAULT-VALUE}).")
    private String path = "/";

    @Option(
            names = "--layer",
            paramLabel = "N|DIGEST",
            description = "The tree up to this layer, and not the final one.")
    private @Nullable String layer;

    @Option(
            names = {"-l", "--long"},
            description = "Mode, owner, size, time and layer of each name.")
    private boolean details;

    @Option(
            names = {"-r", "--recursive"},
            description = "All that is below, too.")
    private boolean recursive;

    @Option(
            names = {"-s", "--size"},
            description = "For a directory, the sum of the files below it, as du shows it.")
    private boolean sums;

    public LsCommand() {
        super(ReportKind.TREE);
    }

    @Override
    void validate() {
        notEmpty("PATH", List.of(path));
    }

    @Override
    void write(Session session, NamedImage image) throws IOException, InterruptedException {
        var request = new ListTree.Request(
                path,
                Optional.ofNullable(layer),
                recursive ? Depth.ALL : Depth.ONE_LEVEL,
                sums ? Sums.OF_FILES_BELOW : Sums.NONE);
        var tree = new ListTree(session).run(image, request);
        outputOptions.write(tree, details ? Detail.LONG : Detail.BRIEF);
    }
}
