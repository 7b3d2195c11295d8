package dev.tare.gate;

import dev.tare.report.model.ImageReport;
import dev.tare.report.model.RuleInfo;
import dev.tare.report.model.RuleInfo.Severity;
import dev.tare.report.model.RuleResult;
import dev.tare.report.model.RuleResult.Measure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * At least this share of visible in shipped bytes.
 *
 * @param share from 0 to 1
 */
public record MinEfficiency(BigDecimal share) implements Rule {

    private static final RuleInfo INFO = new RuleInfo(
            "min-efficiency",
            Severity.WARNING,
            "At least this share of the shipped bytes is visible",
            "follow the advice of the report, which says what saves most");

    /** Decimals of a share that are shown. */
    private static final int DECIMALS = 4;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public RuleResult check(ImageReport image) {
        var shipped = BigDecimal.valueOf(image.totals().content().shipped());
        var visible = BigDecimal.valueOf(image.totals().content().visible());
        boolean isNothing = shipped.signum() == 0;
        var actual = isNothing ? BigDecimal.ONE : visible.divide(shipped, MathContext.DECIMAL64);
        // compared without dividing, so that 0.95 means 0.95
        boolean holds = isNothing || visible.compareTo(share.multiply(shipped)) >= 0;
        var shown = actual.setScale(DECIMALS, RoundingMode.DOWN).toPlainString();
        return new RuleResult(
                INFO,
                image.info().reference(),
                new Measure(share, share.toPlainString()),
                new Measure(actual, shown),
                holds
                        ? List.of()
                        : List.of(Violations.ofImage(
                                INFO,
                                image,
                                "the efficiency is %s, and must be %s".formatted(shown, share.toPlainString()))));
    }
}
