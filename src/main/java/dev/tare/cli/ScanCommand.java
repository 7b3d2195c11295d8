package dev.tare.cli;

import dev.tare.dockerfile.SourceMap;
import dev.tare.gate.Gate;
import dev.tare.image.ImageFault;
import dev.tare.report.Report;
import dev.tare.report.Reporter;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare scan}: the main job. */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Account for every byte of an image: shipped, visible, wasted, by which layer, and how.",
        footer = {
            "",
            "Examples:",
            "  tare scan nginx:1.27",
            "  tare scan --plain-http 127.0.0.1:5000/team/app:1.2",
            "  tare scan --platform linux/arm64 --format json -o report.json debian:12",
            "  tare scan --max-wasted 20MB --min-efficiency 0.95 registry.example/team/app:main",
            "  tare scan --dockerfile Dockerfile registry.example/team/app:main",
            "  tare scan --fail-on exposed --secret '*.lic=licence key' registry.example/team/app:main",
            "  docker save app | tare scan -",
            "  tare scan app.tar ./build/layout",
            "",
            "Credentials, the first that fit: --username; TARE_USERNAME and TARE_PASSWORD; --registry-config;"
                    + " REGISTRY_AUTH_FILE; auth.json of podman and skopeo; config.json of Docker, with its helpers.",
            "Proxies: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. Mirrors and short names: registries.conf."
        })
public final class ScanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "IMAGE",
            description = {
                "One of",
                "  [HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST], with Docker's defaults",
                "  oci:DIR[:TAG|@DIGEST], oci-archive:FILE[:TAG|@DIGEST]",
                "  docker-archive:FILE[:NAME], as docker save and podman save write it",
                "  FILE.tar, ./FILE or ./DIR: an archive of either kind, or a layout, that is there",
                "  -, an archive of either kind on standard input",
                "  @FILE, a list of these and of options, one a line; # begins a comment"
            })
    private List<String> images = List.of();

    @Mixin
    private ImageOptions imageOptions = new ImageOptions();

    @Mixin
    private BaseOptions baseOptions = new BaseOptions();

    @Mixin
    private DockerfileOptions dockerfileOptions = new DockerfileOptions();

    @Mixin
    private GateOptions gateOptions = new GateOptions();

    @Mixin
    private SecretOptions secretOptions = new SecretOptions();

    @Mixin
    private OutputOptions outputOptions;

    @Mixin
    private TopOption topOption;

    /** What picocli makes. */
    public ScanCommand() {
        this(new OutputOptions(), new TopOption(), CommandSpec.create());
    }

    ScanCommand(OutputOptions outputOptions, TopOption topOption, CommandSpec spec) {
        this.spec = spec;
        this.outputOptions = outputOptions;
        this.topOption = topOption;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        outputOptions.validate();
        topOption.validate();
        return scan(images);
    }

    /** Scans all images, each of which may fail by itself, and writes one report. */
    int scan(List<String> names) throws IOException, InterruptedException {
        Gate gate = gateOptions.gate();
        var recipe = dockerfileOptions.recipe();
        if (recipe.isPresent() && names.size() > 1) {
            throw new UsageException("--dockerfile: it is that of one image, and %d are named".formatted(names.size()));
        }
        var secrets = secretOptions.paths();
        var reports = new ArrayList<Report.Image>();
        var failures = new ArrayList<Report.Failure>();
        var results = new ArrayList<Gate.Result>();
        int code = ExitCode.OK;
        for (var openable : imageOptions.images(names)) {
            try {
                var image = imageOptions.read(openable, outputOptions.quiet(), secrets);
                var base = baseOptions.of(openable, image, imageOptions, outputOptions.quiet());
                var sources = recipe.map(it -> it.trace(image.config())).orElse(SourceMap.NONE);
                reports.add(Reporter.report(image, base, sources, outputOptions.groups(topOption)));
                results.addAll(gate.check(image.name(), image.accounts()));
                if (!image.unread().isEmpty()) {
                    throw incomplete(image);
                }
            } catch (ImageFault fault) {
                var failure = new Report.Failure(
                        openable.name(), String.valueOf(fault.getMessage()), fault.hint(), ExitCode.of(fault));
                failures.add(failure);
                code = ExitCode.worst(code, failure.exitCode());
                TareCommand.complain(spec, openable.name(), fault);
            }
        }
        var verdict = new Gate.Verdict(results);
        outputOptions.write(new Report(reports, failures, Optional.of(verdict)), topOption);
        return ExitCode.worst(code, verdict.passed() ? ExitCode.OK : ExitCode.GATE_BROKEN);
    }

    /** What could be read is reported, but nobody must take it for the whole image. */
    static ImageFault incomplete(ScannedImage image) {
        return new ImageFault.NotHeld(
                "the report is incomplete: layer %s not scanned, since %s foreign and not held by the registry"
                        .formatted(
                                image.unread().stream()
                                                .mapToObj(String::valueOf)
                                                .collect(Collectors.joining(", "))
                                        + (image.unread().cardinality() == 1 ? " was" : " were"),
                                image.unread().cardinality() == 1 ? "it is" : "they are"),
                image.manifest().layers().stream()
                                .anyMatch(layer -> !layer.urls().isEmpty())
                        ? "to fetch foreign layers from the addresses that the image names, say --foreign-layers"
                        : "");
    }
}
