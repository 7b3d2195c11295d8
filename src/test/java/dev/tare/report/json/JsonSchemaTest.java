package dev.tare.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonSchemaTest {

    private static JsonNode read(JsonSchema schema) throws IOException {
        return new ObjectMapper().readTree(schema.bytes());
    }

    @ParameterizedTest
    @EnumSource
    void schemaInTheProgramIsThePublishedOne(JsonSchema schema) throws IOException {
        assertThat(schema.bytes()).isEqualTo(Files.readAllBytes(Path.of("docs", schema + "-v1.schema.json")));
    }

    @ParameterizedTest
    @EnumSource
    void schemaHasIdAndTitleAndRefersToNoOther(JsonSchema schema) throws IOException {
        var json = read(schema);
        assertThat(json.path("$id").asText()).isEqualTo("urn:tare:%s:v1".formatted(schema));
        assertThat(json.path("title").asText()).isEqualTo("tare %s, version 1".formatted(schema));
        assertThat(json.findValuesAsText("$ref")).allMatch(reference -> reference.startsWith("#/$defs/"));
    }

    @Test
    void sharedDefinitionsAreTheSameInAllSchemas() throws IOException {
        var known = new HashMap<String, JsonNode>();
        for (var schema : JsonSchema.values()) {
            for (var definition : read(schema).path("$defs").properties()) {
                var other = known.putIfAbsent(definition.getKey(), definition.getValue());
                if (other != null) {
                    assertThat(definition.getValue())
                            .as("%s in %s", definition.getKey(), schema)
                            .isEqualTo(other);
                }
            }
        }
        assertThat(known).containsKey("node");
    }

    @Test
    void everyPublishedSchemaIsInTheProgram() throws IOException {
        try (var files = Files.list(Path.of("docs"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".schema.json")))
                    .hasSameSizeAs(JsonSchema.values());
        }
    }
}
