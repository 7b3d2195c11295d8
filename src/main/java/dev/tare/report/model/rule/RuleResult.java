package dev.tare.report.model.rule;

import java.math.BigDecimal;
import java.util.List;

/**
 * One rule held against one image.
 *
 * @param image the reference of the image
 * @param limit what the rule allows
 * @param actual what the image has
 * @param violations what breaks the rule; none if it holds, and not more than a rule tells of one image
 */
public record RuleResult(RuleInfo rule, String image, Measure limit, Measure actual, List<Violation> violations) {

    /**
     * A figure that a rule looks at.
     *
     * @param value in the rule's unit
     * @param text the same for people
     */
    public record Measure(BigDecimal value, String text) {}

    public boolean isPassed() {
        return violations.isEmpty();
    }
}
