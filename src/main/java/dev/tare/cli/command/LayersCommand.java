package dev.tare.cli.command;

import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.app.inspect.ShowHistory;
import dev.tare.cli.option.BaseOptions;
import dev.tare.cli.option.DockerfileOptions;
import dev.tare.dockerfile.Recipe;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.ReportKind;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
        footer = {
            "",
            "Examples:",
            "  tare layers nginx:1.27",
            "  tare layers --dockerfile Dockerfile registry.example/team/app:main"
        })
public final class LayersCommand extends ImageCommand {

    @Mixin
    private BaseOptions baseOptions = new BaseOptions();

    @Mixin
    private DockerfileOptions dockerfileOptions = new DockerfileOptions();

    @Option(
            names = {"-l", "--long"},
            description = "Digest and diff ID of each layer, too.")
    private boolean details;

    private Optional<Recipe> recipe = Optional.empty();

    public LayersCommand() {
        super(ReportKind.HISTORY);
    }

    @Override
    void validate() {
        recipe = dockerfileOptions.recipe();
    }

    @Override
    void write(Session session, NamedImage image) throws IOException, InterruptedException {
        var history = new ShowHistory(session).run(image, new ShowHistory.Request(baseOptions.base(), recipe));
        outputOptions.write(history, details ? Detail.LONG : Detail.BRIEF);
    }
}
