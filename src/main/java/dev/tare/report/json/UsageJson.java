package dev.tare.report.json;

import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.DiskUsage.Group;
import dev.tare.report.model.DiskUsage.Subject;
import dev.tare.report.model.series.Series;
import java.io.IOException;

/** Where the visible bytes are, version 1 of {@code du-v1.schema.json}. */
final class UsageJson {

    private UsageJson() {}

    /** @param limit how many groups are written at most */
    static void write(JsonDocument json, DiskUsage usage, int limit) throws IOException {
        CommonJson.image(json, usage.image());
        json.path(usage.path());
        json.plain("by", usage.by().toString());
        json.number("visibleBytes", usage.visibleBytes());
        json.number("bytes", usage.bytes());
        json.number("files", usage.files());
        groups(json, "groups", usage.groups().limit(limit), usage.bytes());
        json.textArray("notes", usage.notes());
    }

    /** @param all bytes of which the groups have a share */
    static void groups(JsonDocument json, String field, Series<Group> groups, long all) throws IOException {
        json.array(field, groups, (it, group) -> {
            it.beginObject();
            subject(it, group.subject());
            it.number("bytes", group.bytes());
            it.number("files", group.files());
            it.number("share", group.shareOf(all));
            it.endObject();
        });
    }

    private static void subject(JsonDocument json, Subject subject) throws IOException {
        switch (subject) {
            case Subject.Place place -> {
                json.path(place.path());
                json.plain("type", place.isDirectory() ? "directory" : "file");
            }
            case Subject.Layer(var layer) -> {
                json.number("layer", layer.index());
                json.plain("digest", layer.digest());
                CommonJson.instruction(json, layer.createdBy(), layer.comment());
            }
            case Subject.OfPackage(var database, var name, var version) -> {
                json.plain("database", database);
                json.text("name", name);
                json.text("version", version);
            }
            case Subject.NoPackage _ -> json.plain("database", "none");
            case Subject.Kind(var id, var title) -> {
                json.plain("kind", id);
                json.plain("title", title);
            }
            case Subject.Extension(var extension) -> json.text("extension", extension);
        }
    }
}
