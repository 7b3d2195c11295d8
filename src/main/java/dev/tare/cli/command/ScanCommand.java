package dev.tare.cli.command;

import dev.tare.app.ExitCode;
import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.SelectImages;
import dev.tare.app.Session;
import dev.tare.app.scan.AttachReports;
import dev.tare.app.scan.ScanImages;
import dev.tare.app.scan.ScanImages.Largest;
import dev.tare.app.scan.StopSignal;
import dev.tare.cli.option.BaseOptions;
import dev.tare.cli.option.ClusterOptions;
import dev.tare.cli.option.DockerfileOptions;
import dev.tare.cli.option.ImageOptions;
import dev.tare.cli.option.LazyOption;
import dev.tare.cli.option.SelectionOptions;
import dev.tare.cli.option.output.AttachOption;
import dev.tare.cli.option.output.FleetOptions;
import dev.tare.cli.option.output.OutputOptions;
import dev.tare.cli.option.output.TopOption;
import dev.tare.cli.option.rule.GateOptions;
import dev.tare.cli.option.rule.LeftoverOptions;
import dev.tare.cli.option.rule.SecretOptions;
import dev.tare.cli.terminal.Terminal;
import dev.tare.cluster.ClusterImages;
import dev.tare.image.ImageFault;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import dev.tare.source.credentials.PullSecrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
            "  tare scan --fail-if 'wasted-share > 0.05' --no-file .git=sources registry.example/team/app:main",
            "  tare scan --fail-on exposed --secret '*.lic=licence key' registry.example/team/app:main",
            "  tare scan --repository registry.example/team/app --tags '1.*' --latest 3",
            "  tare scan --cluster --namespace shop --format html -o shop.html",
            "  docker save app | tare scan -",
            "  tare scan app.tar ./build/layout",
            "",
            "Credentials, the first that fit: --username; TARE_USERNAME and TARE_PASSWORD; --registry-config; DOCKER_AUTH_CONFIG;"
                    + " REGISTRY_AUTH_FILE; auth.json of podman and skopeo; config.json of Docker, with its helpers.",
            "Proxies: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. Mirrors and short names: registries.conf."
        })
public final class ScanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
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

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Scan the images that this file names as well, one a line; - is standard input. Nothing in it is taken as an"
                            + " option.")
    private @Nullable String from;

    @Mixin
    private SelectionOptions selectionOptions = new SelectionOptions();

    @Mixin
    private ClusterOptions clusterOptions = new ClusterOptions();

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

    @Option(names = "--no-largest", description = "Leave out the largest files and directories of an image.")
    private boolean noLargest;

    @Mixin
    private LazyOption lazyOption = new LazyOption();

    @Mixin
    private LeftoverOptions leftoverOptions = new LeftoverOptions();

    @Mixin
    private FleetOptions fleetOptions = new FleetOptions();

    @Mixin
    private OutputOptions outputOptions;

    @Mixin
    private TopOption topOption;

    @Mixin
    private AttachOption attachOption = new AttachOption();

    /** What picocli makes. */
    public ScanCommand() {
        this(new OutputOptions(ReportKind.SCAN), new TopOption(), CommandSpec.create());
    }

    ScanCommand(OutputOptions outputOptions, TopOption topOption, CommandSpec spec) {
        this.spec = spec;
        this.outputOptions = outputOptions;
        this.topOption = topOption;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        imageOptions.configure(outputOptions);
        outputOptions.validate();
        topOption.validate();
        fleetOptions.validate();
        var request = clusterOptions.request();
        return request.isPresent() ? scanCluster(request.get()) : scan(named());
    }

    private int scanCluster(ClusterImages.Request request) throws IOException, InterruptedException {
        var named = from == null ? images : imageOptions.listed(images, from);
        ClusterImages cluster;
        try {
            cluster = ClusterImages.read(request);
        } catch (ImageFault fault) {
            return Complaints.tell(spec, fault);
        }
        if (!outputOptions.quiet()) {
            cluster.notices().forEach(notice -> Complaints.notice(spec, notice));
        }
        if (named.isEmpty() && cluster.names().isEmpty() && !selectionOptions.isAny()) {
            throw new InvalidRequest("--cluster: nothing runs there (%s)".formatted(cluster.cluster()));
        }
        var all = Stream.concat(named.stream(), cluster.names().stream()).toList();
        return scan(all, cluster.pullSecrets());
    }

    private List<String> named() {
        if (from != null) {
            return imageOptions.listed(images, from);
        }
        if (images.isEmpty() && !selectionOptions.isAny()) {
            throw new InvalidRequest(
                    "IMAGE is missing: tare scan [OPTIONS] IMAGE..., --from FILE for a list of images, --repository or"
                            + " --registry");
        }
        return images;
    }

    /** Scans all images, each of which may fail by itself, and writes one report while it does. */
    int scan(List<String> names) throws IOException, InterruptedException {
        return scan(names, PullSecrets.NONE);
    }

    private int scan(List<String> names, PullSecrets pullSecrets) throws IOException, InterruptedException {
        var config = imageOptions.config();
        var recipe = dockerfileOptions.recipe();
        if (recipe.isPresent() && (names.size() > 1 || selectionOptions.isAny())) {
            throw new InvalidRequest("--dockerfile: it is that of one image, and more are named");
        }
        var baseline = gateOptions.baseline();
        var awaited = baseline.filter(it -> outputOptions.isFirst(Path.of(it)));
        var request = new ScanImages.Request(
                baseOptions.base(),
                recipe,
                secretOptions.rules(config),
                leftoverOptions.kinds(config),
                gateOptions.policy(config),
                awaited.isPresent() ? Optional.empty() : baseline,
                awaited,
                noLargest ? Largest.LEFT_OUT : Largest.TOLD);
        try (var session = imageOptions.session(names, pullSecrets, outputOptions.quiet(), lazyOption)) {
            var selected = new SelectImages(session).run(selectionOptions.request(names));
            var stop = new StopSignal();
            // one image alone has no part that could be reported
            try (var _ = selected.size() > 1 ? Terminal.stopWhenInterrupted(stop::stop) : Terminal.NEVER_STOPPED) {
                return outputOptions.write(
                        sink -> scan(session, selected, request, sink, stop),
                        topOption,
                        fleetOptions.detail(selected.size(), isMany()));
            }
        }
    }

    /** Returns true if the user has not named each image. */
    private boolean isMany() {
        return from != null || selectionOptions.isAny() || clusterOptions.isAny();
    }

    private int scan(
            Session session, List<NamedImage> images, ScanImages.Request request, ReportSink sink, StopSignal stop)
            throws IOException, InterruptedException {
        var scan = new ScanImages(session);
        var faults = Complaints.of(spec);
        var writer = attachOption.writer(topOption);
        if (writer.isEmpty()) {
            return scan.run(images, request, sink, faults, stop);
        }
        var attaching = new AttachReports(session, images, writer.get(), sink, faults);
        return ExitCode.worst(scan.run(images, request, attaching, faults, stop), attaching.exitCode());
    }
}
