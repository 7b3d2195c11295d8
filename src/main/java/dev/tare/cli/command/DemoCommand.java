package dev.tare.cli.command;

import dev.tare.cli.option.output.OutputOptions;
import dev.tare.cli.option.output.TopOption;
import dev.tare.demo.DemoRegistry;
import dev.tare.report.model.ReportKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tare demo}: serves the worked example from a registry on loopback, and scans it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Serve a small example image from a registry on this machine, and scan it.",
            "The image writes a file, changes its mode twice, writes another and removes the first: of the 5 MiB that"
                    + " it ships in /data, 4 MiB are wasted."
        },
        footer = {"", "Examples:", "  tare demo", "  tare demo --format json"})
public final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OutputOptions outputOptions = new OutputOptions(ReportKind.SCAN);

    @Mixin
    private TopOption topOption = new TopOption();

    @Override
    public Integer call() throws Exception {
        outputOptions.validate();
        topOption.validate();
        try (var registry = DemoRegistry.start()) {
            var scan = new ScanCommand(outputOptions, topOption, spec);
            return scan.scan(List.of(registry.reference()));
        }
    }
}
