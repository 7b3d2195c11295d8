package dev.tare.gate;

import dev.tare.image.ImageFault.NotDecided;
import dev.tare.report.model.RuleInfo;
import dev.tare.report.model.RuleResult;

/** Something that must hold for an image. It brings all words that are said of it, so that no format needs to know it. */
public sealed interface Rule permits Threshold, PathRule {

    /** Maximum violations that a rule tells of one image. A larger number is of a tree that should not be there at all. */
    int MAX_VIOLATIONS = 1_000;

    RuleInfo info();

    /**
     * Holds the rule against an image.
     *
     * @throws NotDecided if it asks for something that is not known of the image
     */
    RuleResult check(Subject subject) throws NotDecided;
}
