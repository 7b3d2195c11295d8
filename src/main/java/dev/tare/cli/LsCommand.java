package dev.tare.cli;

import dev.tare.analysis.MergedTree;
import dev.tare.image.ImageFault;
import dev.tare.layer.Printable;
import dev.tare.report.Reporter;
import dev.tare.report.TreeRenderer;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    @Override
    void validate() {
        notEmpty("PATH", List.of(path));
    }

    @Override
    void write(SourceOptions.Openable image, ScannedImage scanned) throws ImageFault, IOException {
        int last = layer == null ? scanned.layers().size() - 1 : layer(scanned, layer);
        var tree = new TreeRenderer(Reporter.report(scanned), details, recursive, sums, Version.number());
        var merged = MergedTree.of(scanned.layers().subList(0, last + 1), imageOptions.limits());
        byte[] asked = path.getBytes(StandardCharsets.UTF_8);
        // as with ls, a slash at the end asks for what a symbolic link leads to
        byte[] from = merged.resolve(asked, path.endsWith("/"))
                .orElseThrow(() -> new UsageException("there is no %s in %s%s"
                        .formatted(Printable.of(asked), scanned.name(), layer == null ? "" : " up to layer " + last)));
        merged.below(from).forEach(tree::add);
        outputOptions.write(tree::table, (out, _, _) -> tree.json(out));
    }
}
