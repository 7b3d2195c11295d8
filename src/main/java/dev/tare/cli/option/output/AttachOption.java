package dev.tare.cli.option.output;

import dev.tare.app.scan.AttachReports;
import dev.tare.report.Formats;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether reports are attached to the images. */
public final class AttachOption {

    /** Columns of a format that has none. */
    private static final int NO_WIDTH = 0;

    @Option(
            names = "--attach",
            description =
                    "Attach the JSON report on each image to the image in its registry, as an artifact that refers to it. Whoever"
                            + " can pull the image can read it.")
    private boolean attach;

    /** How the reports are written; empty if they are not attached. */
    public Optional<AttachReports.Writer> writer(TopOption top) {
        if (!attach) {
            return Optional.empty();
        }
        var json = Formats.of(ReportKind.SCAN).stream()
                .filter(format -> format.name().equals("json"))
                .findFirst()
                .orElseThrow();
        int limit = top.or(json.usualTop());
        return Optional.of((image, results, out) -> write(json, limit, image, results, out));
    }

    private static void write(Format json, int top, ImageReport image, List<RuleResult> results, OutputStream out)
            throws IOException {
        var sink = json.scan(new Output(out, NO_WIDTH, new Style(false), top, Detail.BRIEF, Version.number()));
        sink.begin();
        sink.image(image, results);
        sink.end(new Verdict(results));
    }
}
