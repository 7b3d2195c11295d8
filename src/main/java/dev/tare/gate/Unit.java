package dev.tare.gate;

import dev.tare.report.text.Sizes;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** What a figure is counted in, and how its values are written. */
public enum Unit {
    BYTES("bytes", "20MB, 1.5GiB or 20000000"),
    SHARE("a share", "0.05 or 5%, from 0 to 1"),
    COUNT("a number", "12 or 1000");

    private static final Pattern SHARE_SYNTAX = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?%?");
    private static final Pattern COUNT_SYNTAX = Pattern.compile("[0-9]{1,18}");

    private final String label;
    private final String examples;

    Unit(String label, String examples) {
        this.label = label;
        this.examples = examples;
    }

    /** How values are written, for a message. */
    public String examples() {
        return examples;
    }

    /** @throws IllegalArgumentException if it is no value in this unit */
    BigDecimal parse(String text) {
        return switch (this) {
            case BYTES -> BigDecimal.valueOf(Sizes.parse(text));
            case SHARE -> share(text);
            case COUNT -> {
                if (!COUNT_SYNTAX.matcher(text).matches()) {
                    throw new IllegalArgumentException(text + " is no whole number");
                }
                yield new BigDecimal(text);
            }
        };
    }

    private static BigDecimal share(String text) {
        if (SHARE_SYNTAX.matcher(text).matches()) {
            var value = text.endsWith("%")
                    ? new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2)
                    : new BigDecimal(text);
            if (value.compareTo(BigDecimal.ONE) <= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException(text + " is no share between 0 and 1, or 0% and 100%");
    }

    /** As a sentence calls it: {@code bytes}, {@code a share}, {@code a number}. */
    @Override
    public String toString() {
        return label;
    }
}
