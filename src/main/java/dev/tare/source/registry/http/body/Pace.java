package dev.tare.source.registry.http.body;

import java.time.Duration;

/**
 * How many parts of a blob are to be requested at a time, by how fast its bytes come. Begins with none, which is one connection; while the reader waits
 * for most of the time, a few, and twice as many as long as that brings more. What brought nothing is tried again later, and as soon as another blob ends:
 * others that are read at the same time may take what the network gives.
 */
class Pace {

    /** Enough that they are faster than one connection even where the round trip takes as long as a part. */
    private static final int FIRST_PARTS = 4;

    private static final int MAX_PARTS = 8;

    /** How long is measured before a step: short beside a blob that is worth it, long beside a round trip. */
    static final Duration MEASURED = Duration.ofMillis(250);

    /** The share of the time that the reader waits from which on the network is what it waits for. */
    private static final double WAITING = 0.5;

    /** How many times faster it must become by a step. */
    private static final double WORTH_IT = 1.15;

    /** How long a decision holds at first. Each holds twice as long as the one before. */
    private static final Duration FIRST_REST = Duration.ofSeconds(1);

    /** Bytes per second of one connection beyond which others bring nothing: the server is near. */
    private static final double FAST = 200e6;

    private int parts;
    private boolean settled;
    private long settledUntil;
    private Duration rest = FIRST_REST;
    private double before;
    private boolean measuring;
    private long begun;
    private long waited;
    private long bytes;

    /** How many parts are to be under way or wait for their reader. */
    int parts() {
        return parts;
    }

    /** Forgets what was measured since the last step. */
    void restart() {
        measuring = false;
    }

    /** Takes note that the network may have more to give: what was decided holds no longer. */
    void again() {
        if (settled) {
            begin();
        }
        rest = FIRST_REST;
    }

    private void begin() {
        settled = false;
        before = 0;
        measuring = false;
    }

    /**
     * Takes note of bytes that have come.
     *
     * @param asked when the reader asked for them, in nanoseconds of some clock
     * @param now when it got them
     * @return whether {@link #parts} may be another number now
     */
    boolean received(int count, long asked, long now) {
        if (settled && now - settledUntil < 0) {
            return false;
        }
        if (settled) {
            begin();
        }
        if (!measuring) {
            measuring = true;
            begun = asked;
            waited = 0;
            bytes = 0;
        }
        waited += now - asked;
        bytes += count;
        if (now - begun < MEASURED.toNanos()) {
            return false;
        }
        step((now - begun) / 1e9);
        if (settled) {
            settledUntil = now + rest.toNanos();
            rest = rest.multipliedBy(2);
        }
        restart();
        return true;
    }

    private void step(double seconds) {
        double rate = bytes / seconds;
        if (parts > 0 && rate < before * WORTH_IT) {
            parts = parts == FIRST_PARTS ? 0 : parts / 2; // the last step brought nothing
            settled = true;
        } else if (waited / 1e9 < WAITING * seconds || rate > FAST) {
            settled = parts > 0;
        } else if (parts == MAX_PARTS) {
            settled = true;
        } else {
            before = rate;
            parts = Math.max(FIRST_PARTS, 2 * parts);
        }
    }
}
