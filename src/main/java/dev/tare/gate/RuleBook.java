package dev.tare.gate;

import dev.tare.gate.PathRule.Where;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Everything that a report can call a rule, and what it means. */
public final class RuleBook {

    /**
     * One rule.
     *
     * @param id its name in reports
     * @param meaning what it is, in a sentence without its first capital and its full stop
     * @param usage how it is asked for
     * @param remedy what to do where it is broken, in a sentence without a full stop
     */
    public record Page(String id, String meaning, String usage, String remedy) {}

    /** All of them: the metrics, the short forms, the rules about paths. */
    public static final List<Page> ALL = Stream.concat(
                    Stream.concat(
                            Arrays.stream(Metric.values()).map(RuleBook::of),
                            GrowthRule.METRICS.stream().map(RuleBook::ofNew)),
                    Stream.of(
                            of(Threshold.maxWasted("0").info(), "--max-wasted 20MB"),
                            of(Threshold.minEfficiency("1").info(), "--min-efficiency 0.95"),
                            of(Threshold.noSecret().info(), "--fail-on secret"),
                            of(Where.FINAL_IMAGE.info(), "--no-file '.git=sources'"),
                            of(Where.HIDDEN_COPIES.info(), "--no-hidden '*.pyc=caches'"),
                            of(Ignores.EXPIRED, "--ignore '/opt/vendor=not ours until 2027-01-31'")))
            .toList();

    private RuleBook() {}

    private static Page of(Metric metric) {
        String value = switch (metric.unit()) {
            case BYTES -> "20MB";
            case SHARE -> metric == Metric.EFFICIENCY ? "95%" : "5%";
            case COUNT -> "0";
        };
        var operator = metric == Metric.EFFICIENCY ? Operator.LESS : Operator.MORE;
        return new Page(
                metric.id(),
                "%s, %s".formatted(metric.unit(), metric.meaning()),
                "--fail-if '%s %s %s'".formatted(metric, operator, value),
                metric.remedy());
    }

    private static Page ofNew(Metric metric) {
        return new Page(
                GrowthRule.info(metric).id(),
                "%s, %s; what each path has more of it than in the baseline".formatted(metric.unit(), metric.meaning()),
                "--baseline main.json --fail-if 'new %s > %s'"
                        .formatted(metric, metric.unit() == Unit.BYTES ? "1MB" : "0"),
                metric.remedy());
    }

    private static Page of(RuleInfo info, String usage) {
        return new Page(info.id(), info.title(), usage, info.remedy());
    }

    /**
     * The page of a rule. Words of its name may be set off by blanks.
     *
     * @throws IllegalArgumentException if there is no such rule; the message names the nearest one and all others
     */
    public static Page page(String name) {
        String id = Metric.id(name);
        return ALL.stream().filter(page -> page.id().equals(id)).findFirst().orElseThrow(() -> {
            var ids = ALL.stream().map(Page::id).toList();
            return new IllegalArgumentException("there is no rule '%s'%s; there are %s"
                    .formatted(name, Nearest.hint(id, ids), String.join(", ", ids)));
        });
    }
}
