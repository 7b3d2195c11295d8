package dev.tare.report.json;

import dev.tare.report.model.TraceReport;
import dev.tare.report.model.TraceReport.PathStory;
import dev.tare.report.model.TraceReport.Step;
import java.io.IOException;

/** The stories of paths, version 1 of {@code trace-v1.schema.json}. */
final class TraceJson {

    private TraceJson() {}

    static void write(JsonDocument json, TraceReport report) throws IOException {
        CommonJson.image(json, report.image());
        json.array("paths", report.paths(), TraceJson::story);
    }

    private static void story(JsonDocument json, PathStory story) throws IOException {
        json.beginObject();
        json.path(story.path());
        json.number("wastedBytes", story.wastedBytes());
        CommonJson.exposed(json, story.exposed());
        secret(json, story);
        if (story.credentials().findAny().isPresent()) {
            CommonJson.revoke(json, story.credentials());
        }
        json.array("steps", story.steps(), TraceJson::step);
        CommonJson.node(json, "now", story.now());
        json.array("otherNames", story.otherNames(), (it, name) -> {
            it.beginObject();
            it.path(name);
            it.endObject();
        });
        json.endObject();
    }

    private static void secret(JsonDocument json, PathStory story) throws IOException {
        if (story.secret().isPresent()) {
            json.text("secret", story.secret().get().reason());
            if (!story.secret().get().id().isEmpty()) {
                json.text("secretKind", story.secret().get().id());
            }
        }
    }

    private static void step(JsonDocument json, Step step) throws IOException {
        json.beginObject();
        json.number("layer", step.layer().index());
        json.plain("digest", step.layer().digest());
        CommonJson.instruction(json, step.layer().createdBy(), step.layer().comment());
        CommonJson.change(json, step.change());
        if (step.goneWith().length > 0) {
            json.bytes("goneWith", step.goneWith());
        }
        if (step.linkTo().length > 0) {
            json.bytes("linkTo", step.linkTo());
        }
        json.number("shippedBytes", step.shippedBytes());
        json.array("copies", step.copies(), CommonJson::copy);
        json.endObject();
    }
}
