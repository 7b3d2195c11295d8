package dev.tare.report.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.report.model.Baseline;
import dev.tare.report.model.Copy;
import dev.tare.report.model.ExposedKind;
import dev.tare.report.model.Finding;
import dev.tare.report.model.Hiding;
import dev.tare.report.model.Hiding.Cause;
import dev.tare.report.model.SecretPlace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads what an earlier report of a scan, version 1, says of hidden copies and secrets. The report is read whole once, to check it and to find its images,
 * and an image again when it is asked for: what all images waste may be too much to hold.
 */
public final class ReportReader {

    /** Maximum paths of all images of a report. */
    private static final int MAX_FINDINGS = 4_000_000;

    private final JsonParser json;
    private final List<Place> places = new ArrayList<>();
    private int findings;

    private ReportReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Where an image is in the bytes of a report.
     *
     * @param offset of its object
     */
    public record Place(String reference, long offset) {}

    private interface Reading<T> {
        T of(ReportReader reader) throws IOException;
    }

    /**
     * Reads a report whole, and holds of it where its images are.
     *
     * @throws IllegalArgumentException if it is no report, or not of all findings; the message is a clause
     */
    public static List<Place> places(InputStream in) throws IOException {
        return reading(in, reader -> {
            reader.report();
            return List.copyOf(reader.places);
        });
    }

    /**
     * Reads one image.
     *
     * @param in at the offset of its object
     * @throws IllegalArgumentException if there is none; the message is a clause
     */
    public static Baseline image(InputStream in) throws IOException {
        return reading(in, reader -> {
            reader.json.nextToken();
            return reader.image();
        });
    }

    private static <T> T reading(InputStream in, Reading<T> reading) throws IOException {
        try (var json = new ObjectMapper().createParser(in)) {
            return reading.of(new ReportReader(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no JSON (%s)".formatted(e.getOriginalMessage()), e);
        }
    }

    private void report() throws IOException {
        int version = 0;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it is no report of tare scan");
        }
        boolean hasImages = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "schemaVersion" -> version = json.getValueAsInt();
                case "images" -> {
                    hasImages = true;
                    array(this::place);
                }
                default -> json.skipChildren();
            }
        }
        if (version != 1 || !hasImages) {
            throw new IllegalArgumentException("it is no report of tare scan --format json, version 1");
        }
    }

    private interface Element {
        void read() throws IOException;
    }

    private void array(Element element) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("it is no report of tare scan");
        }
        while (json.nextToken() == JsonToken.START_OBJECT) {
            element.read();
        }
    }

    private void place() throws IOException {
        long offset = json.currentTokenLocation().getByteOffset();
        if (offset < 0) {
            throw new IllegalArgumentException("it is not in UTF-8");
        }
        places.add(new Place(image().reference(), offset));
    }

    private Baseline image() throws IOException {
        var baseline = new Baseline("");
        long wasted = 0;
        long[] found = {0};
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "reference" -> baseline = new Baseline(json.getValueAsString(""));
                case "totals" -> {
                    JsonNode totals = json.readValueAsTree();
                    wasted = totals.path("wastedBytes").longValue();
                }
                case "layers" -> {
                    var current = baseline;
                    array(() -> {
                        JsonNode layer = json.readValueAsTree();
                        current.addLayer(layer.path("source").asText(""));
                    });
                }
                case "findings" -> {
                    var current = baseline;
                    array(() -> found[0] += finding(current));
                }
                case "secrets" -> {
                    var current = baseline;
                    current.beginSecrets();
                    array(() -> secret(current));
                }
                default -> json.skipChildren();
            }
        }
        if (found[0] != wasted) {
            throw new IllegalArgumentException(
                    "it does not have all findings of %s: write it without --top".formatted(baseline.reference()));
        }
        return baseline;
    }

    /** Returns its wasted bytes. */
    private long finding(Baseline baseline) throws IOException {
        JsonNode node = json.readValueAsTree();
        count();
        var copies = new ArrayList<Copy>();
        for (var copy : node.path("copies")) {
            copies.add(new Copy(copy.path("layer").intValue(), copy.path("size").longValue(), hiding(copy)));
        }
        long wasted = node.path("wastedBytes").longValue();
        String reason = node.path("exposed").asText("");
        baseline.add(new Finding(
                path(node),
                wasted,
                copies,
                reason.isEmpty() ? Optional.empty() : Optional.of(new ExposedKind("", reason, "", ""))));
        return wasted;
    }

    private void secret(Baseline baseline) throws IOException {
        JsonNode node = json.readValueAsTree();
        count();
        String variable = node.path("variable").asText("");
        baseline.add(
                variable.isEmpty()
                        ? new SecretPlace.File(path(node), 0)
                        : new SecretPlace.Variable(variable, "", OptionalInt.empty(), false));
    }

    private void count() {
        if (++findings > MAX_FINDINGS) {
            throw new IllegalArgumentException("it has more than %,d findings".formatted(MAX_FINDINGS));
        }
    }

    private static byte[] path(JsonNode node) {
        var base64 = node.path("pathBase64");
        return base64.isTextual()
                ? Base64.getDecoder().decode(base64.textValue())
                : node.path("path").asText("").getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<Hiding> hiding(JsonNode copy) {
        var cause = switch (copy.path("fate").asText("")) {
            case "duplicated" ->
                switch (copy.path("change").asText("")) {
                    case "metadata" -> Cause.METADATA;
                    case "none" -> Cause.NOTHING;
                    case "unknown" -> Cause.UNKNOWN;
                    default -> Cause.CONTENT;
                };
            case "removed" -> Cause.WHITEOUT;
            default -> null;
        };
        return Optional.ofNullable(cause)
                .map(it -> new Hiding(copy.path("hiddenBy").intValue(), it, Set.of()));
    }
}
