package dev.tare.layer.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What another thread fetches. */
public final class Awaited {

    private Awaited() {}

    /**
     * Waits for it as a stream waits for bytes.
     *
     * @throws IOException what the other thread met, or {@link InterruptedIOException} if this one is interrupted
     */
    public static <T> T bytes(Future<T> fetched) throws IOException {
        try {
            return fetched.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading was interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException fault -> throw fault;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
