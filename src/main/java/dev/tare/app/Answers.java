package dev.tare.app;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What threads that ask registries came to. */
final class Answers {

    private Answers() {}

    /** Waits for a task that throws nothing but bugs and interrupts. */
    static <T> T of(Future<T> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
