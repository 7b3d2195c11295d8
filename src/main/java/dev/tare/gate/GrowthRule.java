package dev.tare.gate;

import dev.tare.image.ImageFault.NotDecided;
import dev.tare.image.Printable;
import dev.tare.report.model.Baseline;
import dev.tare.report.model.Baseline.PathWaste;
import dev.tare.report.model.image.Copy;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.RuleInfo.Severity;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.RuleResult.Measure;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.model.waste.Finding;
import dev.tare.report.text.Phrases;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * A figure of the hidden copies, or of secrets, that must not be beyond a value, as far as it is new against a baseline: what each path has more than it had there,
 * summed over the paths. What became less at one path makes up for nothing at another.
 */
public record GrowthRule(RuleInfo info, Condition condition) implements Rule {

    /** Before the name of a metric. */
    static final String PREFIX = "new-";

    /** The metrics that are known by path. */
    public static final List<Metric> METRICS = List.of(
            Metric.WASTED, Metric.DUPLICATED, Metric.REMOVED, Metric.METADATA_ONLY, Metric.EXPOSED, Metric.SECRETS);

    /** @throws IllegalArgumentException if the metric is not known by path */
    public static GrowthRule of(Condition condition) {
        var metric = condition.metric();
        if (!METRICS.contains(metric)) {
            throw new IllegalArgumentException("what is new is not known of %s; it is of %s"
                    .formatted(
                            metric,
                            String.join(", ", METRICS.stream().map(Metric::id).toList())));
        }
        return new GrowthRule(info(metric), condition);
    }

    static RuleInfo info(Metric metric) {
        return new RuleInfo(
                PREFIX + metric.id(),
                metric.isOfCredentials() ? Severity.ERROR : Severity.WARNING,
                "The figure '%s' does not grow beyond its limit".formatted(metric),
                metric.remedy(),
                Listing.VIOLATIONS);
    }

    /** A path that has more than it had. */
    private record Grown(Finding finding, long growth) {}

    @Override
    public boolean isOfSecrets() {
        return condition.metric() == Metric.SECRETS;
    }

    @Override
    public RuleResult check(Subject subject) throws NotDecided {
        var baseline = subject.baseline()
                .orElseThrow(() -> new NotDecided(
                        "the rule 'new %s' cannot be decided: there is no baseline".formatted(condition),
                        "name an earlier JSON report or another image with --baseline; a first run has none"));
        if (condition.metric() == Metric.SECRETS) {
            return secrets(subject, baseline);
        }
        // the largest, with the smallest of them in front
        var largest = new PriorityQueue<Grown>(Comparator.comparingLong(Grown::growth));
        long sum = 0;
        for (var finding : subject.image().waste().findings()) {
            long growth = growth(subject, baseline, finding);
            if (growth > 0) {
                sum += growth;
                largest.add(new Grown(finding, growth));
                if (largest.size() > MAX_VIOLATIONS) {
                    largest.remove();
                }
            }
        }
        return result(subject, sum, () -> violations(subject, baseline, largest));
    }

    private RuleResult result(Subject subject, long sum, Supplier<List<Violation>> violations) {
        var figure = Quantity.of(sum);
        boolean isBroken = condition.operator().isBroken(figure.compareTo(condition.limit()));
        return new RuleResult(
                info,
                subject.image().info().reference(),
                new Measure(condition.limit(), show(condition.limit().longValueExact())),
                new Measure(figure.value(), show(sum)),
                isBroken ? violations.get() : List.of());
    }

    /** Secrets are told from each other by the file or the variable that they are in. */
    private RuleResult secrets(Subject subject, Baseline baseline) throws NotDecided {
        if (!baseline.areSecretsKnown()) {
            throw new NotDecided(
                    "the rule 'new %s' cannot be decided: the baseline does not tell the secrets of %s"
                            .formatted(condition, baseline.reference()),
                    "make it anew with this version of tare");
        }
        var added = subject.selected().secrets().stream()
                .filter(secret -> !baseline.has(secret.place()))
                .toList();
        var result = result(
                subject,
                added.size(),
                () -> added.isEmpty()
                        ? List.of(none(subject))
                        : added.stream()
                                .limit(MAX_VIOLATIONS)
                                .map(secret -> Violations.ofSecret(
                                        info,
                                        subject.image(),
                                        secret,
                                        "%s, and was not in %s"
                                                .formatted(Phrases.secret(secret), Printable.of(baseline.reference()))))
                                .toList());
        if (!result.isPassed() && baseline.mayHaveMoreSecrets()) {
            throw new NotDecided(
                    "the rule 'new %s' cannot be decided: %s was read with --lazy, and may have had the same secrets"
                            .formatted(condition, Printable.of(baseline.reference())),
                    "make the baseline without --lazy");
        }
        return result;
    }

    private long growth(Subject subject, Baseline baseline, Finding finding) {
        if (subject.selector().ignored().has(finding.path())) {
            return 0;
        }
        int first = subject.selector().firstLayer();
        var now = PathWaste.of(finding, copy -> isCounted(copy, first));
        return Math.max(0, amount(now) - amount(baseline.at(finding.path())));
    }

    private static boolean isCounted(Copy copy, int firstLayer) {
        return copy.layer() >= firstLayer
                || copy.hidden().filter(hiding -> hiding.layer() >= firstLayer).isPresent();
    }

    private long amount(PathWaste waste) {
        return switch (condition.metric()) {
            case DUPLICATED -> waste.duplicated();
            case REMOVED -> waste.removed();
            case METADATA_ONLY -> waste.metadataOnly();
            case EXPOSED -> waste.exposed();
            case WASTED -> waste.wasted();
            default -> throw new IllegalStateException(condition.metric() + " is not known by path");
        };
    }

    private String show(long amount) {
        return condition
                .metric()
                .show(BigDecimal.valueOf(amount), condition.operator().rounding());
    }

    private List<Violation> violations(Subject subject, Baseline baseline, PriorityQueue<Grown> largest) {
        if (largest.isEmpty()) {
            return List.of(none(subject));
        }
        var violations = new ArrayList<Violation>();
        while (!largest.isEmpty()) {
            violations.addFirst(violation(subject, baseline, largest.remove()));
        }
        return violations;
    }

    /** Nothing is new, which the rule does not allow. */
    private Violation none(Subject subject) {
        return Violations.ofImage(info, subject.image(), "new %s: %s".formatted(condition.metric(), show(0)));
    }

    /** It is to be mended where the last copy is hidden that was. */
    private Violation violation(Subject subject, Baseline baseline, Grown grown) {
        var hiding = grown.finding().copies().stream()
                .flatMap(copy -> copy.hidden().stream())
                .reduce((_, last) -> last)
                .orElseThrow();
        var layer = subject.image().layers().get(hiding.layer());
        return Violations.ofPath(
                info,
                subject.image(),
                grown.finding().path(),
                layer,
                "%s: %s more %s than in %s, hidden by layer %d: %s"
                        .formatted(
                                Printable.of(grown.finding().path()),
                                show(grown.growth()),
                                condition.metric(),
                                Printable.of(baseline.reference()),
                                hiding.layer(),
                                layer.info().caption()));
    }
}
