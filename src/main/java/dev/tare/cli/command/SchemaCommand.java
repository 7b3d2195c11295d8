package dev.tare.cli.command;

import dev.tare.report.json.JsonSchema;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare schema}: the JSON Schemas of what --format json writes. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = {
            "Print the JSON Schema of what a command writes with --format json.",
            "report is the schema of tare scan, and config that of .tare.yaml; the others are called like their command."
        },
        footer = {"", "Examples:", "  tare schema report > report-v1.schema.json"})
public final class SchemaCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
    private JsonSchema schema = JsonSchema.REPORT;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.print(new String(schema.bytes(), StandardCharsets.UTF_8));
        out.flush();
    }
}
