package dev.tare.source.registry.http;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.SourceListener;
import dev.tare.source.SourceListener.Retry;
import dev.tare.source.registry.rate.Throttle;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Retry policy of one image: growing pauses, within the time for the image. Each retry is reported to the listener. */
public final class Retries {

    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long MAX_PAUSE_MILLIS = 15_000;

    private final int max;
    private final Duration timeout;
    private final SourceListener listener;
    private final long deadline;

    /**
     * @param max maximum retries of one request
     * @param timeout for the image as a whole
     */
    public Retries(int max, Duration timeout, SourceListener listener) {
        this(max, timeout, listener, System.nanoTime() + timeout.toNanos());
    }

    private Retries(int max, Duration timeout, SourceListener listener, long deadline) {
        this.max = max;
        this.timeout = timeout;
        this.listener = listener;
        this.deadline = deadline;
    }

    /** The same image, for a request that is made once. */
    public Retries none() {
        return new Retries(0, timeout, listener, deadline);
    }

    /**
     * Notifies the listener and waits before the next attempt. Throws {@code failure} if there is none.
     *
     * @param failures of this request before this one
     * @param asked the {@code Retry-After} of the registry
     */
    public void pause(Resource resource, int failures, Optional<Duration> asked, Unreadable failure) throws Unreadable {
        if (failures >= max
                || Thread.currentThread().isInterrupted()
                || asked.filter(wait -> wait.compareTo(Throttle.MAX_PAUSE) > 0).isPresent()) {
            throw failure;
        }
        long grown = Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 16));
        // half of the pause is random, so that many clients do not return at the same moment
        long pause = grown / 2 + ThreadLocalRandom.current().nextLong(grown / 2 + 1);
        long millis = Math.max(pause, asked.map(Duration::toMillis).orElse(0L));
        if (left().toMillis() <= millis) {
            throw failure;
        }
        listener.retrying(new Retry(
                resource.name(),
                resource.blob(),
                String.valueOf(failure.getMessage()),
                Duration.ofMillis(millis),
                failures + 2,
                max + 1));
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    public int max() {
        return max;
    }

    /** The time left for the image; zero or negative when it is over. */
    public Duration left() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    public void checkTime() throws Unreadable {
        if (deadline - System.nanoTime() <= 0) {
            throw timedOut();
        }
    }

    Unreadable timedOut() {
        return new Unreadable(
                "the image was not read within %d seconds".formatted(timeout.toSeconds()),
                "try again, or allow more time with --timeout");
    }

    /** Returns true if the same request may succeed later (RFC 9110, 15.5 and 15.6; RFC 6585). */
    public static boolean isPassing(int status) {
        return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
    }

    /** The {@code Retry-After} of an answer: seconds, or a date (RFC 9110, 10.2.3). */
    public static Optional<Duration> retryAfter(String header) {
        String text = header.strip();
        if (text.isEmpty()) { // as in nearly all answers; to parse it as a date would take long
            return Optional.empty();
        }
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            var wait = Duration.between(
                    Instant.now(),
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
