package dev.tare.cli.option;

import dev.tare.cli.terminal.Destination;
import dev.tare.cli.terminal.OutputFile;
import dev.tare.cli.terminal.StandardOutput;
import dev.tare.cli.terminal.Terminal;
import dev.tare.report.Formats;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import dev.tare.report.text.Style;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    private final List<Format> formats;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the report to a file and not to standard output.")
    private @Nullable Path output;

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
    private Format format;

    /** @param kind what the command reports */
    public OutputOptions(ReportKind kind) {
        formats = Formats.of(kind);
        format = formats.getFirst();
    }

    /** Has {@code --format} of a command that makes reports offer the formats that can write them. */
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
            command.addOption(option.longestName().equals(FORMAT) ? offering(option) : option);
        }
    }

    private OptionSpec offering(OptionSpec option) {
        String purposes = formats.stream()
                .map(it -> "%s is for %s".formatted(it.name(), it.purpose()))
                .collect(Collectors.joining(", "));
        return OptionSpec.builder(option)
                .completionCandidates(formats.stream().map(Format::name).toList())
                .converters(this::named)
                .description("${COMPLETION-CANDIDATES} (%s); %s.".formatted(format.name(), purposes))
                .build();
    }

    private Format named(String name) {
        return formats.stream()
                .filter(it -> it.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("no such format"));
    }

    public boolean quiet() {
        return quiet;
    }

    /** Checks what can be checked before a scan that may take minutes. */
    public void validate() {
        OutputFile.check(output);
    }

    /** Writes a report of which there are no findings to choose from. */
    public void write(Report report, Detail detail) throws IOException {
        write(report, 0, detail);
    }

    public void write(Report report, TopOption top) throws IOException {
        write(report, top.or(format.usualTop()), Detail.BRIEF);
    }

    private void write(Report report, int top, Detail detail) throws IOException {
        try (var destination = destination()) {
            format.write(report, output(destination, top, detail));
            destination.complete();
        }
    }

    /** Tells the report of a scan, and gives the exit code. */
    public interface Scan {
        int tell(ReportSink sink) throws IOException, InterruptedException;
    }

    /** Writes the report of a scan while it is told. */
    public int write(Scan scan, TopOption top) throws IOException, InterruptedException {
        try (var destination = destination()) {
            int code = scan.tell(format.scan(output(destination, top.or(format.usualTop()), Detail.BRIEF)));
            destination.complete();
            return code;
        }
    }

    private Destination destination() {
        return output == null ? new StandardOutput() : OutputFile.of(output);
    }

    private Output output(Destination destination, int top, Detail detail) {
        boolean isFile = output != null;
        return new Output(
                destination.stream(),
                isFile ? FILE_WIDTH : Terminal.width(),
                new Style(!isFile && Terminal.coloursOn(noColor)),
                top,
                detail,
                Version.number());
    }
}
