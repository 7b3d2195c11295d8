package dev.tare.gate;

import dev.tare.analysis.Accounts;
import java.math.BigDecimal;
import java.util.List;

/** All rules, to be held against every image. */
public record Gate(List<Rule> rules) {

    /** One rule held against one image. */
    public record Result(String rule, BigDecimal limit, BigDecimal actual, boolean passed, String image) {}

    /** What all rules came to over all images. */
    public record Verdict(List<Result> results) {
        public boolean passed() {
            return results.stream().allMatch(Result::passed);
        }
    }

    public List<Result> check(String image, Accounts accounts) {
        return rules.stream()
                .map(rule -> new Result(rule.name(), rule.limit(), rule.actual(accounts), rule.holds(accounts), image))
                .toList();
    }
}
