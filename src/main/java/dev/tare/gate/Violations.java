package dev.tare.gate;

import dev.tare.report.model.ImageReport;
import dev.tare.report.model.LayerReport;
import dev.tare.report.model.RuleInfo;
import dev.tare.report.model.Violation;
import dev.tare.report.model.Violation.Location;
import java.util.Optional;

/** Makes what breaks a rule, with the fingerprint that {@link Violation} defines. */
final class Violations {

    private Violations() {}

    /** A violation by an image as a whole. */
    static Violation ofImage(RuleInfo rule, ImageReport image, String message) {
        return new Violation(
                rule,
                new Location(image.info().reference(), Optional.empty(), Optional.empty(), Optional.empty()),
                message,
                Violation.fingerprint(rule.id(), image.info().repository(), new byte[0]));
    }

    /**
     * A violation by one path.
     *
     * @param layer whose instruction is to be mended
     */
    static Violation ofPath(RuleInfo rule, ImageReport image, byte[] path, LayerReport layer, String message) {
        return new Violation(
                rule,
                new Location(image.info().reference(), Optional.of(path), Optional.of(layer.info()), layer.lines()),
                message,
                Violation.fingerprint(rule.id(), image.info().repository(), path));
    }
}
