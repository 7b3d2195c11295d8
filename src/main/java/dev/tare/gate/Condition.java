package dev.tare.gate;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must not be true of an image: a metric, an operator and a value.
 *
 * @param limit in the unit of the metric
 */
public record Condition(Metric metric, Operator operator, BigDecimal limit) {

    private static final String NEVER = "no image can break it";
    private static final String ALWAYS = "every image breaks it";

    private static final String OPERATORS = "<>=!";

    /**
     * Reads {@code METRIC OPERATOR VALUE}, such as {@code wasted > 20MB}. A metric of what should not be there that stands alone is short for
     * "more than 0".
     *
     * @throws IllegalArgumentException if it is none; the message says what is allowed
     */
    public static Condition parse(String text) {
        int from = 0;
        while (from < text.length() && OPERATORS.indexOf(text.charAt(from)) < 0) {
            from++;
        }
        int to = from;
        while (to < text.length() && OPERATORS.indexOf(text.charAt(to)) >= 0) {
            to++;
        }
        String symbol = text.substring(from, to);
        if (symbol.isEmpty()) {
            var alone = Stream.concat(GrowthRule.METRICS.stream(), Stream.of(Metric.AVOIDABLE))
                    .filter(metric -> metric.id().equals(Metric.id(text)))
                    .findFirst();
            if (alone.isPresent()) {
                return new Condition(alone.get(), Operator.MORE, BigDecimal.ZERO);
            }
            throw new IllegalArgumentException(
                    "'%s' is no rule: write METRIC OPERATOR VALUE, such as 'wasted > 20MB'".formatted(text));
        }
        var metric = Metric.parse(text.substring(0, from));
        var operator = Operator.of(symbol)
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no operator in '%s'; there are %s"
                        .formatted(
                                symbol,
                                text,
                                Arrays.stream(Operator.values())
                                        .map(Operator::toString)
                                        .collect(Collectors.joining(" ")))));
        return new Condition(metric, operator, value(metric, text.substring(to).strip()));
    }

    private static BigDecimal value(Metric metric, String text) {
        try {
            return metric.unit().parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s is %s, and '%s' is not: write it as %s%s"
                            .formatted(
                                    metric, metric.unit(), text, metric.unit().examples(), otherMetric(metric, text)),
                    e);
        }
    }

    /** Names the share for whoever gave a percentage of what is counted in bytes. */
    private static String otherMetric(Metric metric, String text) {
        return metric == Metric.WASTED && text.endsWith("%") ? ", or take wasted-share" : "";
    }

    /** What is wrong with a condition that is the same for all images; empty for any other. No figure is below 0, and no share above 1. */
    public Optional<String> flaw() {
        boolean isLeast = limit.signum() == 0;
        boolean isMost = metric.unit() == Unit.SHARE && limit.compareTo(BigDecimal.ONE) == 0;
        return switch (operator) {
            case LESS -> isLeast ? Optional.of(NEVER) : Optional.empty();
            case MORE -> isMost ? Optional.of(NEVER) : Optional.empty();
            case AT_LEAST -> isLeast ? Optional.of(ALWAYS) : Optional.empty();
            case AT_MOST -> isMost ? Optional.of(ALWAYS) : Optional.empty();
        };
    }

    @Override
    public String toString() {
        return "%s %s %s".formatted(metric, operator, metric.showExactly(limit));
    }
}
