package dev.tare.report.earlier;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.Failure;
import dev.tare.report.model.IgnoredPaths;
import dev.tare.report.model.RuleResult;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A JSON report in a file: where each image is, and all that is not about one. Images are read when they are asked for, one at a time.
 *
 * @param images in the order of the report
 * @param isOfMany true if it says what its images come to together
 */
public record EarlierReport(
        List<Image> images,
        List<Failure> failures,
        List<RuleResult> results,
        List<IgnoredPaths> ignored,
        boolean isOfMany) {

    /** Maximum images, failures, rules and ignored patterns of a report. */
    private static final int MAX_ELEMENTS = 4_000_000;

    private static final int BUFFER_BYTES = 64 << 10;

    /** Numbers as they are spelled. */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * An image in the file of its report.
     *
     * @param offset bytes before its object
     */
    public record Image(Path file, long offset, String reference, String digest) {

        /**
         * Reads it.
         *
         * @throws IllegalArgumentException if it is no image of a report; the message is a clause
         */
        public EarlierImage read() throws IOException {
            try (var in = open()) {
                return new EarlierImage(FactsReader.read(MAPPER, in, this::open), this::open);
            } catch (JsonProcessingException e) {
                throw noJson(e);
            }
        }

        private InputStream open() throws IOException {
            var in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
            try {
                in.skipNBytes(offset);
                return in;
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }
    }

    private static IllegalArgumentException noJson(JsonProcessingException e) {
        return new IllegalArgumentException("it is no JSON (%s)".formatted(e.getOriginalMessage()), e);
    }

    /**
     * Reads a report, and of its images no more than where they are.
     *
     * @throws IllegalArgumentException if it is no report of this version; the message is a clause
     */
    public static EarlierReport read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(Files.exists(file) ? "it is no regular file" : "there is no such file");
        }
        try (var json = MAPPER.createParser(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            return new Reader(json, file).report();
        } catch (JsonProcessingException e) {
            throw noJson(e);
        }
    }

    /** The report while it is read. */
    private static final class Reader {

        private final JsonParser json;
        private final Path file;
        private final List<Image> images = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private final List<RuleResult> results = new ArrayList<>();
        private final List<IgnoredPaths> ignored = new ArrayList<>();
        private int elements;

        Reader(JsonParser json, Path file) {
            this.json = json;
            this.file = file;
        }

        private static IllegalArgumentException foreign() {
            return new IllegalArgumentException("it is no report of tare scan --format json, version 1");
        }

        EarlierReport report() throws IOException {
            int version = 0;
            boolean hasImages = false;
            boolean hasFleet = false;
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw foreign();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "schemaVersion" -> version = json.getValueAsInt();
                    case "images" -> {
                        hasImages = true;
                        images();
                    }
                    case "failures" -> objects(it -> failures.add(VerdictReader.failure(it)));
                    case "gate" -> gate();
                    case "fleet" -> {
                        hasFleet = true;
                        json.skipChildren();
                    }
                    default -> json.skipChildren();
                }
            }
            if (version != 1 || !hasImages || json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw foreign();
            }
            return new EarlierReport(images, failures, results, ignored, hasFleet);
        }

        private void images() throws IOException {
            beginArray();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                count();
                images.add(image(json.currentTokenLocation().getByteOffset()));
            }
        }

        private Image image(long offset) throws IOException {
            if (offset < 0) {
                throw new IllegalArgumentException("it is not in UTF-8");
            }
            String reference = "";
            String digest = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "reference" -> reference = json.getValueAsString("");
                    case "digest" -> digest = json.getValueAsString("");
                    default -> json.skipChildren();
                }
            }
            if (reference.isEmpty() || digest.isEmpty()) {
                throw foreign();
            }
            return new Image(file, offset, reference, digest);
        }

        private void gate() throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "rules" -> objects(it -> results.add(VerdictReader.result(it)));
                    case "ignored" -> objects(it -> ignored.add(VerdictReader.ignored(it)));
                    default -> json.skipChildren();
                }
            }
        }

        private void objects(Consumer<Fields> each) throws IOException {
            beginArray();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                count();
                each.accept(new Fields(json.<JsonNode>readValueAsTree(), "a failure or a rule"));
            }
        }

        private void beginArray() {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw foreign();
            }
        }

        private void count() {
            if (++elements > MAX_ELEMENTS) {
                throw new IllegalArgumentException("it has more than %,d images and rules".formatted(MAX_ELEMENTS));
            }
        }
    }
}
