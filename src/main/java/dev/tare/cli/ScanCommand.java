package dev.tare.cli;

import dev.tare.gate.Gate;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.Reference;
import dev.tare.report.Report;
import dev.tare.report.Reporter;
import dev.tare.scan.ScanListener;
import dev.tare.scan.ScannedImage;
import dev.tare.scan.Scanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare scan}: the main job. */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Account for every byte of an image: shipped, visible, wasted, by which layer, and how.",
        footer = {
            "",
            "Examples:",
            "  tare scan nginx:1.27",
            "  tare scan --plain-http 127.0.0.1:5000/team/app:1.2",
            "  tare scan --platform linux/arm64 --format json -o report.json debian:12",
            "  tare scan --max-wasted 20MB --min-efficiency 0.95 registry.example/team/app:main"
        })
public final class ScanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "IMAGE",
            description = "[HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST], with Docker's defaults.")
    private List<String> images = List.of();

    @Mixin
    private SourceOptions sourceOptions = new SourceOptions();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Layers that are read at the same time. Default: as many as there are processors.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Mixin
    private GateOptions gateOptions = new GateOptions();

    @Mixin
    private OutputOptions outputOptions;

    @ArgGroup(validate = false, heading = "%nLimits against hostile images:%n")
    private LimitOptions limitOptions = new LimitOptions();

    /** What picocli makes. */
    public ScanCommand() {
        this(new OutputOptions());
    }

    ScanCommand(OutputOptions outputOptions) {
        this.outputOptions = outputOptions;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        outputOptions.validate();
        sourceOptions.platform();
        var references = images.stream().map(SourceOptions::reference).toList();
        return scan(references, spec.commandLine().getErr());
    }

    /** Scans all images, each of which may fail by itself, and writes one report. */
    int scan(List<Reference> references, PrintWriter err) throws IOException, InterruptedException {
        Gate gate = gateOptions.gate();
        Limits limits = limitOptions.limits();
        LimitOptions.positive("--jobs", jobs);
        var reports = new ArrayList<Report.Image>();
        var failures = new ArrayList<Report.Failure>();
        var results = new ArrayList<Gate.Result>();
        int code = ExitCode.OK;
        for (Reference reference : references) {
            try {
                var image = scan(reference, limits);
                reports.add(Reporter.report(image));
                results.addAll(gate.check(image.name(), image.accounts()));
            } catch (ImageFault fault) {
                var failure = new Report.Failure(
                        reference.toString(), String.valueOf(fault.getMessage()), fault.hint(), ExitCode.of(fault));
                failures.add(failure);
                code = ExitCode.worst(code, failure.exitCode());
                say(err, failure, fault);
            }
        }
        var verdict = new Gate.Verdict(results);
        outputOptions.write(new Report(reports, failures, Optional.of(verdict)));
        return ExitCode.worst(code, verdict.passed() ? ExitCode.OK : ExitCode.GATE_BROKEN);
    }

    private ScannedImage scan(Reference reference, Limits limits) throws ImageFault, InterruptedException {
        boolean watched = !outputOptions.quiet() && Terminal.isTerminal(2);
        try (var progress = watched ? Progress.start() : null;
                var source = sourceOptions.open(reference, limits)) {
            ScanListener listener = progress == null ? ScanListener.SILENT : progress;
            return new Scanner(limits, jobs, listener).scan(source, sourceOptions.platform());
        }
    }

    private void say(PrintWriter err, Report.Failure failure, ImageFault fault) {
        err.println("tare: " + failure.reference() + ": " + failure.message());
        if (!failure.hint().isEmpty()) {
            err.println("  " + failure.hint());
        }
        if (TareCommand.debug(spec)) {
            fault.printStackTrace(err);
        }
        err.flush();
    }
}
