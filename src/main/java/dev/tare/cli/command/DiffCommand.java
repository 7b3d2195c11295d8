package dev.tare.cli.command;

import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.app.inspect.ListChanges;
import dev.tare.cli.option.rule.Patterns;
import dev.tare.glob.Glob;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.tree.ChangeLetter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tare diff}: what each layer did to the tree below it. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Show what each layer did, in the letters of docker diff: A added, C changed, D deleted.",
            "A directory that went is one line; a directory in which something changed has changed too."
        },
        footer = {
            "",
            "Examples:",
            "  tare diff nginx:1.27",
            "  tare diff --layer 3 --long registry.example/team/app:main",
            "  tare diff --only D app:1 '/var/**'"
        })
public final class DiffCommand extends ImageCommand {

    @Parameters(
            index = "1..*",
            paramLabel = "GLOB",
            description = "Only paths that match, such as /etc/*, /usr/**/*.a or *.pyc (a name: wherever it is).")
    private List<String> globs = List.of();

    private List<Glob> patterns = List.of();

    @Option(names = "--layer", paramLabel = "N|DIGEST", description = "Only this layer.")
    private @Nullable String layer;

    @Option(names = "--only", paramLabel = "A,C,D", split = ",", description = "Only these changes.")
    private List<ChangeLetter> only = List.of();

    @Option(
            names = {"-l", "--long"},
            description = "Sizes, and what changed: content, mode 0644→0755, owner, mtime, type, target, xattrs.")
    private boolean details;

    public DiffCommand() {
        super(ReportKind.CHANGES);
    }

    @Override
    void validate() {
        notEmpty("GLOB", globs);
        patterns = globs.stream().map(glob -> Patterns.of("GLOB", glob)).toList();
    }

    @Override
    void write(Session session, NamedImage image) throws IOException, InterruptedException {
        var request = new ListChanges.Request(patterns, Optional.ofNullable(layer), Set.copyOf(only));
        var changes = new ListChanges(session).run(image, request);
        if (!patterns.isEmpty() && changes.layers().isEmpty()) {
            warn("no layer of %s changes what matches %s".formatted(image.name(), some(globs)));
        }
        outputOptions.write(changes, details ? Detail.LONG : Detail.BRIEF);
    }
}
