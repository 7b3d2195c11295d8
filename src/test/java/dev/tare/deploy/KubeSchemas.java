package dev.tare.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Makes JSON Schemas of the description that an API server gives of itself, for kubeconform. */
final class KubeSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private KubeSchemas() {}

    /**
     * Writes a schema for each kind: {@code cronjob-batch-v1.json}. Fields that the server does not know are not allowed.
     *
     * @param openApi of version 2
     * @param kinds for which there are to be schemas
     */
    static void write(JsonNode openApi, Set<String> kinds, Path folder) throws IOException {
        ObjectNode definitions = openApi.path("definitions").deepCopy();
        for (var definition : definitions) {
            if (definition.has("properties")) {
                ((ObjectNode) definition).put("additionalProperties", false);
            }
            if (definition.path("format").asText().equals("int-or-string")) {
                ((ObjectNode) definition).remove("format");
                ((ObjectNode) definition).putArray("type").add("integer").add("string");
            }
        }
        for (var definition : definitions.properties()) {
            for (var kind : definition.getValue().path("x-kubernetes-group-version-kind")) {
                if (kinds.contains(kind.path("kind").asText())) {
                    var schema = JSON.createObjectNode();
                    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
                    schema.putArray("allOf").addObject().put("$ref", "#/definitions/" + definition.getKey());
                    schema.set("definitions", definitions);
                    Files.writeString(folder.resolve(fileName(kind)), schema.toString());
                }
            }
        }
    }

    /** As kubeconform calls it: the group without its domain. */
    private static String fileName(JsonNode kind) {
        String group = kind.path("group").asText().replaceFirst("\\..*", "");
        return "%s-%s%s.json"
                .formatted(
                        kind.path("kind").asText().toLowerCase(Locale.ROOT),
                        group.isEmpty() ? "" : group + "-",
                        kind.path("version").asText());
    }
}
