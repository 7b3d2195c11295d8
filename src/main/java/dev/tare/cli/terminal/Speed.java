package dev.tare.cli.terminal;

import dev.tare.report.text.Sizes;
import java.time.Duration;

/** How fast bytes came, on average, and how long the rest takes at that speed. */
record Speed(long bytes, Duration taken) {

    /** A shorter time says nothing. */
    private static final Duration MIN_TAKEN = Duration.ofMillis(500);

    private long bytesPerSecond() {
        return (long) (bytes / (taken.toNanos() / 1e9));
    }

    private boolean isKnown() {
        return bytes > 0 && taken.compareTo(MIN_TAKEN) >= 0;
    }

    /** {@code 12 MB/s}; empty if it is not known yet. */
    String rate() {
        return isKnown() ? Sizes.human(bytesPerSecond()) + "/s" : "";
    }

    /** {@code 12 MB/s, 40 s left}, to follow other figures after a comma; empty if it is not known yet. */
    String rateAndRest(long total) {
        if (!isKnown() || bytes >= total) {
            return "";
        }
        long seconds = Math.ceilDiv(total - bytes, Math.max(1, bytesPerSecond()));
        return ", %s, %s left".formatted(rate(), time(seconds));
    }

    private static String time(long seconds) {
        return seconds < 120 ? seconds + " s" : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }
}
