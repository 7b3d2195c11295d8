package dev.tare.cli;

import dev.tare.dockerfile.Recipe;
import dev.tare.dockerfile.SourceMap;
import dev.tare.report.HistoryRenderer;
import dev.tare.report.Reporter;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tare layers}: the history of an image, with what each instruction cost. */
@Command(
        name = "layers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Show the history of an image, newest last: what each instruction ships, adds, changes, removes and wastes.",
            "What docker history shows, without a daemon, and what it does not. Instructions that made no layer are marked -,"
                    + " those of the base image, where it is known, b."
        },
        footer = {
            "",
            "Examples:",
            "  tare layers nginx:1.27",
            "  tare layers --dockerfile Dockerfile registry.example/team/app:main"
        })
public final class LayersCommand extends ImageCommand {

    @Mixin
    private BaseOptions baseOptions = new BaseOptions();

    @Mixin
    private DockerfileOptions dockerfileOptions = new DockerfileOptions();

    @Option(
            names = {"-l", "--long"},
            description = "Digest and diff ID of each layer, too.")
    private boolean details;

    private Optional<Recipe> recipe = Optional.empty();

    @Override
    void validate() {
        recipe = dockerfileOptions.recipe();
    }

    @Override
    void write(SourceOptions.Openable image, ScannedImage scanned) throws IOException, InterruptedException {
        var base = baseOptions.of(image, scanned, imageOptions, outputOptions.quiet());
        var sources = recipe.map(it -> it.trace(scanned.config())).orElse(SourceMap.NONE);
        var report = Reporter.report(scanned, base, sources);
        var renderer = new HistoryRenderer(scanned.config(), report, sources, Version.number());
        outputOptions.write(
                (out, width, style) -> renderer.table(out, width, style, details), (out, _, _) -> renderer.json(out));
    }
}
