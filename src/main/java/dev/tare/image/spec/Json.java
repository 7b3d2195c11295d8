package dev.tare.image.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes the JSON documents of an image. Reading is strict: no trailing text, no duplicate keys, no deep nesting, no millions of values. */
final class Json {

    /** Maximum tokens of a document. Empty objects take forty times their text in memory. */
    private static final long MAX_TOKENS = 1_000_000;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** @param what names the document in messages: "the manifest", "the config" */
    static JsonNode object(byte[] bytes, String what) throws Damaged {
        // JSON is UTF-8 (RFC 8259, 8.1), but Jackson reads what looks like UTF-16 or UTF-32 too, and others do not
        if (bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0 || (bytes[0] & 0xfe) == 0xfe)) {
            throw new Damaged(what + " is not UTF-8");
        }
        try {
            // what is no UTF-8 becomes U+FFFD, as in Go: there are labels in other encodings
            var node = MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
            if (node == null || !node.isObject()) {
                throw new Damaged(what + " is no JSON object");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw new Damaged(
                    what + " is JSON that is nested too deep, or has too long a name or number, or too many values", e);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Damaged("%s is no valid JSON (line %d, column %d)"
                    .formatted(what, at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr()));
        } catch (IOException e) {
            throw new Damaged(what + " cannot be read", e);
        }
    }

    static String required(JsonNode node, String field, String what) throws Damaged {
        var value = node.path(field);
        if (!value.isTextual()) {
            throw new Damaged("%s has no %s".formatted(what, field));
        }
        return value.textValue();
    }

    /** The text of a field; empty where it is missing, null or of another kind. */
    static String text(JsonNode node, String field) {
        var value = node.path(field);
        return value.isTextual() ? value.textValue() : "";
    }

    static long whole(JsonNode node, String field, String what) throws Damaged {
        var value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new Damaged("%s has no valid %s".formatted(what, field));
        }
        return value.longValue();
    }

    /** Returns true if a field is just this number. */
    static boolean is(JsonNode node, String field, int number) {
        var value = node.path(field);
        return value.isInt() && value.intValue() == number;
    }

    static Digest digest(JsonNode node, String field, String what) throws Damaged {
        return digest(required(node, field, what), what);
    }

    static Digest digest(String text, String what) throws Damaged {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Damaged("%s: %s".formatted(what, e.getMessage()), e);
        }
    }

    /** The elements of a list of texts; an absent or null list is empty. */
    static List<String> texts(JsonNode list, String what) throws Damaged {
        var texts = new ArrayList<String>();
        for (var element : elements(list, what)) {
            if (!element.isTextual()) {
                throw new Damaged(what + " holds something that is no text");
            }
            texts.add(element.textValue());
        }
        return List.copyOf(texts);
    }

    static Iterable<JsonNode> elements(JsonNode list, String what) throws Damaged {
        if (!list.isArray() && !list.isNull() && !list.isMissingNode()) {
            throw new Damaged(what + " is no list");
        }
        return list;
    }

    /** A map of texts; what is no text is left out, since nothing depends on it. */
    static Map<String, String> map(JsonNode object) {
        var map = new LinkedHashMap<String, String>();
        object.properties().forEach(field -> {
            if (field.getValue().isTextual()) {
                map.put(field.getKey(), field.getValue().textValue());
            }
        });
        return Map.copyOf(map);
    }

    /** An object to write, whose fields keep their order. */
    static ObjectNode writable() {
        return MAPPER.createObjectNode();
    }

    /** An object as compact UTF-8. */
    static byte[] bytes(ObjectNode object) {
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }
}
