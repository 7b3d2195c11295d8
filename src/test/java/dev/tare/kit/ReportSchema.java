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

/** The published JSON Schema of the report. */
public final class ReportSchema {

    private static final Schema SCHEMA = read();

    private ReportSchema() {}

    private static Schema read() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(Path.of("docs/report-v1.schema.json")), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The report itself, when it is one. */
    public static JsonNode validated(JsonNode report) {
        var errors = SCHEMA.validate(report.toString(), InputFormat.JSON);
        if (!errors.isEmpty()) {
            throw new AssertionError("the report does not follow its schema: " + errors);
        }
        return report;
    }
}
