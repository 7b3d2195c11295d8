package dev.tare.gate;

import dev.tare.image.ImageFault.NotDecided;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.RuleInfo.Severity;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.RuleResult.Measure;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.text.Phrases;
import java.math.BigDecimal;
import java.util.List;

/** A figure of an image that must not be beyond a value. */
public record Threshold(RuleInfo info, Condition condition) implements Rule {

    private static final RuleInfo MAX_WASTED = info("max-wasted", "An image wastes no more than this", Metric.WASTED);
    private static final RuleInfo MIN_EFFICIENCY =
            info("min-efficiency", "At least this share of the shipped bytes is visible", Metric.EFFICIENCY);
    private static final RuleInfo NONE_EXPOSED = info("exposed", "No credential is hidden in an image", Metric.EXPOSED);

    private static final RuleInfo NO_SECRET =
            info("secret", "No credential is in plain sight in an image", Metric.SECRETS);

    /** A rule that goes by the name of its metric, but for one about secrets. */
    public static Threshold of(Condition condition) {
        var metric = condition.metric();
        return new Threshold(
                switch (metric) {
                    case EXPOSED -> NONE_EXPOSED;
                    case SECRETS -> NO_SECRET;
                    default -> info(metric.id(), "The figure '%s' keeps its limit".formatted(metric), metric);
                },
                condition);
    }

    /** {@code --max-wasted}: at most so many wasted bytes. */
    public static Threshold maxWasted(String size) {
        return new Threshold(MAX_WASTED, condition(Metric.WASTED, Operator.MORE, size));
    }

    /** {@code --min-efficiency}: at least this share of visible in shipped bytes. */
    public static Threshold minEfficiency(String share) {
        return new Threshold(MIN_EFFICIENCY, condition(Metric.EFFICIENCY, Operator.LESS, share));
    }

    /** {@code --fail-on exposed}: no credential in a hidden copy. */
    public static Threshold noneExposed() {
        return new Threshold(NONE_EXPOSED, condition(Metric.EXPOSED, Operator.MORE, "0"));
    }

    /** {@code --fail-on secret}: no credential in plain sight. */
    public static Threshold noSecret() {
        return new Threshold(NO_SECRET, condition(Metric.SECRETS, Operator.MORE, "0"));
    }

    private static Condition condition(Metric metric, Operator operator, String value) {
        return new Condition(metric, operator, metric.unit().parse(value));
    }

    private static RuleInfo info(String id, String title, Metric metric) {
        return metric.isOfCredentials()
                ? new RuleInfo(id, Severity.ERROR, title, metric.remedy(), Listing.CREDENTIALS)
                : new RuleInfo(id, Severity.WARNING, title, metric.remedy(), Listing.FIGURE);
    }

    @Override
    public boolean isOfSecrets() {
        return condition.metric() == Metric.SECRETS;
    }

    @Override
    public RuleResult check(Subject subject) throws NotDecided {
        var metric = condition.metric();
        var figure = metric.figure(subject.selected().tally())
                .orElseThrow(() -> new NotDecided(
                        "the rule '%s' cannot be decided: %s is not known of this image".formatted(condition, metric),
                        "layers that lie uncompressed in a folder or an archive have no size of a pull; scan the image in its"
                                + " registry, or take a rule about shipped"));
        boolean isBroken = condition.operator().isBroken(figure.compareTo(condition.limit()));
        // figures that look the same although one is beyond the other are told in full
        boolean isClose = isBroken
                && figure.compareTo(condition.limit()) != 0
                && show(figure.value()).equals(show(condition.limit()));
        var actual = new Measure(figure.value(), isClose ? metric.showExactly(figure.value()) : show(figure.value()));
        var limit = new Measure(
                condition.limit(),
                isClose || metric.unit() != Unit.BYTES
                        ? metric.showExactly(condition.limit())
                        : show(condition.limit()));
        return new RuleResult(
                info,
                subject.image().info().reference(),
                limit,
                actual,
                isBroken ? violations(subject, actual, limit) : List.of());
    }

    private String show(BigDecimal value) {
        return condition.metric().show(value, condition.operator().rounding());
    }

    private List<Violation> violations(Subject subject, Measure actual, Measure limit) {
        if (condition.metric() == Metric.EXPOSED && actual.value().signum() > 0) {
            return subject.selected().exposed().limit(MAX_VIOLATIONS).stream()
                    .map(place -> exposed(subject.image(), place))
                    .toList();
        }
        if (condition.metric() == Metric.SECRETS && actual.value().signum() > 0) {
            return subject.selected().secrets().limit(MAX_VIOLATIONS).stream()
                    .map(secret -> Violations.ofSecret(info, subject.image(), secret, Phrases.secret(secret)))
                    .toList();
        }
        String statement = condition.metric().statement().formatted(actual.text());
        String demand = condition.operator().demand().formatted(limit.text());
        return List.of(Violations.ofImage(info, subject.image(), statement + ", " + demand));
    }

    /** It is to be mended where the credential came in: in the first layer that ships it. */
    private Violation exposed(ImageReport image, ExposedPlace place) {
        return Violations.ofPath(
                info, image, place.path(), image.layers().get(place.shippedBy().getFirst()), Phrases.exposed(place));
    }
}
