package dev.tare.report.html;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.image.Printable;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.Fleet.Top;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.text.Phrases;
import java.io.IOException;
import java.util.function.ToIntFunction;

/** What many images come to together as the page reads it. All text is printable. */
final class FleetData {

    private final JsonGenerator json;
    private final int limit;

    private interface Writer<T> {
        void write(T element) throws IOException;
    }

    private FleetData(JsonGenerator json, int limit) {
        this.json = json;
        this.limit = limit;
    }

    /**
     * Writes a fleet.
     *
     * @param limit how many elements of a list are written at most; images are all
     * @param block the number of the block that an image has in the page, -1 for none
     */
    static void write(JsonGenerator json, Fleet fleet, int limit, ToIntFunction<ImageInfo> block) throws IOException {
        new FleetData(json, limit).fleet(fleet, block);
    }

    private void fleet(Fleet fleet, ToIntFunction<ImageInfo> block) throws IOException {
        json.writeStringField("title", Phrases.fleet(fleet.counts()));
        bytes("distinct", fleet.distinct());
        bytes("oneByOne", fleet.oneByOne());
        json.writeNumberField("credentialCount", fleet.credentials().total());
        array("credentials", fleet.credentials().limit(limit), this::credential);
        if (fleet.changes().isPresent()) {
            json.writeObjectFieldStart("changes");
            changes(fleet.changes().get());
            json.writeEndObject();
        }
        json.writeNumberField("layerCount", fleet.layers().total());
        array("layers", fleet.layers().limit(limit), this::layer);
        json.writeNumberField("baseCount", fleet.bases().total());
        array("bases", fleet.bases().limit(limit), this::base);
        array("leftovers", fleet.kinds().limit(limit), this::kind);
        list("paths", fleet.paths().top(), this::path);
        json.writeStringField("pathsLeftOut", fleet.paths().minimumBytes() > 1 ? Phrases.leftOut(fleet.paths()) : "");
        json.writeNumberField("sharedCount", fleet.shared().total());
        array("shared", fleet.shared().limit(limit), this::shared);
        array("images", fleet.images(), image -> image(image, block.applyAsInt(image.info())));
    }

    private <T> void array(String field, Iterable<T> elements, Writer<T> writer) throws IOException {
        json.writeArrayFieldStart(field);
        for (T element : elements) {
            json.writeStartObject();
            writer.write(element);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void bytes(String field, Fleet.Bytes bytes) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeNumberField("stored", bytes.stored());
        json.writeNumberField("shipped", bytes.shipped());
        json.writeNumberField("wasted", bytes.wasted());
        json.writeNumberField("avoidable", bytes.avoidable());
        json.writeEndObject();
    }

    private void credential(Fleet.Credential credential) throws IOException {
        json.writeNumberField("images", credential.images());
        json.writeStringField("reason", Printable.of(credential.kind().reason()));
        json.writeStringField(
                "place",
                switch (credential.place()) {
                    case SecretPlace.File file -> Printable.of(file.path()) + (credential.isFolder() ? "/" : "");
                    case SecretPlace.Variable variable -> Phrases.variable(variable);
                });
        json.writeBooleanField("hidden", credential.isHidden());
        json.writeStringField("image", Printable.of(credential.image()));
    }

    private void changes(FleetChanges changes) throws IOException {
        var before = changes.before();
        json.writeStringField("report", Printable.of(before.report()));
        json.writeStringField("title", Phrases.changes(changes));
        json.writeStringField("unread", Phrases.unread(before));
        bytes("distinct", before.distinct());
        bytes("oneByOne", before.oneByOne());
        list("grown", changes.grown(), this::change);
        list("shrunk", changes.shrunk(), this::change);
        list("added", changes.added(), this::brief);
        list("gone", changes.gone(), this::brief);
        if (changes.credentials().isPresent()) {
            list("newCredentials", changes.credentials().get().added(), this::credential);
            list("goneCredentials", changes.credentials().get().gone(), this::credential);
        }
    }

    private <T> void list(String field, Top<T> all, Writer<T> writer) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeNumberField("total", all.total());
        array("first", all.limit(limit), writer);
        json.writeEndObject();
    }

    private void change(FleetChanges.Change change) throws IOException {
        json.writeStringField("reference", Printable.of(change.reference()));
        json.writeNumberField("wasted", change.wasted());
        json.writeNumberField("before", change.wastedBefore());
    }

    private void brief(Fleet.Image image) throws IOException {
        json.writeStringField("reference", Printable.of(image.info().reference()));
        json.writeNumberField("wasted", image.wasted());
        json.writeNumberField("shipped", image.totals().content().shipped());
    }

    private void layer(Fleet.Layer layer) throws IOException {
        json.writeNumberField("images", layer.images());
        json.writeNumberField("wasted", layer.wasted());
        json.writeNumberField("hides", layer.hides());
        json.writeNumberField("avoidable", layer.avoidable());
        json.writeStringField("instruction", Printable.of(layer.instruction()));
        json.writeStringField("image", Printable.of(layer.image()));
    }

    private void base(Fleet.Base base) throws IOException {
        json.writeNumberField("images", base.images());
        json.writeNumberField("wasted", base.wasted());
        json.writeNumberField("avoidable", base.avoidable());
        json.writeStringField("reference", Printable.of(base.reference()));
    }

    private void kind(Fleet.Kind kind) throws IOException {
        json.writeNumberField("images", kind.images());
        json.writeNumberField("layers", kind.layers());
        json.writeNumberField("bytes", kind.bytes());
        json.writeStringField("name", Printable.of(kind.name()));
    }

    private void path(Fleet.Path path) throws IOException {
        json.writeNumberField("images", path.images());
        json.writeNumberField("wasted", path.wasted());
        json.writeStringField("path", Printable.of(path.path()));
        json.writeStringField("image", Printable.of(path.image()));
    }

    private void shared(Fleet.SharedLayer layer) throws IOException {
        json.writeNumberField("images", layer.images());
        json.writeNumberField("saved", layer.saved());
        json.writeNumberField("stored", layer.stored());
        json.writeStringField("instruction", Printable.of(layer.instruction()));
        json.writeStringField("image", Printable.of(layer.image()));
    }

    private void image(Fleet.Image image, int block) throws IOException {
        var content = image.totals().content();
        json.writeStringField("reference", Printable.of(image.info().reference()));
        json.writeNumberField("visible", content.visible());
        json.writeNumberField("duplicated", content.duplicated());
        json.writeNumberField("removed", content.removed());
        json.writeNumberField("avoidable", image.avoidable().all());
        json.writeNumberField("credentials", image.exposed() + image.secrets());
        json.writeStringField("created", image.info().created());
        json.writeNumberField("block", block);
    }
}
