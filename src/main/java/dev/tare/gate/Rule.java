package dev.tare.gate;

import dev.tare.image.ImageFault.NotDecided;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleResult;
import java.util.regex.Pattern;

/** Something that must hold for an image. It brings all words that are said of it, so that no format needs to know it. */
public sealed interface Rule permits Threshold, GrowthRule, PathRule {

    /** Maximum violations that a rule tells of one image. A larger number is of a tree that should not be there at all. */
    int MAX_VIOLATIONS = 1_000;

    /** What makes a rule one about what is new. */
    Pattern NEW = Pattern.compile("\\s*new[\\s_-]+", Pattern.CASE_INSENSITIVE);

    /**
     * Reads {@code METRIC OPERATOR VALUE}, with {@code new} before a metric that is held against a baseline.
     *
     * @throws IllegalArgumentException if it is no rule; the message says what is allowed
     */
    static Rule parse(String text) {
        var isNew = NEW.matcher(text);
        return isNew.lookingAt()
                ? GrowthRule.of(Condition.parse(text.substring(isNew.end())))
                : Threshold.of(Condition.parse(text));
    }

    RuleInfo info();

    /** Returns true if it counts credentials in plain sight. */
    default boolean isOfSecrets() {
        return false;
    }

    /**
     * Holds the rule against an image.
     *
     * @throws NotDecided if it asks for something that is not known of the image
     */
    RuleResult check(Subject subject) throws NotDecided;
}
