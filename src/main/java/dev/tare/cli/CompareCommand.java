package dev.tare.cli;

import dev.tare.app.CompareImages;
import dev.tare.report.Comparison;
import dev.tare.report.ComparisonMarkdown;
import dev.tare.report.ComparisonRenderer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
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
            "Layers that both have are read once. Names that differ only in their mtime are counted, and not listed."
        },
        footer = {
            "",
            "Examples:",
            "  tare compare registry.example/team/app:main registry.example/team/app:pr-7",
            "  tare compare --format markdown -o comment.md registry.example/team/app:main oci:build/app",
            "  docker save app:new | tare compare docker-archive:app.tar -"
        })
public final class CompareCommand implements Callable<Integer> {

    /** What a comparison can be written as. */
    enum Format {
        TABLE,
        JSON,
        MARKDOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}); markdown is for a comment on a pull request.")
    private Format format = Format.TABLE;

    @Mixin
    private ReportOptions reportOptions = new ReportOptions();

    @Mixin
    private TopOption topOption = new TopOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        reportOptions.validate();
        topOption.validate();
        var names = List.of(before, after);
        try (var session = imageOptions.session(names, reportOptions.quiet())) {
            var images = session.images(names);
            var request = new CompareImages.Request(images.getFirst(), images.getLast(), mtimes);
            var compared = new CompareImages(session)
                    .run(request, (image, fault) -> TareCommand.complain(spec, image.name(), fault));
            if (compared.comparison().isPresent()) {
                write(compared.comparison().get());
            }
            return compared.exitCode();
        }
    }

    private void write(Comparison comparison) throws IOException {
        var renderer = new ComparisonRenderer(comparison, Version.number());
        int top = topOption.or(TopOption.OF_A_TABLE);
        reportOptions.write(
                switch (format) {
                    case TABLE -> (out, width, style) -> renderer.table(out, width, style, top);
                    case JSON -> (out, _, _) -> renderer.json(out, topOption.or(0));
                    case MARKDOWN -> (out, _, _) -> new ComparisonMarkdown(comparison).write(out, top);
                });
    }
}
