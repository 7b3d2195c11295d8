package dev.tare.report.earlier;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;

/** The tokens of a report, in the order in which the schema has them. What is wrong is told with its place in the file. */
final class Tokens implements AutoCloseable {

    /** Numbers as they are spelled. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JsonParser json;
    private final Part part;

    /** What of a file is read. */
    enum Part {
        WHOLE,
        /** An object in it, whose line is not known. */
        OBJECT
    }

    /** Reads something of the tokens. */
    interface Reading<T> {
        T of(Tokens tokens) throws IOException;
    }

    /** Reads the value of a field. */
    interface FieldReader {
        void read(String field) throws IOException;
    }

    /** Reads an element of an array. */
    interface ElementReader {
        void read() throws IOException;
    }

    private Tokens(JsonParser json, Part part) {
        this.json = json;
        this.part = part;
    }

    /**
     * Has a report read, or an object of it.
     *
     * @param in closed afterwards
     * @throws BadReport if it is no JSON
     */
    static <T> T read(InputStream in, Part part, Reading<T> reading) throws IOException {
        try (var tokens = open(in, part)) {
            return reading.of(tokens);
        } catch (JsonProcessingException e) {
            throw BadReport.of(e, part);
        }
    }

    static Tokens open(InputStream in, Part part) throws IOException {
        return new Tokens(MAPPER.createParser(in), part);
    }

    BadReport wrong(String clause) {
        return part == Part.WHOLE ? new BadReport(json.currentTokenLocation(), clause) : new BadReport(clause);
    }

    BadReport foreign() {
        return new BadReport("it is no report of tare scan --format json, version 1: " + BadReport.WHAT_IT_IS);
    }

    /** Reads all fields of a report, behind which there is nothing. */
    void document(FieldReader each) throws IOException {
        var first = json.nextToken();
        if (first == null) {
            throw new BadReport("it is empty: " + BadReport.WHAT_IT_IS);
        }
        if (first != JsonToken.START_OBJECT) {
            throw foreign();
        }
        fields(each);
        try {
            if (json.nextToken() == null) {
                return;
            }
        } catch (JsonProcessingException e) {
            // it is no JSON either
        }
        throw wrong("there is more behind the end of the report: write it again");
    }

    /** Reads all fields of an object of a report, of which nothing was read. */
    void object(FieldReader each) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw foreign();
        }
        fields(each);
    }

    /** Reads the fields of the object whose beginning was read. Each must be read, or passed over. */
    void fields(FieldReader each) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("%s is no object: %s".formatted(json.currentName(), BadReport.WHAT_IT_IS));
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            each.read(name);
        }
    }

    /** Goes on to the elements of this field of an object of which nothing was read; false if it has none. */
    boolean findList(String field) throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isHere = json.currentName().equals(field);
            json.nextToken();
            if (isHere) {
                beginList();
                return true;
            }
            json.skipChildren();
        }
        return false;
    }

    /** Reads an array of objects, whose beginning was read. */
    void objects(ElementReader each) throws IOException {
        String name = json.currentName();
        beginList();
        while (nextObject(name)) {
            each.read();
        }
    }

    private void beginList() throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("%s is no list: %s".formatted(json.currentName(), BadReport.WHAT_IT_IS));
        }
    }

    /** Goes on to the next object of an array; false at its end. */
    boolean nextObject(String list) throws IOException {
        var token = json.nextToken();
        if (token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
            throw wrong("%s has an element that is no object: %s".formatted(list, BadReport.WHAT_IT_IS));
        }
        return token == JsonToken.START_OBJECT;
    }

    /** The object whose beginning was read. */
    Fields whole(String what) throws IOException {
        return new Fields(json.<JsonNode>readValueAsTree(), what);
    }

    JsonNode value() throws IOException {
        return json.readValueAsTree();
    }

    String text() throws IOException {
        return json.getValueAsString("");
    }

    int number() throws IOException {
        return json.getValueAsInt();
    }

    void skip() throws IOException {
        json.skipChildren();
    }

    /** Bytes before the object whose beginning was read. */
    long offset() {
        long offset = json.currentTokenLocation().getByteOffset();
        if (offset < 0) {
            throw new BadReport("it is not in UTF-8: write it again");
        }
        return offset;
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
