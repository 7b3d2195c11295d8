package dev.tare.source.registry.rate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Slows down the requests to one origin. None begins before a pause that the server asked for is over, nor faster than the maximum rate. After a pause
 * requests begin one after the other, at half the rate that was answered before, and become faster as long as the server answers. Safe for use by
 * many threads.
 */
public final class Throttle {

    /** Maximum pause that is waited for. During a longer one requests fail at once. */
    public static final Duration MAX_PAUSE = Duration.ofMinutes(2);

    /** Maximum pause that is kept, whatever a server asks for. */
    private static final Duration MAX_KEPT_PAUSE = Duration.ofDays(1);

    /** Pause after a refusal that asks for none. */
    private static final Duration DEFAULT_PAUSE = Duration.ofMillis(250);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_INTERVAL_NANOS = SECOND_NANOS;

    /** Below this interval requests are slowed down no more. */
    private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What is left of the interval after each answer: half of it after 14. */
    private static final double SPEED_UP = 0.95;

    private final long leastInterval;

    // all times are of System.nanoTime or a clock like it
    private long interval;
    private long next;
    private long pausedUntil;
    private long slowedAt;
    private long secondBegan;
    private int answersOfSecond;
    private int answersOfSecondBefore;
    private Optional<Quota> quota = Optional.empty();

    /** @param now the present time of the clock */
    Throttle(Rate rate, long now) {
        this.leastInterval = rate.interval().toNanos();
        this.interval = leastInterval;
        this.next = now;
        this.pausedUntil = now;
        this.slowedAt = now - 1;
        this.secondBegan = now;
    }

    /** Thrown if a request would have to wait for too long. */
    public static final class TooLong extends Exception {

        private final Duration pause;
        private final boolean isAskedFor;

        TooLong(Duration pause, boolean isAskedFor) {
            super("a pause of %d seconds".formatted(pause.toSeconds()));
            this.pause = pause;
            this.isAskedFor = isAskedFor;
        }

        /** The time until a request may begin. */
        public Duration pause() {
            return pause;
        }

        /** True if the server asked for it, and false if the maximum rate allows no request before. */
        public boolean isAskedFor() {
            return isAskedFor;
        }
    }

    /**
     * Waits until a request may begin.
     *
     * @param left maximum time to wait
     * @return when it began
     * @throws TooLong at once, if that time or {@link #MAX_PAUSE} would not be enough
     */
    public long await(Duration left) throws TooLong, InterruptedException {
        long deadline = System.nanoTime() + left.toNanos();
        while (true) {
            long wait = reserve(System.nanoTime(), deadline);
            if (wait <= 0) {
                return System.nanoTime();
            }
            TimeUnit.NANOSECONDS.sleep(wait);
            if (!isPaused(System.nanoTime())) {
                return System.nanoTime();
            }
        }
    }

    /** Takes the next place, and tells how long to wait for it. */
    synchronized long reserve(long now, long deadline) throws TooLong {
        long pause = pausedUntil - now;
        long wait = Math.max(0, next - now);
        if (pause > MAX_PAUSE.toNanos() || (wait > 0 && wait > deadline - now)) {
            throw new TooLong(Duration.ofNanos(Math.max(pause, wait)), pause > 0);
        }
        next = now + wait + interval;
        return wait;
    }

    private synchronized boolean isPaused(long now) {
        return pausedUntil - now > 0;
    }

    /**
     * Takes note of an answer.
     *
     * @param retryAfter that the server asks for
     * @param begun when the request began
     */
    public void answered(int status, Optional<Duration> retryAfter, long begun) {
        answered(status, retryAfter, begun, System.nanoTime());
    }

    synchronized void answered(int status, Optional<Duration> retryAfter, long begun, long now) {
        if (status == TOO_MANY_REQUESTS || (status == UNAVAILABLE && retryAfter.isPresent())) {
            slowDown(retryAfter.orElse(DEFAULT_PAUSE), begun, now);
        } else {
            count(now);
            interval = (long) (interval * SPEED_UP);
            interval = Math.max(leastInterval, interval < MIN_INTERVAL_NANOS ? 0 : interval);
        }
    }

    /** Requests that began together are refused together: they slow down once. */
    private void slowDown(Duration pause, long begun, long now) {
        var kept = pause.compareTo(MAX_KEPT_PAUSE) < 0 ? pause : MAX_KEPT_PAUSE;
        pausedUntil = latest(pausedUntil, now + kept.toNanos());
        if (begun - slowedAt > 0) {
            slowedAt = now;
            long slower = interval > leastInterval ? 2 * interval : 2 * SECOND_NANOS / Math.max(1, answersOfASecond());
            interval = Math.max(leastInterval, Math.min(slower, MAX_INTERVAL_NANOS));
        }
        next = latest(next, pausedUntil);
    }

    private static long latest(long a, long b) {
        return a - b > 0 ? a : b;
    }

    private void count(long now) {
        if (now - secondBegan >= SECOND_NANOS) {
            answersOfSecondBefore = now - secondBegan < 2 * SECOND_NANOS ? answersOfSecond : 0;
            answersOfSecond = 0;
            secondBegan = now;
        }
        answersOfSecond++;
    }

    private int answersOfASecond() {
        return Math.max(answersOfSecond, answersOfSecondBefore);
    }

    /** Takes note of how many requests are left. */
    public synchronized void noteQuota(Quota now) {
        quota = Optional.of(now);
    }

    /** How many requests were left at last; empty if the server does not say it. */
    public synchronized Optional<Quota> quota() {
        return quota;
    }
}
