package dev.tare.cli.command;

import dev.tare.app.scan.MergeReports;
import dev.tare.cli.option.output.OutputOptions;
import dev.tare.cli.option.output.TopOption;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.ReportKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tare merge}: the reports of several runs as the one of a single run. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Join JSON reports of tare scan, each on some images, into the report on all of them.",
            "Images are in the order of their references, whatever the order of the files. The exit code is that of a scan of"
                    + " all images."
        },
        footer = {
            "",
            "Examples:",
            "  tare merge shard-*.json",
            "  tare merge --baseline all.json -o table -o json=all.json shard-*.json",
            "  tare merge -o json=all.json -o openmetrics=tare.prom shard-*.json"
        })
public final class MergeCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "REPORT",
            description = "A file that tare scan --format json wrote, without --top.")
    private List<Path> reports = List.of();

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description =
                    "An earlier JSON report on many images: tell what is otherwise since. It may be the file of -o json=FILE, and"
                            + " need not be there then.")
    private @Nullable Path baseline;

    @Mixin
    private OutputOptions outputOptions = new OutputOptions(ReportKind.MERGE);

    @Mixin
    private TopOption topOption = new TopOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        outputOptions.validate();
        topOption.validate();
        var earlier = Optional.ofNullable(baseline).filter(file -> !outputOptions.isFirst(file));
        return outputOptions.write(new MergeReports(reports, earlier)::run, topOption, Detail.FLEET);
    }
}
