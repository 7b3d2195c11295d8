package dev.tare.report.model;

import java.util.List;

/** What all rules came to over all images, in the order of the images; without any where there are no rules. */
public record Verdict(List<RuleResult> results) {

    public boolean isPassed() {
        return results.stream().allMatch(RuleResult::isPassed);
    }
}
