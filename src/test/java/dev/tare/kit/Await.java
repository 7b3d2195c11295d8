package dev.tare.kit;

import java.time.Duration;

/** Waits for what another thread or process does, as long as that takes. */
public final class Await {

    /** Nothing that a test waits for takes longer, however busy the machine is. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Await() {}

    /** Something that becomes true. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Waits until a condition holds.
     *
     * @param what it is, for the error of a test in which it never does
     */
    public static void until(String what, Condition condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("not within %d seconds: %s".formatted(PATIENCE.toSeconds(), what));
                }
                Thread.sleep(5);
            }
        } catch (Exception e) {
            throw new IllegalStateException(what, e);
        }
    }

    /** Waits until a thread waits for another, or for bytes from a socket. */
    public static void blocked(Thread thread) {
        until(thread + " is blocked", () -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            case RUNNABLE -> isReading(thread);
            case NEW, TERMINATED -> false;
        });
    }

    /** A thread that waits for bytes is in the kernel, which counts as running. */
    private static boolean isReading(Thread thread) {
        for (var frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith("sun.nio.ch.")) {
                return true;
            }
        }
        return false;
    }

    /** Never returns; ends when the thread is interrupted or the JVM ends. */
    public static void forever() throws InterruptedException {
        Thread.sleep(Duration.ofDays(1));
    }
}
