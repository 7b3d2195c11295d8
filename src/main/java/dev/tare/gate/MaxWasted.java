package dev.tare.gate;

import dev.tare.report.model.ImageReport;
import dev.tare.report.model.RuleInfo;
import dev.tare.report.model.RuleInfo.Severity;
import dev.tare.report.model.RuleResult;
import dev.tare.report.model.RuleResult.Measure;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;
import java.math.BigDecimal;
import java.util.List;

/** At most so many wasted bytes. */
public record MaxWasted(long bytes) implements Rule {

    private static final RuleInfo INFO = new RuleInfo(
            "max-wasted",
            Severity.WARNING,
            "An image wastes no more than this",
            "follow the advice of the report, which says what saves most");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public RuleResult check(ImageReport image) {
        long wasted = image.totals().content().wasted();
        boolean isBroken = wasted > bytes;
        // figures that look the same although one is larger are told by the byte
        boolean isClose = isBroken && Sizes.human(wasted).equals(Sizes.human(bytes));
        var limit = measure(bytes, isClose);
        var actual = measure(wasted, isClose);
        return new RuleResult(
                INFO,
                image.info().reference(),
                limit,
                actual,
                isBroken
                        ? List.of(Violations.ofImage(
                                INFO,
                                image,
                                "%s are wasted, and %s are allowed".formatted(actual.text(), limit.text())))
                        : List.of());
    }

    private static Measure measure(long bytes, boolean isClose) {
        return new Measure(BigDecimal.valueOf(bytes), isClose ? Phrases.count(bytes, "byte") : Sizes.human(bytes));
    }
}
