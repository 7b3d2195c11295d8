package dev.tare.report.html;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.image.Printable;
import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.rule.Violation;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

/** What could not be reported, and what became of the rules, as the page reads it. All text is printable. */
final class VerdictData {

    /** Maximum violations of a rule, and maximum copies of an ignored pattern, that are listed. */
    private static final int MAX_LISTED = 100;

    private VerdictData() {}

    static void write(JsonGenerator json, List<Failure> failures, Verdict verdict) throws IOException {
        json.writeArrayFieldStart("failures");
        for (var failure : failures) {
            json.writeStartObject();
            json.writeStringField("reference", Printable.of(failure.reference()));
            json.writeStringField("message", Printable.of(failure.message()));
            json.writeStringField("hint", Printable.of(failure.hint()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rules");
        for (var result : verdict.results()) {
            rule(json, result);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("ignored");
        for (var ignored : verdict.ignored()) {
            ignored(json, ignored);
        }
        json.writeEndArray();
    }

    private static void rule(JsonGenerator json, RuleResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", Printable.of(result.rule().id()));
        json.writeStringField("title", Printable.of(result.rule().title()));
        json.writeStringField("remedy", Printable.of(result.rule().remedy()));
        json.writeStringField("image", Printable.of(result.image()));
        json.writeStringField("limit", Printable.of(result.limit().text()));
        json.writeStringField("actual", Printable.of(result.actual().text()));
        json.writeBooleanField("passed", result.isPassed());
        boolean isListed = result.rule().listing() != Listing.FIGURE;
        var violations = isListed ? result.violations() : List.<Violation>of();
        json.writeNumberField("violationCount", violations.size());
        json.writeArrayFieldStart("violations");
        for (var violation : violations.subList(0, Math.min(MAX_LISTED, violations.size()))) {
            json.writeString(Printable.of(violation.message()));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void ignored(JsonGenerator json, IgnoredPaths ignored) throws IOException {
        json.writeStartObject();
        json.writeStringField("image", Printable.of(ignored.image()));
        json.writeStringField("pattern", Printable.of(ignored.pattern()));
        json.writeStringField("reason", Printable.of(ignored.reason()));
        json.writeStringField("until", ignored.until().map(LocalDate::toString).orElse(""));
        json.writeNumberField("copies", ignored.copies());
        json.writeNumberField("wasted", ignored.wastedBytes());
        json.writeArrayFieldStart("largest");
        for (var copy : ignored.largest()
                .subList(0, Math.min(MAX_LISTED, ignored.largest().size()))) {
            json.writeStartObject();
            json.writeStringField("path", Printable.of(copy.path()));
            json.writeNumberField("layer", copy.layer());
            json.writeNumberField("size", copy.bytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
