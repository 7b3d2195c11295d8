package dev.tare.cli;

import dev.tare.report.HistoryRenderer;
import dev.tare.report.Reporter;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code tare layers}: the history of an image, with what each instruction cost. */
@Command(
        name = "layers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Show the history of an image, newest last: what each instruction ships, adds, changes, removes and wastes.",
            "What docker history shows, without a daemon, and what it does not. Instructions that made no layer are marked -."
        },
        footer = {"", "Example:", "  tare layers nginx:1.27"})
public final class LayersCommand extends ImageCommand {

    @Override
    void write(ScannedImage scanned) throws IOException {
        var report = Reporter.report(scanned, 1);
        var renderer = new HistoryRenderer(scanned.config(), report, Version.number());
        outputOptions.write(renderer::table, (out, _, _) -> renderer.json(out));
    }
}
