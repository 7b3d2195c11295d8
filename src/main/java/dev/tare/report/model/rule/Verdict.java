package dev.tare.report.model.rule;

import java.util.List;

/**
 * What all rules came to over all images, in the order of the images; without any where there are no rules.
 *
 * @param ignored what the rules did not look at
 */
public record Verdict(List<RuleResult> results, List<IgnoredPaths> ignored) {

    /** Without any rule. */
    public static final Verdict NONE = new Verdict(List.of());

    /** Nothing was ignored. */
    public Verdict(List<RuleResult> results) {
        this(results, List.of());
    }

    public boolean isPassed() {
        return results.stream().allMatch(RuleResult::isPassed);
    }
}
