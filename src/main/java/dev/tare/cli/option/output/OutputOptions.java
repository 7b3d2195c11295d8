package dev.tare.cli.option.output;

import dev.tare.app.InvalidRequest;
import dev.tare.cli.terminal.Destination;
import dev.tare.cli.terminal.OutputFile;
import dev.tare.cli.terminal.StandardOutput;
import dev.tare.cli.terminal.Terminal;
import dev.tare.report.Formats;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a report goes, and in which format: the same options for every command that makes reports. */
public final class OutputOptions {

    /** Columns of a file. */
    private static final int FILE_WIDTH = 100;

    private static final String FORMAT = "--format";

    /** A word, which is to be the name of a format, and a file. A path that begins like this is written with ./ before it. */
    private static final Pattern NAMED = Pattern.compile("([A-Za-z-]+)(?:=(.*))?", Pattern.DOTALL);

    private final List<Format> formats;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "[FORMAT=]FILE|FORMAT",
            description = "Write the report to a file, or in a format to standard output, as json=report.json or table."
                    + " May be repeated. A FILE without a format is in that of --format; a file with the name of a format is"
                    + " ./table.")
    private List<Path> outputs = List.of();

    @Option(
            names = {"-q", "--quiet"},
            description = "Neither progress nor notices of retries on standard error.")
    private boolean quiet;

    @Option(
            names = "--no-color",
            description =
                    "No colours. NO_COLOR in the environment does the same; CLICOLOR_FORCE asks for them where there is no terminal.")
    private boolean noColor;

    /** {@link #offer} says which ones there are. */
    @Option(names = FORMAT, paramLabel = "FORMAT")
    private @Nullable Format format;

    private List<OutputTarget> configured = List.of();

    /** @param kind what the command reports */
    public OutputOptions(ReportKind kind) {
        formats = Formats.of(kind);
    }

    /** Has {@code --format} of a command that makes reports offer the formats that can write them, and {@code --top} tell their numbers. */
    public static void offer(CommandSpec command) {
        command.mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(OutputOptions.class::isInstance)
                .map(OutputOptions.class::cast)
                .findFirst()
                .ifPresent(options -> options.offerFormats(command));
    }

    /** Picocli keeps options in the order in which they are added, and shows them so. */
    private void offerFormats(CommandSpec command) {
        var all = List.copyOf(command.options());
        var from = all.subList(all.indexOf(command.findOption(FORMAT)), all.size()).stream()
                .filter(option -> option.group() == null)
                .toList();
        from.forEach(command::remove);
        for (var option : from) {
            command.addOption(
                    switch (option.longestName()) {
                        case FORMAT -> offering(option);
                        case TopOption.NAME -> counting(option);
                        default -> option;
                    });
        }
    }

    private OptionSpec offering(OptionSpec option) {
        String purposes = formats.stream()
                .map(it -> "%s is for %s".formatted(it.name(), it.purpose()))
                .collect(Collectors.joining(", "));
        return OptionSpec.builder(option)
                .completionCandidates(formats.stream().map(Format::name).toList())
                .converters(this::named)
                .description("${COMPLETION-CANDIDATES} (%s); %s."
                        .formatted(formats.getFirst().name(), purposes))
                .build();
    }

    private OptionSpec counting(OptionSpec option) {
        var byNumber = formats.stream()
                .collect(Collectors.groupingBy(
                        Format::usualTop, TreeMap::new, Collectors.mapping(Format::name, Collectors.joining(", "))));
        String all = byNumber.remove(0);
        String numbers = byNumber.entrySet().stream()
                .map(it -> "%d (%s), ".formatted(it.getKey(), it.getValue()))
                .collect(Collectors.joining());
        return OptionSpec.builder(option)
                .description("Show the N largest findings; 0 for all. Default: %sall (%s).".formatted(numbers, all))
                .build();
    }

    private Format named(String name) {
        return format(name).orElseThrow(() -> new TypeConversionException("no such format"));
    }

    /** The format that the command has by this name, in small or capital letters. */
    public Optional<Format> format(String name) {
        return formats.stream().filter(it -> it.name().equalsIgnoreCase(name)).findFirst();
    }

    /** Takes these outputs for a command line that names neither an output nor a format. */
    public void configure(List<OutputTarget> targets) {
        configured = List.copyOf(targets);
    }

    public boolean quiet() {
        return quiet;
    }

    /** Checks what can be checked before a scan that may take minutes. */
    public void validate() {
        var targets = targets();
        targets.forEach(target -> OutputFile.check(target.file().orElse(null)));
        var onStdout = targets.stream()
                .filter(target -> target.file().isEmpty())
                .map(target -> target.format().name())
                .toList();
        if (onStdout.size() > 1) {
            throw new InvalidRequest("--output: %s would both go to standard output: give one a file, as %s=FILE"
                    .formatted(String.join(" and ", onStdout.subList(0, 2)), onStdout.getLast()));
        }
        var files = new HashSet<Path>();
        for (var target : targets) {
            if (target.writtenFile().filter(file -> !files.add(file)).isPresent()) {
                throw new InvalidRequest("--output: two reports would go to the file "
                        + target.file().orElseThrow());
            }
        }
    }

    /** Returns true if this file will have the JSON of this run, and none has it yet: then this run is the first, and the next is compared with it. */
    public boolean isFirst(Path baseline) {
        var written = new OutputTarget(formatOrFirst(), Optional.of(baseline)).writtenFile();
        return !Files.exists(baseline)
                && written.isPresent()
                && targets().stream()
                        .filter(target -> target.format().name().equals("json"))
                        .anyMatch(target -> target.writtenFile().equals(written));
    }

    private List<OutputTarget> targets() {
        var targets = new ArrayList<OutputTarget>();
        boolean isFormatTaken = false;
        for (var output : outputs) {
            var target = named(output);
            isFormatTaken |= target.isEmpty();
            targets.add(target.orElseGet(() -> new OutputTarget(formatOrFirst(), Optional.of(output))));
        }
        if (format != null && !isFormatTaken) {
            targets.add(new OutputTarget(format, Optional.empty()));
        }
        if (!targets.isEmpty()) {
            return targets;
        }
        return configured.isEmpty() ? List.of(new OutputTarget(formatOrFirst(), Optional.empty())) : configured;
    }

    private Format formatOrFirst() {
        return format == null ? formats.getFirst() : format;
    }

    /** Reads FORMAT or FORMAT=FILE; empty for a mere file. */
    private Optional<OutputTarget> named(Path output) {
        var matcher = NAMED.matcher(output.toString());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        var file = Optional.ofNullable(matcher.group(2));
        if (file.isEmpty() && !Formats.isKnown(name)) {
            return Optional.empty();
        }
        if (file.filter(String::isEmpty).isPresent()) {
            throw new InvalidRequest("--output: %s names no file".formatted(output));
        }
        var named = format(name)
                .orElseThrow(() -> new InvalidRequest("--output: %s is none of %s (a file of this name is ./%s)"
                        .formatted(
                                name, formats.stream().map(Format::name).collect(Collectors.joining(", ")), output)));
        return Optional.of(new OutputTarget(named, file.map(Path::of)));
    }

    /** Writes a report of which there are no findings to choose from. */
    public void write(Report report, Detail detail) throws IOException {
        try (var all = open(_ -> 0, detail)) {
            all.write(report);
            all.complete();
        }
    }

    public void write(Report report, TopOption top) throws IOException {
        try (var all = open(top::or, Detail.BRIEF)) {
            all.write(report);
            all.complete();
        }
        if (report instanceof Comparison comparison) {
            tell(comparison.verdict(), top);
        }
    }

    /** Tells the report of a scan, and gives the exit code. */
    public interface Scan {
        int tell(ReportSink sink) throws IOException, InterruptedException;
    }

    /** Writes the report of a scan while it is told. */
    public int write(Scan scan, TopOption top, Detail detail) throws IOException, InterruptedException {
        try (var all = open(top::or, detail)) {
            int code = scan.tell(all);
            all.complete();
            tell(all.verdict(), top);
            return code;
        }
    }

    /** Says on standard error that rules are broken, where all reports go to files and nobody would see why the exit code is not 0. */
    private void tell(Verdict verdict, TopOption top) throws IOException {
        if (!verdict.isPassed()
                && targets().stream().allMatch(target -> target.file().isPresent())) {
            Formats.write(
                    verdict,
                    new Output(
                            Terminal.stderr(),
                            FILE_WIDTH,
                            new Style(false),
                            top.or(formats.getFirst().usualTop()),
                            Detail.BRIEF,
                            Version.number()));
        }
    }

    /** @param top of how many findings are written, from what is usual for a format */
    private Outputs open(IntUnaryOperator top, Detail detail) {
        var all = new Outputs();
        try {
            for (var target : targets()) {
                var destination = target.file().<Destination>map(OutputFile::of).orElseGet(StandardOutput::new);
                all.add(destination, target.format(), output(target, destination, top, detail));
            }
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private Output output(OutputTarget target, Destination destination, IntUnaryOperator top, Detail detail) {
        boolean isFile = target.file().isPresent();
        return new Output(
                destination.stream(),
                isFile ? FILE_WIDTH : Terminal.width(),
                new Style(!isFile && Terminal.coloursOn(noColor)),
                top.applyAsInt(target.format().usualTop()),
                detail,
                Version.number());
    }
}
