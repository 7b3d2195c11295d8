package dev.tare.cli;

import dev.tare.app.InvalidRequest;
import dev.tare.report.Style;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a report goes, whatever its format. A command with formats of its own says them in an option {@code --format} of its own. */
class ReportOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the report to a file and not to standard output.")
    private @Nullable Path output;

    @Option(
            names = {"-q", "--quiet"},
            description = "Neither progress nor notices of retries on standard error.")
    private boolean quiet;

    @Option(names = "--no-color", description = "No colours. NO_COLOR in the environment does the same.")
    private boolean noColor;

    boolean quiet() {
        return quiet;
    }

    /** Checks what can be checked before a scan that may take minutes. */
    void validate() {
        checkWritable(output);
    }

    /** Checks that a report, or what else goes to a file, can be written there. */
    static void checkWritable(@Nullable Path output) {
        if (output != null && (Files.isDirectory(output) || !Files.isDirectory(parent(output)))) {
            throw new InvalidRequest("--output: %s cannot be written: %s"
                    .formatted(
                            output,
                            Files.isDirectory(output) ? "it is a folder" : "there is no folder " + parent(output)));
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

    /** Writes the report to where it is wanted. */
    void write(Renderer renderer) throws IOException {
        if (output == null) {
            var out = new BufferedOutputStream(Terminal.stdout(), 1 << 16);
            renderer.render(out, Terminal.width(), new Style(Terminal.coloursOn(noColor)));
            out.flush();
            return;
        }
        try (var out = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16)) {
            renderer.render(out, 100, new Style(false));
        } catch (IOException e) {
            throw new InvalidRequest("--output: " + output + " cannot be written (" + e.getMessage() + ")");
        }
    }
}
