package dev.tare.cli.option.rule;

import dev.tare.app.InvalidRequest;
import dev.tare.glob.Glob;

/** Patterns for paths as users type them. */
public final class Patterns {

    private Patterns() {}

    /** A pattern, and what is said of the paths that match; may be empty. */
    record WithReason(Glob paths, String reason) {}

    /**
     * Reads {@code GLOB=REASON}, or {@code GLOB} alone.
     *
     * @param option that takes it
     * @throws InvalidRequest if the pattern is not of the syntax of {@link Glob}
     */
    static WithReason withReason(String option, String text) {
        int equals = text.lastIndexOf('=');
        return equals < 0
                ? new WithReason(of(option, text), "")
                : new WithReason(
                        of(option, text.substring(0, equals)),
                        text.substring(equals + 1).strip());
    }

    /**
     * The same where there must be a reason.
     *
     * @param example of what to write
     * @throws InvalidRequest if there is none
     */
    static WithReason reasoned(String option, String text, String example) {
        int equals = text.lastIndexOf('=');
        if (equals < 1 || text.substring(equals + 1).isBlank()) {
            throw new InvalidRequest("%s: %s is no GLOB=REASON, such as '%s'".formatted(option, text, example));
        }
        return withReason(option, text);
    }

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
