package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.glob.Glob;

/** Patterns for paths as users type them. */
public final class Patterns {

    private Patterns() {}

    /**
     * @param option that takes the pattern
     * @throws InvalidRequest if it is not of the syntax of {@link Glob}
     */
    public static Glob of(String option, String pattern) {
        try {
            return Glob.of(pattern);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(option + ": " + e.getMessage());
        }
    }
}
