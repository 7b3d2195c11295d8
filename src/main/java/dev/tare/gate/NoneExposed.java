package dev.tare.gate;

import dev.tare.image.Printable;
import dev.tare.report.model.ExposedPlace;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.RuleInfo;
import dev.tare.report.model.RuleInfo.Severity;
import dev.tare.report.model.RuleResult;
import dev.tare.report.model.RuleResult.Measure;
import dev.tare.report.model.Violation;
import dev.tare.report.text.Phrases;
import java.math.BigDecimal;

/** No credential in a hidden copy. */
public record NoneExposed() implements Rule {

    private static final RuleInfo INFO = new RuleInfo(
            "exposed",
            Severity.ERROR,
            "No credential is hidden in an image",
            "revoke what was exposed, and give secrets to a build with RUN --mount=type=secret");

    /** Maximum violations that are told of one image. A larger number is of a tree that should not be there at all. */
    static final int MAX_VIOLATIONS = 1_000;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public RuleResult check(ImageReport image) {
        long files = image.exposures().files();
        return new RuleResult(
                INFO,
                image.info().reference(),
                new Measure(BigDecimal.ZERO, "0"),
                new Measure(BigDecimal.valueOf(files), Phrases.count(files, "file")),
                image.exposures().places().limit(MAX_VIOLATIONS).stream()
                        .map(place -> violation(image, place))
                        .toList());
    }

    /** It is to be mended where the credential came in: in the first layer that ships it. */
    private static Violation violation(ImageReport image, ExposedPlace place) {
        int shippedBy = place.shippedBy().getFirst();
        return Violations.ofPath(
                INFO,
                image,
                place.path(),
                image.layers().get(shippedBy),
                "%s: %s%s is shipped by layer %d, and hidden by layer %d"
                        .formatted(
                                Printable.of(place.kind().reason()),
                                Printable.of(place.path()),
                                place.isFolder() ? "/" : "",
                                shippedBy,
                                place.hiding().layer()));
    }
}
