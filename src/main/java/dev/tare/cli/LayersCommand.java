package dev.tare.cli;

import dev.tare.report.HistoryRenderer;
import dev.tare.report.Reporter;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
        footer = {"", "Example:", "  tare layers nginx:1.27"})
public final class LayersCommand extends ImageCommand {

    @Mixin
    private BaseOptions baseOptions = new BaseOptions();

    @Override
    void write(SourceOptions.Openable image, ScannedImage scanned) throws IOException, InterruptedException {
        var base = baseOptions.of(image, scanned, imageOptions, outputOptions.quiet());
        var report = Reporter.report(scanned, base);
        var renderer = new HistoryRenderer(scanned.config(), report, Version.number());
        outputOptions.write(renderer::table, (out, _, _) -> renderer.json(out));
    }
}
