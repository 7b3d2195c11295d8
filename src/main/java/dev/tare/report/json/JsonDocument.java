package dev.tare.report.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;

/**
 * A JSON document while it is written, field by field. {@link #close} completes it. Text of
 * strangers is written so that it does no harm, and paths so that no byte of them is lost.
 */
public final class JsonDocument implements Closeable {

    /** The first version of all schemas, and the last until one must change the meaning of a field. */
    private static final int SCHEMA_VERSION = 1;

    private final JsonGenerator json;

    /** Writes an element of an array, or the value of a field. */
    public interface Writer<T> {
        void write(JsonDocument json, T value) throws IOException;
    }

    private JsonDocument(Output output) throws IOException {
        json = new JsonFactory()
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .createGenerator(output.stream(), JsonEncoding.UTF8);
        json.setCharacterEscapes(new SafeText());
        json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
    }

    /** A document of a format that others define, of which nothing is written yet. */
    public static JsonDocument empty(Output output) throws IOException {
        return new JsonDocument(output);
    }

    /** A document of tare's own. */
    static JsonDocument begin(Output output) throws IOException {
        var document = new JsonDocument(output);
        document.beginObject();
        document.number("schemaVersion", SCHEMA_VERSION);
        document.beginObject("tool");
        document.plain("name", "tare");
        document.plain("version", output.toolVersion());
        document.endObject();
        return document;
    }

    /** Ends all arrays and objects that were begun within the array or object of this depth. */
    public void endAllWithin(int depth) throws IOException {
        while (depth() > depth) {
            if (json.getOutputContext().inArray()) {
                json.writeEndArray();
            } else {
                json.writeEndObject();
            }
        }
    }

    /** How many arrays and objects are open. */
    public int depth() {
        int depth = 0;
        for (var context = json.getOutputContext(); !context.inRoot(); context = context.getParent()) {
            depth++;
        }
        return depth;
    }

    /** Writes a value as it is read, but in this document's layout and with its escapes. What is behind it is not read. */
    void copy(InputStream in) throws IOException {
        try (var from = new JsonFactory().createParser(in)) {
            int depth = 0;
            do {
                var token = from.nextToken();
                if (token == null) {
                    throw new IllegalArgumentException("it ends within an image");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                copy(from, token);
            } while (depth > 0);
        }
    }

    private void copy(JsonParser from, JsonToken token) throws IOException {
        switch (token) {
            case FIELD_NAME -> json.writeFieldName(SafeText.whole(from.currentName()));
            case VALUE_STRING -> json.writeString(SafeText.whole(from.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(from.getText()); // as it is spelled
            default -> json.copyCurrentEvent(from);
        }
    }

    public void flush() throws IOException {
        json.flush();
    }

    @Override
    public void close() throws IOException {
        endAllWithin(0);
        json.writeRaw('\n');
        json.close();
    }

    public void beginObject() throws IOException {
        json.writeStartObject();
    }

    public void beginObject(String field) throws IOException {
        json.writeObjectFieldStart(field);
    }

    public void endObject() throws IOException {
        json.writeEndObject();
    }

    public void beginArray() throws IOException {
        json.writeStartArray();
    }

    public void beginArray(String field) throws IOException {
        json.writeArrayFieldStart(field);
    }

    public void endArray() throws IOException {
        json.writeEndArray();
    }

    public <T> void array(String field, Iterable<T> elements, Writer<T> writer) throws IOException {
        beginArray(field);
        for (T element : elements) {
            writer.write(this, element);
        }
        endArray();
    }

    /** Strings that need not be mended. */
    public void plainArray(String field, Iterable<?> strings) throws IOException {
        array(field, strings, (it, string) -> it.json.writeString(string.toString()));
    }

    public void textArray(String field, List<String> texts) throws IOException {
        array(field, texts, (it, text) -> it.json.writeString(SafeText.whole(text)));
    }

    /** Numbers, each on its own. */
    void numberArray(String field, List<Integer> numbers) throws IOException {
        array(field, numbers, (it, number) -> it.json.writeNumber(number));
    }

    /** Numbers in one line. */
    void numbers(String field, int... numbers) throws IOException {
        json.writeFieldName(field);
        numbers(numbers);
    }

    /** The same as an element of an array. */
    void numbers(int... numbers) throws IOException {
        json.writeArray(numbers, 0, numbers.length);
    }

    public void number(String field, long number) throws IOException {
        json.writeNumberField(field, number);
    }

    public void number(String field, double number) throws IOException {
        json.writeNumberField(field, number);
    }

    /** A number as it is spelled. */
    public void number(String field, String digits) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(digits);
    }

    /** A number, or no field where it is not known. */
    void known(String field, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            number(field, number.getAsLong());
        }
    }

    public void flag(String field, boolean value) throws IOException {
        json.writeBooleanField(field, value);
    }

    /** A string of tare's own, such as a digest. */
    public void plain(String field, String value) throws IOException {
        json.writeStringField(field, value);
    }

    /** Text of a stranger. */
    public void text(String field, String value) throws IOException {
        json.writeStringField(field, SafeText.whole(value));
    }

    void path(byte[] path) throws IOException {
        bytes("path", path);
    }

    /** Bytes as text. What is no UTF-8 is escaped, with its bytes in a field beside it so that nothing is lost. */
    void bytes(String field, byte[] bytes) throws IOException {
        try {
            plain(
                    field,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            plain(field, Printable.of(bytes));
            plain(field + "Base64", Base64.getEncoder().encodeToString(bytes));
        }
    }
}
