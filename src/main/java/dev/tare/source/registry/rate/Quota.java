package dev.tare.source.registry.rate;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How many requests a server still allows, as Docker Hub says it: {@code ratelimit-limit: 100;w=21600} and {@code ratelimit-remaining: 7;w=21600}.
 *
 * @param window of the limit; zero if the server does not say it
 */
public record Quota(int remaining, int limit, Duration window) {

    private static final Pattern HEADER = Pattern.compile("\\s*([0-9]{1,9})\\s*(?:;\\s*w=([0-9]{1,9})\\b.*)?");

    /** A quota is worth a line when no more than one in this many requests is left. */
    private static final int FEW_LEFT = 5;

    /** Reads both headers; empty if one of them is missing or of another form. */
    public static Optional<Quota> parse(String limit, String remaining) {
        var most = HEADER.matcher(limit);
        var left = HEADER.matcher(remaining);
        if (!most.matches() || !left.matches()) {
            return Optional.empty();
        }
        String window = most.group(2);
        return Optional.of(new Quota(
                Integer.parseInt(left.group(1)),
                Integer.parseInt(most.group(1)),
                window == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(window))));
    }

    /** Returns true if so few requests are left that the user should know. */
    public boolean isLow() {
        return remaining <= limit / FEW_LEFT;
    }

    @Override
    public String toString() {
        return "%,d of %,d requests are left%s".formatted(remaining, limit, window.isZero() ? "" : " of " + period());
    }

    private String period() {
        return window.toSeconds() % 3600 == 0
                ? "%,d hours".formatted(window.toHours())
                : "%,d seconds".formatted(window.toSeconds());
    }
}
