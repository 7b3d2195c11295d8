package dev.tare.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads the YAML of manifests. */
public final class YamlObjects {

    private static final YAMLMapper MAPPER = new YAMLMapper();

    private YamlObjects() {}

    /** One document. */
    public static JsonNode read(String text) {
        var all = readAll(text);
        if (all.size() != 1) {
            throw new AssertionError("%d documents:%n%s".formatted(all.size(), text));
        }
        return all.getFirst();
    }

    /** All documents of a stream, without those that are empty. */
    public static List<JsonNode> readAll(String text) {
        try (var documents = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
