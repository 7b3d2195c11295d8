package dev.tare.source.registry.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Closes what is not done in time. A socket time-out alone does not end a response whose bytes drip in one by one. No thread is interrupted, so an
 * interrupt always means cancellation. One thread serves all deadlines of a run; the first deadline starts it.
 */
public final class Deadlines implements Closeable {

    private @Nullable ScheduledThreadPoolExecutor timer;

    /** A blocking operation. */
    interface Operation<T> {
        T run() throws IOException;
    }

    /**
     * Runs an action after a time, unless the result is cancelled before.
     *
     * @param overdue closes a resource; must not block
     */
    Future<?> after(Duration time, Runnable overdue) {
        return timer().schedule(overdue, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Runs a blocking operation with a deadline.
     *
     * @param overdue closes the resource that the operation waits for; must not block
     * @throws InterruptedIOException if the operation was not done in time; the resource is closed then
     */
    <T> T within(Duration time, Runnable overdue, Operation<T> operation) throws IOException {
        var expired = new AtomicBoolean();
        var deadline = after(time, () -> {
            expired.set(true);
            overdue.run();
        });
        T result;
        try {
            result = operation.run();
        } catch (IOException e) {
            throw expired.get() ? late(time, e) : e;
        } finally {
            deadline.cancel(false);
        }
        if (expired.get()) {
            throw late(time, null); // the resource is closed, even if the result came at the last moment
        }
        return result;
    }

    private static IOException late(Duration time, @Nullable IOException cause) {
        var late = new InterruptedIOException("not done within %d seconds".formatted(time.toSeconds()));
        late.initCause(cause);
        return late;
    }

    private synchronized ScheduledThreadPoolExecutor timer() {
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(
                    1, task -> Thread.ofPlatform().daemon().name("deadlines").unstarted(task));
            timer.setRemoveOnCancelPolicy(true);
        }
        return timer;
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
