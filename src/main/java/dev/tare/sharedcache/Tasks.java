package dev.tare.sharedcache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that wait for a registry. They are platform threads, and end with the process. */
final class Tasks {

    /** Maximum tasks of a bounded pool that wait for a thread: each holds an index in memory. */
    private static final int MAX_WAITING = 64;

    private static final int IDLE_SECONDS = 5;

    private Tasks() {}

    /** Waits, unless this thread is interrupted. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static ExecutorService pool(String name, int threads) {
        return pool(name, threads, new LinkedBlockingQueue<>());
    }

    /** A pool that has whoever submits a task run it if too many are waiting. */
    static ExecutorService boundedPool(String name, int threads) {
        return pool(name, threads, new ArrayBlockingQueue<>(MAX_WAITING));
    }

    private static ExecutorService pool(String name, int threads, BlockingQueue<Runnable> waiting) {
        var pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                task -> Thread.ofPlatform().daemon().name(name).unstarted(task),
                new ThreadPoolExecutor.CallerRunsPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** The result of a task. If this thread is interrupted the task is cancelled, and the result is empty. */
    static <T> Optional<T> result(Future<Optional<T>> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            task.cancel(true);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        }
    }

    /**
     * Lets a pool finish its tasks.
     *
     * @return false if they are not finished in time, and are stopped
     */
    static boolean end(ExecutorService pool, Duration wait) {
        pool.shutdown();
        try {
            if (pool.awaitTermination(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pool.shutdownNow();
        return false;
    }
}
