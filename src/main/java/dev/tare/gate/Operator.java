package dev.tare.gate;

import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Optional;

/** How a figure stands to a value for its rule to be broken. There is no equality: whoever wants an exact figure wants no gate. */
public enum Operator {
    MORE(">", RoundingMode.UP, "and %s are allowed"),
    AT_LEAST(">=", RoundingMode.DOWN, "and less than %s are allowed"),
    LESS("<", RoundingMode.DOWN, "and must be %s"),
    AT_MOST("<=", RoundingMode.UP, "and must be more than %s");

    private final String symbol;
    private final RoundingMode rounding;
    private final String demand;

    Operator(String symbol, RoundingMode rounding, String demand) {
        this.symbol = symbol;
        this.rounding = rounding;
        this.demand = demand;
    }

    static Optional<Operator> of(String symbol) {
        return Arrays.stream(values()).filter(it -> it.symbol.equals(symbol)).findFirst();
    }

    /** @param order of the figure and the value, as {@link Comparable} has it */
    boolean isBroken(int order) {
        return switch (this) {
            case MORE -> order > 0;
            case AT_LEAST -> order >= 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
        };
    }

    /** How a figure is rounded so that one that breaks the rule does not look like one that keeps it. */
    RoundingMode rounding() {
        return rounding;
    }

    /** What is asked for, with a place for the value. */
    String demand() {
        return demand;
    }

    @Override
    public String toString() {
        return symbol;
    }
}
