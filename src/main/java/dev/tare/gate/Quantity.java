package dev.tare.gate;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A figure as a fraction, so that it can be compared without being divided.
 *
 * @param whole above 0
 */
record Quantity(long part, long whole) {

    static Quantity of(long number) {
        return new Quantity(number, 1);
    }

    /** @param ofNothing the share where there is no whole: 0 or 1 */
    static Quantity share(long part, long whole, int ofNothing) {
        return whole == 0 ? of(part > 0 ? part : ofNothing) : new Quantity(part, whole);
    }

    int compareTo(BigDecimal limit) {
        return BigDecimal.valueOf(part).compareTo(limit.multiply(BigDecimal.valueOf(whole)));
    }

    /** The quotient, to 16 digits. */
    BigDecimal value() {
        return whole == 1
                ? BigDecimal.valueOf(part)
                : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), MathContext.DECIMAL64);
    }
}
