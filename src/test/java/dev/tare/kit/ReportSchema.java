package dev.tare.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The published JSON Schemas, of the report and of what the other commands write. */
public final class ReportSchema {

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private ReportSchema() {}

    private static Schema read(String name) {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(Path.of("docs/%s-v1.schema.json".formatted(name))), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The report itself, when it is one. */
    public static JsonNode validated(JsonNode report) {
        return validated(report, "report");
    }

    /** @param command whose JSON it is, or {@code report} */
    public static JsonNode validated(JsonNode report, String command) {
        var errors = SCHEMAS.computeIfAbsent(command, ReportSchema::read).validate(report.toString(), InputFormat.JSON);
        if (!errors.isEmpty()) {
            throw new AssertionError("the JSON does not follow its schema: " + errors);
        }
        return report;
    }
}
