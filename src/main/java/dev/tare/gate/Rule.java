package dev.tare.gate;

import dev.tare.report.model.ImageReport;
import dev.tare.report.model.RuleInfo;
import dev.tare.report.model.RuleResult;

/** Something that must hold for an image. It brings all words that are said of it, so that no format needs to know it. */
public sealed interface Rule permits MaxWasted, MinEfficiency, NoneExposed {

    RuleInfo info();

    /** Holds the rule against an image that is current. */
    RuleResult check(ImageReport image);
}
