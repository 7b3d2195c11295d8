package dev.tare.gate;

import dev.tare.image.ImageFault.NotDecided;
import dev.tare.report.model.Baseline;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Selector;
import dev.tare.report.model.rule.Selector.PathSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All rules, to be held against every image.
 *
 * @param scope of which layers the rules look at what they ship and hide
 * @param ignores what they do not look at
 */
public record Gate(Scope scope, Ignores ignores, List<Rule> rules) {

    /** Rules that look at all that an image has. */
    public Gate(List<Rule> rules) {
        this(Scope.IMAGE, Ignores.NONE, rules);
    }

    /**
     * What became of the rules.
     *
     * @param results of the rules that could be decided
     * @param undecided why the first of the others could not; empty where there are none
     */
    public record Outcome(List<RuleResult> results, List<IgnoredPaths> ignored, Optional<NotDecided> undecided) {

        /** There are no rules. */
        public static final Outcome NOTHING = new Outcome(List.of(), List.of(), Optional.empty());
    }

    /** Returns true if there is nothing to decide and nothing to list. */
    public boolean isEmpty() {
        return rules.isEmpty() && ignores.all().isEmpty();
    }

    /** Returns true if a rule needs a baseline. */
    public boolean isAboutNew() {
        return rules.stream().anyMatch(GrowthRule.class::isInstance);
    }

    Stream<String> warnings() {
        return Stream.concat(rules.stream().flatMap(rule -> flaw(rule).stream()), ignores.warnings().stream());
    }

    private static Optional<String> flaw(Rule rule) {
        return switch (rule) {
            case Threshold threshold -> flaw("", threshold.condition());
            case GrowthRule growth -> flaw("new ", growth.condition());
            case PathRule _ -> Optional.empty();
        };
    }

    private static Optional<String> flaw(String before, Condition condition) {
        return condition.flaw().map(flaw -> "the rule '%s%s' says nothing: %s".formatted(before, condition, flaw));
    }

    /**
     * Holds the rules against an image.
     *
     * @param image that is current, so that its series can be read
     * @param baseline for rules about what is new
     */
    public Outcome check(ImageReport image, Optional<Baseline> baseline) {
        if (isEmpty()) {
            return Outcome.NOTHING;
        }
        try {
            return check(image, scope.firstLayer(image.base()), baseline);
        } catch (NotDecided fault) {
            return new Outcome(List.of(), List.of(), Optional.of(fault));
        }
    }

    private Outcome check(ImageReport image, int firstLayer, Optional<Baseline> baseline) {
        var results = new ArrayList<RuleResult>();
        Optional<NotDecided> undecided = Optional.empty();
        var subject = Subject.of(image, new Selector(firstLayer, ignores.paths()), baseline);
        for (var rule : rules) {
            try {
                results.add(decided(rule, rule.check(subject), image));
            } catch (NotDecided fault) {
                undecided = undecided.or(() -> Optional.of(fault));
            }
        }
        ignores.expired(image).ifPresent(results::add);
        var ignored = ignores.count(image, image.select(new Selector(firstLayer, PathSet.NONE)));
        return new Outcome(results, ignored, undecided);
    }

    /** No rule about secrets is kept while not all files were searched for them. */
    private static RuleResult decided(Rule rule, RuleResult result, ImageReport image) throws NotDecided {
        if (result.isPassed()
                && rule.isOfSecrets()
                && image.layers().stream().anyMatch(layer -> layer.blob().isByTable())) {
            throw new NotDecided(
                    "the rule '%s' cannot be decided: credentials in visible files were looked for by name only"
                            .formatted(rule.info().id()),
                    "scan without --lazy");
        }
        return result;
    }
}
