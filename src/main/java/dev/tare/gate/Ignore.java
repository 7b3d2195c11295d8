package dev.tare.gate;

import dev.tare.glob.Glob;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Paths that rules do not look at: those that match, and all below a directory that does.
 *
 * @param reason why, for the report
 * @param until the last day on which it holds (UTC); empty for ever
 */
public record Ignore(Glob paths, String reason, Optional<LocalDate> until) {

    /** How many days before the last one a warning comes. */
    static final int WARNING_DAYS = 14;

    private static final Pattern DATED = Pattern.compile("(.*\\S)\\s+until\\s+([0-9]{4}-[0-9]{2}-[0-9]{2})");

    /**
     * Reads a reason that may end with {@code until 2027-01-31}.
     *
     * @throws IllegalArgumentException if there is no such day
     */
    public static Ignore of(Glob paths, String reason) {
        var dated = DATED.matcher(reason);
        return dated.matches()
                ? new Ignore(paths, dated.group(1), Optional.of(day(dated.group(2))))
                : new Ignore(paths, reason, Optional.empty());
    }

    /**
     * Reads a day as {@code 2027-01-31}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text + " is no day: write it as 2027-01-31", e);
        }
    }

    boolean isExpired(LocalDate today) {
        return until.filter(today::isAfter).isPresent();
    }

    boolean isExpiringSoon(LocalDate today) {
        return !isExpired(today)
                && until.filter(last -> !today.plusDays(WARNING_DAYS).isBefore(last))
                        .isPresent();
    }

    /** {@code /var/cache/** (kept for debugging) until 2027-01-31}. */
    @Override
    public String toString() {
        return "%s (%s)%s"
                .formatted(paths, reason, until.map(" until %s"::formatted).orElse(""));
    }
}
