package dev.tare.report.json;

import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.rule.Violation;
import java.io.IOException;
import java.util.List;

/** What could not be reported, and what became of the rules: the last fields of every report that has rules. */
final class VerdictJson {

    private VerdictJson() {}

    static void write(JsonDocument json, List<Failure> failures, Verdict verdict) throws IOException {
        json.array("failures", failures, VerdictJson::failure);
        json.beginObject("gate");
        json.flag("passed", verdict.isPassed());
        json.array("rules", verdict.results(), VerdictJson::result);
        if (!verdict.ignored().isEmpty()) {
            json.array("ignored", verdict.ignored(), VerdictJson::ignored);
        }
        json.endObject();
    }

    private static void failure(JsonDocument json, Failure failure) throws IOException {
        json.beginObject();
        json.text("reference", failure.reference());
        json.text("message", failure.message());
        json.text("hint", failure.hint());
        json.number("exitCode", failure.exitCode());
        json.endObject();
    }

    private static void result(JsonDocument json, RuleResult result) throws IOException {
        json.beginObject();
        json.plain("rule", result.rule().id());
        json.number("limit", result.limit().value().toPlainString());
        json.number("actual", result.actual().value().toPlainString());
        json.flag("passed", result.isPassed());
        json.text("image", result.image());
        if (!result.isPassed()) {
            json.array("violations", result.violations(), VerdictJson::violation);
        }
        json.endObject();
    }

    private static void violation(JsonDocument json, Violation violation) throws IOException {
        json.beginObject();
        json.text("message", violation.message());
        json.plain("fingerprint", violation.fingerprint());
        var location = violation.location();
        if (location.path().isPresent()) {
            json.path(location.path().get());
        }
        if (location.variable().isPresent()) {
            json.text("variable", location.variable().get());
        }
        if (location.layer().isPresent()) {
            json.number("layer", location.layer().get().index());
        }
        json.endObject();
    }

    private static void ignored(JsonDocument json, IgnoredPaths ignored) throws IOException {
        json.beginObject();
        json.text("image", ignored.image());
        json.text("pattern", ignored.pattern());
        json.text("reason", ignored.reason());
        if (ignored.until().isPresent()) {
            json.plain("until", ignored.until().get().toString());
        }
        json.number("copies", ignored.copies());
        json.number("wastedBytes", ignored.wastedBytes());
        json.array("largest", ignored.largest(), (it, copy) -> {
            it.beginObject();
            it.path(copy.path());
            it.number("layer", copy.layer());
            it.number("size", copy.bytes());
            it.endObject();
        });
        json.endObject();
    }
}
