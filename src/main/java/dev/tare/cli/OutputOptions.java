package dev.tare.cli;

import dev.tare.report.JsonRenderer;
import dev.tare.report.Report;
import dev.tare.report.TableRenderer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where the report goes, and whether as a table or as JSON: the same options for every command that has these two formats. */
final class OutputOptions extends ReportOptions {

    /** The formats of a report. */
    enum Format {
        TABLE,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--format", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Format format = Format.TABLE;

    /** How many groups of waste a report must have; 0 is all. */
    int groups(TopOption top) {
        return format == Format.TABLE ? top.or(TopOption.OF_A_TABLE) : 1;
    }

    void write(Report report, TopOption top) throws IOException {
        write(
                (out, width, style) -> out.write(new TableRenderer(width, top.or(TopOption.OF_A_TABLE), style)
                        .render(report)
                        .getBytes(StandardCharsets.UTF_8)),
                (out, _, _) -> new JsonRenderer(top.or(0), Version.number()).render(report, out));
    }

    /** Writes one of two forms to where it is wanted. */
    void write(Renderer table, Renderer json) throws IOException {
        write(format == Format.JSON ? json : table);
    }
}
