package dev.tare.select;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** A moment as users write it: so long ago, or a date. */
public final class Since {

    private static final Pattern AGO = Pattern.compile("([0-9]{1,5})([hdw])");

    private Since() {}

    /**
     * Reads {@code 12h}, {@code 30d} or {@code 4w} before now, a day {@code 2026-01-31} from its beginning in UTC, or a time of RFC 3339.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Instant parse(String text, Instant now) {
        var ago = AGO.matcher(text);
        if (ago.matches()) {
            return now.minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
        }
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "%s is neither an age, such as 30d or 12h, nor a date, such as 2026-01-31".formatted(text), e);
        }
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }
}
