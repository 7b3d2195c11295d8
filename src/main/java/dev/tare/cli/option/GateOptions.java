package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.gate.Gate;
import dev.tare.gate.MaxWasted;
import dev.tare.gate.MinEfficiency;
import dev.tare.gate.NoneExposed;
import dev.tare.gate.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Rules that an image must keep; a broken one ends with exit code 1, after the whole report. */
public final class GateOptions {

    @Option(
            names = "--max-wasted",
            paramLabel = "SIZE",
            description = "Fail if an image wastes more than this, such as 20MB or 1.5GiB.")
    private @Nullable String maxWasted;

    @Option(
            names = "--min-efficiency",
            paramLabel = "SHARE",
            description = "Fail if less than this share of the shipped bytes is visible, such as 0.95 or 95%%.")
    private @Nullable String minEfficiency;

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            description = "Fail if an image has any of this: ${COMPLETION-CANDIDATES} (credentials that a later layer"
                    + " hides, and that everyone who pulls the image gets).")
    private List<Failing> failOn = List.of();

    /** What an image must have none of. */
    enum Failing {
        EXPOSED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Gate gate() {
        var rules = new ArrayList<Rule>();
        if (failOn.contains(Failing.EXPOSED)) {
            rules.add(new NoneExposed());
        }
        if (maxWasted != null) {
            rules.add(new MaxWasted(LimitOptions.bytes("--max-wasted", maxWasted)));
        }
        if (minEfficiency != null) {
            rules.add(new MinEfficiency(share(minEfficiency)));
        }
        return new Gate(rules);
    }

    private static BigDecimal share(String text) {
        if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?%?")) {
            var value = text.endsWith("%")
                    ? new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2)
                    : new BigDecimal(text);
            if (value.compareTo(BigDecimal.ONE) <= 0) {
                return value;
            }
        }
        throw new InvalidRequest("--min-efficiency: " + text + " is no share between 0 and 1, or 0% and 100%");
    }
}
