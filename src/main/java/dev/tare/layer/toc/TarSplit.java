package dev.tare.layer.toc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.tar.SplitTar.Piece;
import dev.tare.layer.tar.SplitTar.Pieces;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The headers of a tar, as tar-split keeps them: a JSON object for each run of bytes ({@code storage.Entry} of vbatts/tar-split). */
final class TarSplit implements Pieces, Closeable {

    /** Maximum length of a run of bytes in base64: PAX headers have no more than a megabyte by default. */
    private static final int MAX_RUN_CHARACTERS = 4 << 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2)
                    .maxNameLength(1 << 10)
                    .maxNumberLength(20)
                    .maxStringLength(MAX_RUN_CHARACTERS)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** An entry that stands for the content of a file. */
    private static final int FILE = 1;

    /** An entry that holds bytes of the tar. */
    private static final int SEGMENT = 2;

    private final JsonParser parser;

    TarSplit(InputStream json) throws IOException {
        parser = JSON.createParser(json);
    }

    /** The bytes up to the next content, and how long that is. */
    @Override
    public @Nullable Piece next() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                var entry = entry();
                if (entry.type == SEGMENT) {
                    bytes.writeBytes(entry.payload);
                    if (bytes.size() > MAX_RUN_CHARACTERS) {
                        return new Piece(bytes.toByteArray(), 0);
                    }
                } else if (entry.type != FILE) {
                    throw new Damaged("its tar-split has an entry of an unknown type");
                } else if (entry.size > 0) {
                    return new Piece(bytes.toByteArray(), entry.size);
                }
            }
            if (parser.currentToken() != null) {
                throw new Damaged("its tar-split is no list of entries");
            }
        } catch (JsonProcessingException e) {
            throw new Damaged("its tar-split is no valid JSON", e);
        }
        return bytes.size() == 0 ? null : new Piece(bytes.toByteArray(), 0);
    }

    private static final class Entry {
        private long type;
        private long size;
        private byte[] payload = {};
    }

    private Entry entry() throws IOException {
        var entry = new Entry();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            var value = parser.nextToken();
            if (field.equals("type") && value == JsonToken.VALUE_NUMBER_INT) {
                entry.type = parser.getLongValue();
            } else if (field.equals("size") && value == JsonToken.VALUE_NUMBER_INT) {
                entry.size = parser.getLongValue();
            } else if (field.equals("payload") && value == JsonToken.VALUE_STRING) {
                parser.getTextLength(); // is bounded, other than what is decoded as it comes
                entry.payload = parser.getBinaryValue();
            } else {
                parser.skipChildren();
            }
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
