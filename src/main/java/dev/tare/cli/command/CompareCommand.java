package dev.tare.cli.command;

import dev.tare.app.InvalidRequest;
import dev.tare.app.inspect.CompareImages;
import dev.tare.cli.option.BaseOptions;
import dev.tare.cli.option.ImageOptions;
import dev.tare.cli.option.output.OutputOptions;
import dev.tare.cli.option.output.TopOption;
import dev.tare.cli.option.rule.GateOptions;
import dev.tare.cli.option.rule.LeftoverOptions;
import dev.tare.report.model.ReportKind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare compare}: what one image has that another has not. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Compare two images: the layers that both have and what must be pulled for the other, the waste of both, and the"
                    + " files that a container would see, added, removed and changed.",
            "Layers that both have are read once. Names that differ only in their mtime are counted, and not listed.",
            "Rules are held against B, with A as the baseline; every report tells what became of them."
        },
        footer = {
            "",
            "Examples:",
            "  tare compare registry.example/team/app:main registry.example/team/app:pr-7",
            "  tare compare --format markdown -o comment.md registry.example/team/app:main oci:build/app",
            "  tare compare --fail-if 'new wasted > 1MB' --fail-if 'new exposed > 0' team/app:main team/app:pr-7",
            "  docker save app:new | tare compare docker-archive:app.tar -"
        })
public final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "A", description = "The image before: in a registry, a layout or an archive.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "B", description = "The image after, from there or from elsewhere.")
    private String after = "";

    @Option(names = "--mtime", description = "List names that differ only in their mtime, too.")
    private boolean mtimes;

    @Mixin
    private ImageOptions imageOptions = new ImageOptions();

    @Mixin
    private BaseOptions baseOptions = new BaseOptions();

    @Mixin
    private GateOptions gateOptions = new GateOptions();

    @Mixin
    private LeftoverOptions leftoverOptions = new LeftoverOptions();

    @Mixin
    private OutputOptions outputOptions = new OutputOptions(ReportKind.COMPARISON);

    @Mixin
    private TopOption topOption = new TopOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec.commandLine().getParseResult().hasMatchedOption("--baseline")) {
            throw new InvalidRequest("--baseline: A is the baseline of what is compared");
        }
        var config = imageOptions.config();
        var leftovers = leftoverOptions.kinds(config);
        outputOptions.validate();
        topOption.validate();
        var names = List.of(before, after);
        try (var session = imageOptions.session(names, outputOptions.quiet())) {
            var images = session.images(names);
            var request = new CompareImages.Request(
                    images.getFirst(),
                    images.getLast(),
                    mtimes,
                    gateOptions.policy(config),
                    leftovers,
                    baseOptions.base());
            var compared = new CompareImages(session).run(request, Complaints.of(spec));
            if (compared.comparison().isPresent()) {
                outputOptions.write(compared.comparison().get(), topOption);
            }
            return compared.exitCode();
        }
    }
}
