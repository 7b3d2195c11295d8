package dev.tare.report.json;

import dev.tare.report.model.fleet.FleetChanges;
import java.io.IOException;

/** What the images of a scan have otherwise than in an earlier report. */
final class FleetChangesJson {

    private FleetChangesJson() {}

    /** @param limit how many elements of a list are written at most */
    static void write(JsonDocument json, FleetChanges changes, int limit) throws IOException {
        json.beginObject("changes");
        before(json, changes.before());
        counts(json, changes);
        json.array("newImages", changes.added().limit(limit), FleetJson::image);
        json.array("goneImages", changes.gone().limit(limit), FleetJson::image);
        json.array("changedImages", changes.changed().limit(limit), FleetChangesJson::change);
        json.array("grownImages", changes.grown().limit(limit), FleetChangesJson::change);
        json.array("shrunkImages", changes.shrunk().limit(limit), FleetChangesJson::change);
        if (changes.credentials().isPresent()) {
            var credentials = changes.credentials().get();
            json.array("newCredentials", credentials.added().limit(limit), FleetJson::credential);
            json.array("goneCredentials", credentials.gone().limit(limit), FleetJson::credential);
        }
        json.endObject();
    }

    private static void before(JsonDocument json, FleetChanges.Before before) throws IOException {
        json.beginObject("before");
        json.text("report", before.report());
        json.flag("partial", before.isPartial());
        json.number("images", before.counts().images());
        json.number("distinctImages", before.counts().distinctImages());
        json.number("failures", before.counts().failures());
        json.number("layers", before.counts().layers());
        json.number("credentials", before.credentials());
        FleetJson.bytes(json, "distinct", before.distinct());
        FleetJson.bytes(json, "oneByOne", before.oneByOne());
        json.endObject();
    }

    private static void counts(JsonDocument json, FleetChanges changes) throws IOException {
        json.beginObject("counts");
        json.number("newImages", changes.added().total());
        json.number("goneImages", changes.gone().total());
        json.number("changedImages", changes.changed().total());
        json.number("grownImages", changes.grown().total());
        json.number("shrunkImages", changes.shrunk().total());
        json.number("unreadImages", changes.unread());
        if (changes.credentials().isPresent()) {
            json.number("newCredentials", changes.credentials().get().added().total());
            json.number("goneCredentials", changes.credentials().get().gone().total());
        }
        json.endObject();
    }

    private static void change(JsonDocument json, FleetChanges.Change change) throws IOException {
        json.beginObject();
        json.text("reference", change.reference());
        json.plain("digest", change.digest());
        json.number("wastedBytes", change.wasted());
        json.plain("digestBefore", change.digestBefore());
        json.number("wastedBytesBefore", change.wastedBefore());
        json.endObject();
    }
}
