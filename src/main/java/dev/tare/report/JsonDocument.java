package dev.tare.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.tare.dockerfile.Lines;
import dev.tare.image.Printable;
import dev.tare.secrets.SecretKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What all JSON of tare has in common: its first fields, and how text and paths are written. */
final class JsonDocument {

    /** The fields behind the first ones. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private JsonDocument() {}

    static void write(OutputStream out, int schemaVersion, String toolVersion, Body body) throws IOException {
        try (var json = new JsonFactory()
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .createGenerator(out, JsonEncoding.UTF8)) {
            json.setCharacterEscapes(new SafeText());
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            json.writeStartObject();
            json.writeNumberField("schemaVersion", schemaVersion);
            json.writeObjectFieldStart("tool");
            json.writeStringField("name", "tare");
            json.writeStringField("version", toolVersion);
            json.writeEndObject();
            body.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    static void text(JsonGenerator json, String field, String value) throws IOException {
        json.writeStringField(field, SafeText.whole(value));
    }

    /** What an item of the history says: its comment only where it has one. */
    static void origin(JsonGenerator json, String createdBy, String comment) throws IOException {
        text(json, "createdBy", createdBy);
        if (!comment.isEmpty()) {
            text(json, "comment", comment);
        }
    }

    /** A path as it is; one that is no UTF-8 escaped, with its bytes beside it so that nothing is lost. */
    static void path(JsonGenerator json, byte[] path) throws IOException {
        bytes(json, "path", path);
    }

    /** The first and the last line of a Dockerfile; nothing where they are not known. */
    static void lines(JsonGenerator json, Optional<Lines> lines) throws IOException {
        if (lines.isPresent()) {
            json.writeFieldName("lines");
            json.writeArray(new int[] {lines.get().first(), lines.get().last()}, 0, 2);
        }
    }

    /** What is known of the size of a layer as it is stored; what it is compressed by is only claimed where it was not scanned. */
    static void stored(JsonGenerator json, Report.Layer layer) throws IOException {
        if (layer.scanned()) {
            json.writeStringField("compression", layer.compression().name().toLowerCase(Locale.ROOT));
        }
        json.writeNumberField("compressedBytes", layer.compressedBytes());
        known(json, "pulledBytes", layer.pulledBytes());
    }

    /** A number; nothing where it is not known. */
    static void known(JsonGenerator json, String field, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            json.writeNumberField(field, number.getAsLong());
        }
    }

    /** What credential something is; nothing where it is none. */
    static void exposed(JsonGenerator json, SecretKind kind) throws IOException {
        if (!kind.isNone()) {
            text(json, "exposed", kind.reason());
            if (!kind.id().isEmpty()) {
                text(json, "exposedKind", kind.id());
            }
        }
    }

    /** What to do about credentials, once for each kind of the table. */
    static void revoke(JsonGenerator json, Stream<SecretKind> kinds) throws IOException {
        json.writeArrayFieldStart("revoke");
        for (SecretKind kind :
                kinds.filter(kind -> !kind.id().isEmpty()).distinct().toList()) {
            json.writeStartObject();
            text(json, "exposedKind", kind.id());
            text(json, "text", kind.revoke());
            if (!kind.at().isEmpty()) {
                text(json, "url", kind.at());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void bytes(JsonGenerator json, String field, byte[] bytes) throws IOException {
        try {
            json.writeStringField(
                    field,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            json.writeStringField(field, Printable.of(bytes));
            json.writeStringField(field + "Base64", Base64.getEncoder().encodeToString(bytes));
        }
    }
}
