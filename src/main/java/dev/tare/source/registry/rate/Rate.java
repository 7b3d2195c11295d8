package dev.tare.source.registry.rate;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A maximum rate of requests to one host.
 *
 * @param interval minimum time between the beginnings of two requests; zero for no maximum
 */
public record Rate(Duration interval) {

    public static final Rate UNLIMITED = new Rate(Duration.ZERO);

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})/([smh])");

    /**
     * Reads {@code 10/s}, {@code 100/m} or {@code 5000/h}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Rate parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("%s is no rate, such as 10/s or 100/m".formatted(text));
        }
        var unit = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
        return new Rate(unit.dividedBy(Long.parseLong(matcher.group(1))));
    }
}
