package dev.tare.report.json;

import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.secret.SecretPlace;
import java.io.IOException;

/** What the images of a scan come to together: the last field of the report. */
final class FleetJson {

    private FleetJson() {}

    /** @param limit how many elements of a list are written at most */
    static void write(JsonDocument json, Fleet fleet, int limit) throws IOException {
        json.beginObject("fleet");
        counts(json, fleet);
        bytes(json, "distinct", fleet.distinct());
        bytes(json, "oneByOne", fleet.oneByOne());
        json.array("credentials", fleet.credentials().limit(limit), FleetJson::credential);
        json.array("layersAtFault", fleet.layers().limit(limit), FleetJson::layer);
        json.array("bases", fleet.bases().limit(limit), FleetJson::base);
        json.array("leftovers", fleet.kinds().limit(limit), FleetJson::kind);
        json.number("minimumCopyBytes", fleet.paths().minimumBytes());
        json.array("paths", fleet.paths().top().limit(limit), FleetJson::path);
        json.array("wasteful", fleet.wasteful(limit), FleetJson::image);
        json.array("sharedLayers", fleet.shared().limit(limit), FleetJson::shared);
        json.array("oldest", fleet.oldest(limit), FleetJson::dated);
        json.array("repositories", fleet.repositories().limit(limit), FleetJson::repository);
        if (fleet.changes().isPresent()) {
            FleetChangesJson.write(json, fleet.changes().get(), limit);
        }
        json.endObject();
    }

    private static void counts(JsonDocument json, Fleet fleet) throws IOException {
        var counts = fleet.counts();
        json.beginObject("counts");
        json.number("images", counts.images());
        json.number("distinctImages", counts.distinctImages());
        json.number("failures", counts.failures());
        json.number("repositories", fleet.repositories().total());
        json.number("layers", counts.layers());
        json.number("credentials", fleet.credentials().total());
        json.number("layersAtFault", fleet.layers().total());
        json.number("bases", fleet.bases().total());
        json.number("paths", fleet.paths().top().total());
        json.number("sharedLayers", fleet.shared().total());
        json.endObject();
    }

    static void bytes(JsonDocument json, String field, Fleet.Bytes bytes) throws IOException {
        json.beginObject(field);
        json.number("storedBytes", bytes.stored());
        json.known("pulledBytes", bytes.pulled());
        json.number("shippedBytes", bytes.shipped());
        json.number("wastedBytes", bytes.wasted());
        json.number("avoidableBytes", bytes.avoidable());
        json.endObject();
    }

    static void credential(JsonDocument json, Fleet.Credential credential) throws IOException {
        json.beginObject();
        switch (credential.place()) {
            case SecretPlace.File file -> {
                json.path(file.path());
                json.flag("directory", credential.isFolder());
            }
            case SecretPlace.Variable variable -> {
                json.text("variable", variable.name());
                json.text("instruction", variable.instruction());
            }
        }
        SecretJson.kind(json, credential.kind());
        json.flag("hidden", credential.isHidden());
        if (!credential.layer().isEmpty()) {
            json.plain("layer", credential.layer());
        }
        json.text("image", credential.image());
        json.number("images", credential.images());
        json.endObject();
    }

    private static void layer(JsonDocument json, Fleet.Layer layer) throws IOException {
        json.beginObject();
        json.plain("digest", layer.digest());
        json.text("instruction", layer.instruction());
        json.number("wastedBytes", layer.wasted());
        json.number("hidesBytes", layer.hides());
        json.number("avoidableBytes", layer.avoidable());
        json.text("image", layer.image());
        json.number("images", layer.images());
        json.number("inheritedBytes", layer.inherited());
        json.endObject();
    }

    private static void base(JsonDocument json, Fleet.Base base) throws IOException {
        json.beginObject();
        json.text("reference", base.reference());
        json.plain("digest", base.digest());
        json.number("layers", base.layers());
        json.number("wastedBytes", base.wasted());
        json.number("avoidableBytes", base.avoidable());
        json.number("images", base.images());
        json.number("inheritedBytes", base.inherited());
        json.endObject();
    }

    private static void kind(JsonDocument json, Fleet.Kind kind) throws IOException {
        json.beginObject();
        json.plain("kind", kind.id());
        json.text("name", kind.name());
        json.number("bytes", kind.bytes());
        json.number("layers", kind.layers());
        json.number("images", kind.images());
        json.endObject();
    }

    private static void path(JsonDocument json, Fleet.Path path) throws IOException {
        json.beginObject();
        json.path(path.path());
        json.number("wastedBytes", path.wasted());
        json.text("image", path.image());
        json.number("images", path.images());
        json.endObject();
    }

    static void image(JsonDocument json, Fleet.Image image) throws IOException {
        json.beginObject();
        CommonJson.image(json, image.info());
        json.number("shippedBytes", image.totals().content().shipped());
        json.number("wastedBytes", image.wasted());
        json.number("avoidableBytes", image.avoidable().all());
        json.endObject();
    }

    private static void shared(JsonDocument json, Fleet.SharedLayer layer) throws IOException {
        json.beginObject();
        json.plain("digest", layer.digest());
        json.text("instruction", layer.instruction());
        json.number("storedBytes", layer.stored());
        json.text("image", layer.image());
        json.number("images", layer.images());
        json.number("savedBytes", layer.saved());
        json.endObject();
    }

    private static void dated(JsonDocument json, Fleet.Image image) throws IOException {
        json.beginObject();
        CommonJson.image(json, image.info());
        json.plain("created", image.info().created());
        json.endObject();
    }

    private static void repository(JsonDocument json, Fleet.Repository repository) throws IOException {
        json.beginObject();
        json.text("name", repository.name());
        json.number("images", repository.images());
        json.number("storedBytes", repository.stored());
        json.number("wastedBytes", repository.wasted());
        json.number("avoidableBytes", repository.avoidable());
        json.endObject();
    }
}
