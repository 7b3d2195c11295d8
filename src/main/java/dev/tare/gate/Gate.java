package dev.tare.gate;

import dev.tare.report.model.ImageReport;
import dev.tare.report.model.RuleResult;
import java.util.List;

/** All rules, to be held against every image. */
public record Gate(List<Rule> rules) {

    /** @param image that is current, so that its series can be read */
    public List<RuleResult> check(ImageReport image) {
        return rules.stream().map(rule -> rule.check(image)).toList();
    }
}
