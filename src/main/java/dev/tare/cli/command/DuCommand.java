package dev.tare.cli.command;

import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.app.inspect.ShowUsage;
import dev.tare.cli.option.output.TopOption;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.ReportKind;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tare du}: where the visible bytes of an image are. */
@Command(
        name = "du",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Show where the bytes are that a container sees, the largest first: by directory, layer, package, kind of file or extension.",
            "With --by package the databases of packages in the image are read: layers that ship one are fetched again.",
            "Each file counts once, whatever names it has, so that the groups sum to what a container sees."
        },
        footer = {
            "",
            "Examples:",
            "  tare du nginx:1.27",
            "  tare du --depth 3 app:1 /usr",
            "  tare du --by package app:1"
        })
public final class DuCommand extends ImageCommand {

    /** Tells /usr/lib from /usr/share, where one level would say /usr of nearly every image. */
    private static final int USUAL_DEPTH = 2;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            description = "A file, a directory or a link to one (${DEFAULT-VALUE}).")
    private String path = "/";

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "How many levels below PATH directories are told apart: 2 if not given. For --by directory.")
    private @Nullable Integer depth;

    @Option(names = "--by", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private DiskUsage.By by = DiskUsage.By.DIRECTORY;

    @Mixin
    private TopOption topOption = new TopOption();

    public DuCommand() {
        super(ReportKind.USAGE);
    }

    @Override
    void validate() {
        notEmpty("PATH", List.of(path));
        topOption.validate();
        if (depth != null && by != DiskUsage.By.DIRECTORY) {
            throw new InvalidRequest("--depth: only with --by directory");
        }
        if (depth != null && depth < 0) {
            throw new InvalidRequest("--depth: " + depth + " is below 0");
        }
    }

    @Override
    void write(Session session, NamedImage image) throws IOException, InterruptedException {
        var request = new ShowUsage.Request(path, by, depth == null ? USUAL_DEPTH : depth);
        outputOptions.write(new ShowUsage(session).run(image, request), topOption);
    }
}
