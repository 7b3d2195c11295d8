package dev.tare.gate;

import dev.tare.report.model.ImageReport;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.model.rule.Violation.Location;
import dev.tare.report.model.secret.SecretPlace;
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

    /** A violation by a credential that is not hidden. */
    static Violation ofSecret(RuleInfo rule, ImageReport image, SecretPlace secret, String message) {
        return switch (secret.place()) {
            case SecretPlace.File file ->
                ofPath(rule, image, file.path(), image.layers().get(file.layer()), message);
            case SecretPlace.Variable variable ->
                new Violation(
                        rule,
                        Location.ofVariable(image.info().reference(), variable.name()),
                        message,
                        Violation.fingerprint(rule.id(), image.info().repository(), variable.nameBytes()));
        };
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
