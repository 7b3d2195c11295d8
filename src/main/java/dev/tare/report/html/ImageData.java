package dev.tare.report.html;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.image.Printable;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.LineRange;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.waste.AvoidableGroup;
import dev.tare.report.model.waste.Recommendation;
import dev.tare.report.model.waste.RepeatedContent;
import dev.tare.report.text.Phrases;
import java.io.IOException;

/** One image as the page reads it. All text is printable. */
final class ImageData {

    private static final int MAX_REPEATED = 100;
    private static final int MAX_NAMES_OF_REPEATED = 5;
    private static final int MAX_EXPOSED = 200;
    private static final int MAX_AVOIDABLE = 100;
    private static final int MAX_ADVICE = 200;

    private final JsonGenerator json;

    private ImageData(JsonGenerator json) {
        this.json = json;
    }

    /**
     * @param top how many findings are shown at most
     * @param maxPaths how many paths are written at most
     */
    static void write(JsonGenerator json, ImageReport image, int top, int maxPaths) throws IOException {
        new ImageData(json).image(image, top, maxPaths);
    }

    private void image(ImageReport image, int top, int maxPaths) throws IOException {
        info(json, image.info());
        base(image.base());
        totals(json, image.totals());
        json.writeArrayFieldStart("layers");
        for (var layer : image.layers()) {
            json.writeStartObject();
            layer(json, layer);
            json.writeEndObject();
        }
        json.writeEndArray();
        advice(image);
        secrets(image);
        exposed(image);
        avoidable(image);
        repeated(image);
        json.writeArrayFieldStart("warnings");
        for (String warning : image.summary().warnings()) {
            json.writeString(Printable.of(warning));
        }
        json.writeEndArray();
        json.writeNumberField("top", top);
        new ShippedRows(json, image.layers().size()).write(image.shipped(), maxPaths);
    }

    static void info(JsonGenerator json, ImageInfo info) throws IOException {
        json.writeStringField("reference", Printable.of(info.reference()));
        json.writeStringField("digest", info.digest());
        json.writeStringField("platform", Printable.of(info.platform()));
        json.writeStringField("created", Printable.of(info.created()));
    }

    private void base(BaseImage base) throws IOException {
        switch (base) {
            case BaseImage.Known known -> {
                json.writeStringField("base", Printable.of(known.reference()));
                json.writeNumberField("baseLayers", known.layers());
            }
            case BaseImage.NotMatched named -> {
                json.writeStringField("base", Printable.of(named.reference()));
                json.writeStringField("baseUnknown", Printable.of(named.why()));
            }
            case BaseImage.NotNamed _ -> {
                // no field
            }
        }
    }

    static void totals(JsonGenerator json, Totals totals) throws IOException {
        var content = totals.content();
        json.writeObjectFieldStart("totals");
        json.writeNumberField("stored", totals.stored().compressed());
        json.writeStringField("storedAs", Phrases.storedAs(totals));
        if (totals.stored().wastedPull().isPresent()) {
            json.writeNumberField("wastedPull", totals.stored().wastedPull().getAsLong());
        }
        json.writeNumberField("copies", totals.copies());
        json.writeNumberField("shipped", content.shipped());
        json.writeNumberField("visible", content.visible());
        json.writeNumberField("wasted", content.wasted());
        json.writeNumberField("duplicated", content.duplicated());
        json.writeNumberField("removed", content.removed());
        json.writeNumberField("wastedByBase", content.wastedByBase());
        json.writeNumberField("repeated", content.repeated());
        json.writeStringField("efficiency", Phrases.efficiency(content).toPlainString());
        json.writeEndObject();
    }

    static void layer(JsonGenerator json, LayerReport layer) throws IOException {
        var content = layer.content();
        json.writeStringField("digest", layer.info().digest());
        json.writeStringField("caption", layer.info().caption());
        json.writeStringField("instruction", Printable.of(layer.info().createdBy()));
        json.writeStringField("lines", layer.lines().map(LineRange::toString).orElse(""));
        json.writeNumberField("stored", layer.blob().stored().compressed());
        json.writeNumberField("shipped", content.shippedBytes());
        json.writeNumberField("wasted", content.wastedBytes());
        json.writeNumberField("hides", content.hidesBytes());
        json.writeNumberField("added", content.added());
        json.writeNumberField("changed", content.changed());
        json.writeNumberField("removed", content.removed());
        json.writeBooleanField("base", layer.isOfBase());
        json.writeBooleanField("scanned", layer.blob().isScanned());
    }

