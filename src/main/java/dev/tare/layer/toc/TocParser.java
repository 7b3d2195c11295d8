package dev.tare.layer.toc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the JSON of a table of contents as it comes: both formats have {@code version} and {@code entries}, with nearly the same fields. */
final class TocParser {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNameLength(1 << 10)
                    .maxNumberLength(20)
                    .maxStringLength(1 << 20)
                    .build())
            // would hold every name that a hostile table makes up
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final int VERSION = 1;

    /** Maximum size and offset, in bytes, so that sums of some are below 64 bits. */
    private static final long MAX_BYTES = 1L << 60;

    /** Maximum size of all extended attributes of an entry, with their names, in bytes: a PAX header has no more by default. */
    private static final int MAX_XATTR_BYTES = 1 << 20;

    /** All fields that are read, in lower case. */
    private static final Set<String> FIELDS = Set.of(
            "version",
            "entries",
            "tarsplitdigest",
            "name",
            "type",
            "linkname",
            "digest",
            "modtime",
            "size",
            "mode",
            "uid",
            "gid",
            "offset",
            "endoffset",
            "chunkoffset",
            "inneroffset",
            "xattrs");

    /** Takes the entries, in the order of the tar. */
    interface Sink {
        void take(TocEntry entry) throws IOException;
    }

    private final Limits limits;
    private final Sink sink;
    private String tarSplitDigest = "";

    TocParser(Limits limits, Sink sink) {
        this.limits = limits;
        this.sink = sink;
    }

    /** @throws Damaged if it is no table of version 1, or has a value that no table has */
    void parse(InputStream json) throws IOException {
        try (var parser = JSON.createParser(json)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            long version = 0;
            boolean hasEntries = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "version" -> version = number(parser);
                    case "entries" -> {
                        if (hasEntries) { // some readers take the last ones, some all
                            throw new Damaged("it has two lists of entries");
                        }
                        hasEntries = true;
                        entries(parser);
                    }
                    case "tarSplitDigest" -> tarSplitDigest = text(parser);
                    default -> skip(field, parser);
                }
            }
            if (version != VERSION) {
                throw new Damaged("it has the version %d, not %d".formatted(version, VERSION));
            }
        } catch (JsonProcessingException e) {
            throw new Damaged("it is no valid JSON", e);
        }
    }

    /** The digest of the headers of the tar; empty if the table has none. */
    String tarSplitDigest() {
        return tarSplitDigest;
    }

    private void entries(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.START_ARRAY);
        int count = 0;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            if (++count > limits.entries()) {
                throw Limits.exceeded(
                        "a table of contents of more than %,d entries".formatted(limits.entries()),
                        limits.entries(),
                        Bound.ENTRIES);
            }
            sink.take(entry(parser));
        }
        expect(parser.currentToken(), JsonToken.END_ARRAY);
    }

    private TocEntry entry(JsonParser parser) throws IOException {
        var entry = new TocEntry();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                take(entry, field, parser);
            }
        }
        if (!entry.hasName) {
            throw new Damaged("it has an entry without a name");
        }
        return entry;
    }

    private void take(TocEntry entry, String field, JsonParser parser) throws IOException {
        switch (field) {
            case "name" -> {
                entry.name = name(parser);
                entry.hasName = true;
            }
            case "type" -> entry.type = text(parser);
            case "linkName" -> entry.linkName = name(parser);
            case "digest" -> entry.digest = text(parser);
            case "modtime" -> entry.modtime = text(parser);
            case "size" -> entry.size = whole(parser);
            case "mode" -> entry.mode = number(parser);
            case "uid" -> entry.uid = number(parser);
            case "gid" -> entry.gid = number(parser);
            case "offset" -> entry.offset = whole(parser);
            case "endOffset" -> entry.endOffset = whole(parser);
            case "chunkOffset" -> entry.chunkOffset = whole(parser);
            case "innerOffset" -> entry.innerOffset = whole(parser);
            case "xattrs" -> xattrs(entry, parser);
            // of no use, and in most entries: not looked at for their case
            case "chunkSize",
                    "chunkDigest",
                    "chunkType",
                    "devMajor",
                    "devMinor",
                    "NumLink",
                    "userName",
                    "groupName",
                    "accesstime",
                    "changetime" -> parser.skipChildren();
            default -> skip(field, parser);
        }
    }

    /** Passes over a field. Runtimes take names in any case, also of letters that only fold to ASCII, so that such a name may mean another file to them. */
    private static void skip(String field, JsonParser parser) throws IOException {
        if (FIELDS.contains(field.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT))) {
            throw new Damaged("it has a field whose name is in another case than it should be");
        }
        parser.skipChildren();
    }

    private static void xattrs(TocEntry entry, JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        var names = new HashSet<String>();
        int bytes = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            expect(parser.nextToken(), JsonToken.VALUE_STRING);
            parser.getTextLength(); // is bounded, other than what is decoded as it comes
            byte[] value = parser.getBinaryValue();
            bytes += name.length() + value.length;
            if (bytes > MAX_XATTR_BYTES || !names.add(name)) {
                throw new Damaged("it has extended attributes that no tar has");
            }
            entry.addXattr(name, value);
        }
    }

    private byte[] name(JsonParser parser) throws IOException {
        String text = text(parser);
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        if (!isAscii(name, text) && isReplaced(text)) {
            throw new Damaged("it has a name that is no UTF-8");
        }
        if (name.length > limits.nameBytes()) {
            throw Limits.exceeded("a path of %,d bytes".formatted(name.length), limits.nameBytes(), Bound.NAME_BYTES);
        }
        return name;
    }

    /** Returns true if a name is ASCII for sure, as nearly all are. A question mark may stand for half a character. */
    private static boolean isAscii(byte[] name, String text) {
        boolean hasMark = false;
        for (byte b : name) {
            hasMark |= b == '?';
        }
        return name.length == text.length() && !hasMark;
    }

    /** Go writes U+FFFD for what is no UTF-8, so that the name in the tar is unknown. */
    private static boolean isReplaced(String text) {
        return text.codePoints()
                .anyMatch(c -> c == 0xfffd || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private static String text(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private static long number(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT);
        return parser.getLongValue();
    }

    private static long whole(JsonParser parser) throws IOException {
        long value = number(parser);
        if (value < 0 || value > MAX_BYTES) {
            throw new Damaged("it has a size or an offset that no layer has");
        }
        return value;
    }

    private static void expect(@Nullable JsonToken token, JsonToken expected) throws Damaged {
        if (token != expected) {
            throw new Damaged("it is no table of contents");
        }
    }
}
