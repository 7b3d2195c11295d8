package dev.tare.cli;

import dev.tare.report.JsonRenderer;
import dev.tare.report.Report;
import dev.tare.report.Style;
import dev.tare.report.TableRenderer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the report goes, and as what: the same options for every command that makes one. */
final class OutputOptions {

    /** The formats of a report. */
    enum Format {
        TABLE,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int TOP_OF_A_TABLE = 20;

    @Option(names = "--format", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Format format = Format.TABLE;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the report to a file and not to standard output.")
    private @Nullable Path output;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Show the N largest findings; 0 for all. Default: 20 in a table, all in JSON.")
    private @Nullable Integer top;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on standard error.")
    private boolean quiet;

    @Option(names = "--no-color", description = "No colours. NO_COLOR in the environment does the same.")
    private boolean noColor;

    boolean quiet() {
        return quiet;
    }

    /** Checks what can be checked before a scan that may take minutes. */
    void validate() {
        if (top != null && top < 0) {
            throw new UsageException("--top: " + top + " is below 0");
        }
        checkWritable(output);
    }

    /** Checks that a report, or what else goes to a file, can be written there. */
    static void checkWritable(@Nullable Path output) {
        if (output != null && (Files.isDirectory(output) || !Files.isDirectory(parent(output)))) {
            throw new UsageException("--output: " + output + " cannot be written");
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.getRoot() : parent;
    }

    /** One form of what a command has to say. */
    interface Renderer {
        void render(OutputStream out, int width, Style style) throws IOException;
    }

    /** How many groups of waste a report must have; 0 is all. */
    int groups() {
        return format == Format.TABLE ? top(TOP_OF_A_TABLE) : 1;
    }

    /** How many findings are wanted; {@code otherwise} where the user did not say. 0 is all. */
    int top(int otherwise) {
        return top == null ? otherwise : top;
    }

    void write(Report report) throws IOException {
        write(
                (out, width, style) -> out.write(new TableRenderer(width, top(TOP_OF_A_TABLE), style)
                        .render(report)
                        .getBytes(StandardCharsets.UTF_8)),
                (out, _, _) -> new JsonRenderer(top(0), Version.number()).render(report, out));
    }

    /** Writes one of two forms to where it is wanted. */
    void write(Renderer table, Renderer json) throws IOException {
        var renderer = format == Format.JSON ? json : table;
        if (output == null) {
            var out = new BufferedOutputStream(Terminal.stdout(), 1 << 16);
            renderer.render(out, Terminal.width(), new Style(Terminal.coloursOn(noColor)));
            out.flush();
            return;
        }
        try (var out = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16)) {
            renderer.render(out, 100, new Style(false));
        } catch (IOException e) {
            throw new UsageException("--output: " + output + " cannot be written (" + e.getMessage() + ")");
        }
    }
}
