package dev.tare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.analysis.Accounts;
import dev.tare.analysis.Advice;
import dev.tare.analysis.Change;
import dev.tare.analysis.Exposed;
import dev.tare.analysis.Fate;
import dev.tare.gate.Gate;
import dev.tare.scan.Base;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The report as JSON, version 1 of {@code report-v1.schema.json}. Written field by field: this is the contract, and a million findings
 * pass through without being held.
 */
public final class JsonRenderer {

    private final int top;
    private final String version;

    /** @param top how many findings and repeated contents are written at most; 0 for all */
    public JsonRenderer(int top, String version) {
        this.top = top <= 0 ? Integer.MAX_VALUE : top;
        this.version = version;
    }

    public void render(Report report, OutputStream out) throws IOException {
        JsonDocument.write(out, Report.SCHEMA_VERSION, version, json -> {
            json.writeArrayFieldStart("images");
            for (var image : report.images()) {
                image(json, image);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("failures");
            for (var failure : report.failures()) {
                json.writeStartObject();
                JsonDocument.text(json, "reference", failure.reference());
                JsonDocument.text(json, "message", failure.message());
                JsonDocument.text(json, "hint", failure.hint());
                json.writeNumberField("exitCode", failure.exitCode());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeFieldName("gate");
            gate(json, report.gate().orElse(new Gate.Verdict(List.of())));
        });
    }

    private void image(JsonGenerator json, Report.Image image) throws IOException {
        json.writeStartObject();
        JsonDocument.text(json, "reference", image.reference());
        json.writeStringField("digest", image.digest());
        JsonDocument.text(json, "platform", image.platform());
        JsonDocument.text(json, "mediaType", image.mediaType());
        JsonDocument.text(json, "created", image.created());
        base(json, image.base());
        totals(json, image.totals());
        json.writeArrayFieldStart("layers");
        for (var layer : image.layers()) {
            layer(json, layer);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("findings");
        for (int i = 0; i < Math.min(top, image.findings().size()); i++) {
            finding(json, image.findings().get(i));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("repeated");
        for (int i = 0; i < Math.min(top, image.repeated().size()); i++) {
            repeated(json, image.repeated().get(i));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("advice");
        secret(json, image);
        for (var advice : image.advice()) {
            advice(json, advice, image);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("warnings");
        for (String warning : image.warnings()) {
            json.writeString(SafeText.whole(warning));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void base(JsonGenerator json, Base base) throws IOException {
        switch (base) {
            case Base.Known known -> {
                json.writeObjectFieldStart("base");
                JsonDocument.text(json, "reference", known.name());
                json.writeStringField("digest", known.digest().toString());
                json.writeNumberField("layers", known.layers());
                json.writeEndObject();
            }
            case Base.Named named -> {
                json.writeObjectFieldStart("base");
                JsonDocument.text(json, "reference", named.name());
                JsonDocument.text(json, "unknown", named.why());
                json.writeEndObject();
            }
            case Base.Unknown _ -> {
                // nobody names one
            }
        }
    }

    /** What is exposed saves no bytes to speak of, and comes first all the same. */
    private static void secret(JsonGenerator json, Report.Image image) throws IOException {
        if (image.exposed().isEmpty()) {
            return;
        }
        var layers = new BitSet();
        long files = 0;
        for (Exposed exposed : image.exposed()) {
            layers.or(exposed.shippedBy());
            layers.set(exposed.hiddenBy());
            files += exposed.files();
        }
        json.writeStartObject();
        json.writeStringField("kind", "secret");
        json.writeFieldName("layers");
        json.writeArray(layers.stream().toArray(), 0, layers.cardinality());
        json.writeNumberField("savesBytes", 0);
        json.writeNumberField("savesPullBytes", 0);
        JsonDocument.path(json, image.exposed().getFirst().path());
        json.writeNumberField("files", files);
        JsonDocument.text(json, "text", AdviceText.REVOKE);
        JsonDocument.revoke(json, image.exposed().stream().map(Exposed::kind));
        json.writeEndObject();
    }

    private static void advice(JsonGenerator json, Advice advice, Report.Image image) throws IOException {
        json.writeStartObject();
        json.writeStringField(
                "kind", advice.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.writeArrayFieldStart("layers");
        for (int layer : advice.layers()) {
            json.writeNumber(layer);
        }
        json.writeEndArray();
        json.writeNumberField("savesBytes", advice.savesBytes());
        JsonDocument.known(json, "savesPullBytes", image.savesPullBytes(advice));
        JsonDocument.path(json, advice.path());
        json.writeNumberField("files", advice.files());
        JsonDocument.text(json, "text", AdviceText.of(advice, image.layers()));
        var lines = advice.layers().stream()
                .flatMap(layer -> image.layers().get(layer).lines().stream())
                .distinct()
                .toList();
        if (!lines.isEmpty()) {
            json.writeArrayFieldStart("lines");
            for (var known : lines) {
                json.writeArray(new int[] {known.first(), known.last()}, 0, 2);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    static void totals(JsonGenerator json, Report.Totals totals) throws IOException {
        json.writeObjectFieldStart("totals");
        json.writeNumberField("layers", totals.layers());
        json.writeNumberField("entries", totals.entries());
        json.writeNumberField("copies", totals.copies());
        json.writeNumberField("compressedBytes", totals.compressedBytes());
        JsonDocument.known(json, "pulledBytes", totals.pulledBytes());
        json.writeNumberField("shippedBytes", totals.shippedBytes());
        json.writeNumberField("visibleBytes", totals.visibleBytes());
        json.writeNumberField("wastedBytes", totals.wastedBytes());
        json.writeNumberField("duplicatedBytes", totals.duplicatedBytes());
        json.writeNumberField("removedBytes", totals.removedBytes());
        JsonDocument.known(json, "wastedPullBytes", totals.wastedPullBytes());
        json.writeNumberField("efficiency", totals.efficiency());
        json.writeNumberField("repeatedBytes", totals.repeatedBytes());
        json.writeNumberField("baseWastedBytes", totals.baseWastedBytes());
        json.writeEndObject();
    }

    private static void layer(JsonGenerator json, Report.Layer layer) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", layer.index());
        json.writeStringField("digest", layer.digest());
        json.writeStringField("diffId", layer.diffId());
        JsonDocument.text(json, "mediaType", layer.mediaType());
        JsonDocument.stored(json, layer);
        json.writeNumberField("entries", layer.entries());
        json.writeNumberField("shippedBytes", layer.shippedBytes());
        json.writeNumberField("wastedBytes", layer.wastedBytes());
        json.writeNumberField("hidesBytes", layer.hidesBytes());
        JsonDocument.known(json, "wastedPullBytes", layer.wastedPullBytes());
        json.writeNumberField("added", layer.added());
        json.writeNumberField("changed", layer.changed());
        json.writeNumberField("removed", layer.removed());
        JsonDocument.origin(json, layer.createdBy(), layer.comment());
        json.writeBooleanField("base", layer.base());
        json.writeStringField("source", layer.source());
        json.writeBooleanField("scanned", layer.scanned());
        JsonDocument.lines(json, layer.lines());
        json.writeEndObject();
    }

    private static void finding(JsonGenerator json, Accounts.Finding finding) throws IOException {
        json.writeStartObject();
        JsonDocument.path(json, finding.path());
        json.writeNumberField("wastedBytes", finding.wastedBytes());
        JsonDocument.exposed(json, finding.exposed());
        json.writeArrayFieldStart("copies");
        for (var copy : finding.copies()) {
            copy(json, copy);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static void copy(JsonGenerator json, Accounts.Copy copy) throws IOException {
        json.writeStartObject();
        json.writeNumberField("layer", copy.layer());
        json.writeNumberField("size", copy.size());
        json.writeStringField("fate", fate(copy.fate()));
        if (copy.fate() != Fate.VISIBLE) {
            json.writeNumberField("hiddenBy", copy.hiddenBy());
        }
        if (copy.fate() == Fate.DUPLICATED) {
            json.writeStringField("change", copy.change().name().toLowerCase(Locale.ROOT));
            if (copy.change() == Change.METADATA) {
                json.writeArrayFieldStart("changed");
                for (var aspect : copy.changed()) {
                    json.writeString(aspect.name().toLowerCase(Locale.ROOT));
                }
                json.writeEndArray();
            }
        } else if (copy.fate().isRemoved()) {
            json.writeStringField("reason", reason(copy.fate()));
        }
        json.writeEndObject();
    }

    private static String fate(Fate fate) {
        return fate.isRemoved() ? "removed" : fate.name().toLowerCase(Locale.ROOT);
    }

    private static String reason(Fate fate) {
        return switch (fate) {
            case REMOVED_BY_WHITEOUT -> "whiteout";
            case REMOVED_BY_OPAQUE -> "opaque";
            case REMOVED_BY_REPLACEMENT -> "replaced";
            case VISIBLE, DUPLICATED -> throw new IllegalArgumentException(fate + " is not removed");
        };
    }

    private static void repeated(JsonGenerator json, Accounts.Repeated repeated) throws IOException {
        json.writeStartObject();
        json.writeNumberField("size", repeated.size());
        var hex = HexFormat.of(); // format() takes ten times as long
        json.writeStringField(
                "digest",
                repeated.hashAlgorithm().label() + ":" + hex.toHexDigits(repeated.hashHigh())
                        + hex.toHexDigits(repeated.hashLow()));
        json.writeNumberField("reclaimableBytes", repeated.reclaimableBytes());
        json.writeArrayFieldStart("names");
        for (var name : repeated.names()) {
            json.writeStartObject();
            JsonDocument.path(json, name.path());
            json.writeNumberField("layer", name.layer());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void gate(JsonGenerator json, Gate.Verdict verdict) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("passed", verdict.passed());
        json.writeArrayFieldStart("rules");
        for (var result : verdict.results()) {
            json.writeStartObject();
            json.writeStringField("rule", result.rule());
            number(json, "limit", result.limit());
            number(json, "actual", result.actual());
            json.writeBooleanField("passed", result.passed());
            JsonDocument.text(json, "image", result.image());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String field, BigDecimal value) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(value.toPlainString());
    }
}
