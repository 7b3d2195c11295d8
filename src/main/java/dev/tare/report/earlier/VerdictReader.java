package dev.tare.report.earlier;

import dev.tare.image.Printable;
import dev.tare.report.model.Failure;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Violation;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/** Reads what could not be reported, and what became of the rules. */
final class VerdictReader {

    /** What a failure may stand for: see the schema. */
    private static final Set<Integer> EXIT_CODES = Set.of(2, 3, 4, 5, 70, 130);

    private VerdictReader() {}

    static Failure failure(Fields failure) {
        int code = failure.count("exitCode");
        if (!EXIT_CODES.contains(code)) {
            throw new IllegalArgumentException(
                    "a failure has the exit code %d, which tare does not have".formatted(code));
        }
        return new Failure(failure.text("reference"), failure.text("message"), failure.text("hint"), code);
    }

    static RuleResult result(Fields result) {
        String id = Printable.of(result.text("rule"));
        String image = result.text("image");
        // a report has no more of a rule than its name
        var rule = new RuleInfo(id, RuleInfo.Severity.WARNING, id, "tare explain " + id, RuleInfo.Listing.VIOLATIONS);
        var violations = result.objects("violations").stream()
                .map(violation -> violation(violation, rule, image))
                .toList();
        if (violations.isEmpty() != result.flag("passed")) {
            throw new IllegalArgumentException(
                    "the rule %s is broken by nothing, or holds in spite of something".formatted(id));
        }
        return new RuleResult(
                rule, image, measure(result.decimal("limit")), measure(result.decimal("actual")), violations);
    }

    private static RuleResult.Measure measure(BigDecimal value) {
        return new RuleResult.Measure(value, value.toPlainString());
    }

    private static Violation violation(Fields violation, RuleInfo rule, String image) {
        var layer = violation.has("layer")
                ? Optional.of(new LayerInfo(violation.count("layer"), "", "", "", ""))
                : Optional.<LayerInfo>empty();
        return new Violation(
                rule,
                new Violation.Location(
                        image,
                        violation.has("path") ? Optional.of(violation.path()) : Optional.empty(),
                        layer,
                        Optional.empty(),
                        violation.has("variable") ? Optional.of(violation.text("variable")) : Optional.empty()),
                violation.text("message"),
                violation.text("fingerprint"));
    }

    static IgnoredPaths ignored(Fields ignored) {
        return new IgnoredPaths(
                ignored.text("image"),
                ignored.text("pattern"),
                ignored.text("reason"),
                ignored.has("until") ? Optional.of(day(ignored.text("until"))) : Optional.empty(),
                ignored.number("copies"),
                ignored.number("wastedBytes"),
                0, // which a report does not tell
                ignored.objects("largest").stream()
                        .map(copy -> new IgnoredPaths.Hidden(copy.path(), copy.count("layer"), copy.number("size")))
                        .toList());
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("until is no day", e);
        }
    }
}
