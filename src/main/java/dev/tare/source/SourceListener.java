package dev.tare.source;

import dev.tare.image.Digest;
import java.time.Duration;
import java.util.Optional;

/** Notified while a source is opened and read. Calls may come from several threads at once. */
public interface SourceListener {

    /** More bytes have been read of an archive whose image is not yet known. */
    default void passed(long bytes) {}

    /** A request will be repeated. Called before the pause. */
    default void retrying(Retry retry) {}

    /**
     * A request that will be repeated after a pause.
     *
     * @param what is asked for: {@code the manifest sha256:0123456789ab}
     * @param blob its digest, where it is a blob
     * @param reason why, with the host; untrusted text without secrets
     * @param attempt number of the next attempt; the first was 1
     * @param attempts maximum number of attempts
     */
    record Retry(String what, Optional<Digest> blob, String reason, Duration pause, int attempt, int attempts) {}
}
