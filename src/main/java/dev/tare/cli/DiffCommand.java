package dev.tare.cli;

import dev.tare.analysis.LayerChanges;
import dev.tare.analysis.PathChange;
import dev.tare.glob.Glob;
import dev.tare.image.ImageFault;
import dev.tare.report.ChangesRenderer;
import dev.tare.report.Reporter;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
    private List<PathChange.Kind> only = List.of();

    @Option(
            names = {"-l", "--long"},
            description = "Sizes, and what changed: content, mode 0644→0755, owner, mtime, type, target, xattrs.")
    private boolean details;

    @Override
    void validate() {
        notEmpty("GLOB", globs);
        patterns = globs.stream().map(glob -> Patterns.of("GLOB", glob)).toList();
    }

    @Override
    void write(SourceOptions.Openable image, ScannedImage scanned) throws ImageFault, IOException {
        int wanted = layer == null ? -1 : layer(scanned, layer);
        Set<PathChange.Kind> kinds = only.isEmpty() ? EnumSet.allOf(PathChange.Kind.class) : EnumSet.copyOf(only);
        boolean narrowed = !patterns.isEmpty() || !only.isEmpty(); // then a layer without any is not worth a line
        var layers = new ArrayList<ChangesRenderer.Layer>();
        var report = Reporter.report(scanned);
        LayerChanges.visit(scanned.layers(), imageOptions.limits(), new LayerChanges.Visitor() {
            @Override
            public boolean wants(int number) {
                return wanted < 0 || wanted == number;
            }

            @Override
            public void visit(int number, List<PathChange> changes) {
                var wantedOnes = changes.stream()
                        .filter(change -> kinds.contains(change.kind()))
                        .filter(change ->
                                patterns.isEmpty() || patterns.stream().anyMatch(glob -> glob.matches(change.path())))
                        .toList();
                if (!narrowed || !wantedOnes.isEmpty()) {
                    layers.add(new ChangesRenderer.Layer(report.layers().get(number), wantedOnes));
                }
            }
        });
        if (!patterns.isEmpty() && layers.isEmpty()) {
            warn("no layer of %s changes what matches %s".formatted(scanned.name(), some(globs)));
        }
        var renderer = new ChangesRenderer(report, layers, details, Version.number());
        outputOptions.write(renderer::table, (out, _, _) -> renderer.json(out));
    }
}