    private void advice(ImageReport image) throws IOException {
        var all = image.waste().recommendations();
        json.writeNumberField("adviceCount", all.size());
        json.writeArrayFieldStart("advice");
        for (Recommendation one : all.limit(MAX_ADVICE)) {
            json.writeStartObject();
            json.writeStringField("text", one.text());
            json.writeNumberField("saves", one.savesBytes());
            if (one.savesPullBytes().isPresent()) {
                json.writeNumberField("savesPull", one.savesPullBytes().getAsLong());
            }
            json.writeStringField("path", Printable.of(one.path()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void secrets(ImageReport image) throws IOException {
        json.writeNumberField("secretCount", image.secrets().size());
        json.writeStringField("secretRemedy", image.secrets().isEmpty() ? "" : Phrases.IN_SIGHT);
        json.writeArrayFieldStart("secrets");
        for (SecretPlace secret : image.secrets().limit(MAX_EXPOSED)) {
            json.writeStartObject();
            switch (secret.place()) {
                case SecretPlace.File file -> {
                    json.writeStringField("place", Printable.of(file.path()));
                    json.writeStringField("where", "layer " + file.layer());
                }
                case SecretPlace.Variable variable -> {
                    json.writeStringField("place", Phrases.variable(variable));
                    json.writeStringField("where", Phrases.where(variable));
                }
            }
            json.writeStringField("reason", Printable.of(secret.kind().reason()));
            json.writeStringField("remedy", Printable.of(secret.kind().remedy()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void exposed(ImageReport image) throws IOException {
        var places = image.exposures().places();
        json.writeNumberField("exposedFiles", image.exposures().files());
        json.writeStringField("exposedRemedy", places.isEmpty() ? "" : Phrases.REVOKE);
        json.writeArrayFieldStart("exposed");
        for (ExposedPlace place : places.limit(MAX_EXPOSED)) {
            json.writeStartObject();
            json.writeStringField("path", Printable.of(place.path()));
            json.writeBooleanField("folder", place.isFolder());
            json.writeNumberField("files", place.files());
            json.writeStringField("reason", Printable.of(place.kind().reason()));
            json.writeStringField("remedy", Printable.of(place.kind().remedy()));
            json.writeFieldName("layers");
            int[] layers =
                    place.shippedBy().stream().mapToInt(Integer::intValue).toArray();
            json.writeArray(layers, 0, layers.length);
            json.writeNumberField("hiddenBy", place.hiding().layer());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void avoidable(ImageReport image) throws IOException {
        var groups = image.avoidable().groups();
        json.writeNumberField("avoidableBytes", image.avoidable().bytes().all());
        json.writeNumberField("avoidableCount", groups.size());
        json.writeArrayFieldStart("avoidable");
        for (AvoidableGroup group : groups.limit(MAX_AVOIDABLE)) {
            json.writeStartObject();
            json.writeNumberField("bytes", group.bytes());
            json.writeNumberField("files", group.files());
            json.writeStringField("name", Printable.of(group.name()));
            json.writeStringField("path", Printable.of(group.path()) + (group.isDirectory() ? "/" : ""));
            json.writeNumberField("layer", group.layer());
            json.writeBooleanField("base", group.layer() < image.base().layerCount());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void repeated(ImageReport image) throws IOException {
        json.writeNumberField("repeatedCount", image.repeated().size());
        json.writeArrayFieldStart("repeated");
        for (RepeatedContent one : image.repeated().limit(MAX_REPEATED)) {
            json.writeStartObject();
            json.writeNumberField("size", one.size());
            json.writeNumberField("count", one.names().size());
            json.writeArrayFieldStart("names");
            for (var name : one.names()
                    .subList(0, Math.min(MAX_NAMES_OF_REPEATED, one.names().size()))) {
                json.writeString(Printable.of(name.path()));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
