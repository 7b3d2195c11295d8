package dev.tare.app.scan;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a run of many images to end early. What it waits for is given up, and what is done is reported. The thread of the run is interrupted while it
 * waits and at no other time, since a report that is being written must not be.
 */
public final class StopSignal {

    private @Nullable Thread waiting;
    private boolean isStopped;

    /** Something that takes long, and of which nothing is lost if it is given up. */
    interface Wait<T> {
        T get() throws IOException, InterruptedException;
    }

    /** Asks for it. May be called by any thread. */
    public synchronized void stop() {
        isStopped = true;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    synchronized boolean isStopped() {
        return isStopped;
    }

    /** @throws InterruptedException if the run is to end */
    <T> T await(Wait<T> wait) throws IOException, InterruptedException {
        begin();
        try {
            return wait.get();
        } finally {
            end();
        }
    }

    private synchronized void begin() throws InterruptedException {
        if (isStopped) {
            throw new InterruptedException("the run was stopped");
        }
        waiting = Thread.currentThread();
    }

    private synchronized void end() {
        waiting = null;
        if (isStopped) {
            Thread.interrupted(); // nothing after this is to be interrupted
        }
    }
}
