package dev.tare.source;

import dev.tare.image.Digest;
import java.time.Duration;
import java.util.Optional;

/** Is told what opening and reading a source waits for. Calls may come from several threads at once. */
public interface SourceListener {

    /** So many bytes more have passed of an archive that is read before its image is known. */
    default void passed(long bytes) {}

    /** Something is about to be asked for again. Called before the pause. */
    default void retrying(Retry retry) {}

    /**
     * A request that is made again after a pause.
     *
     * @param what is asked for: {@code the manifest sha256:0123456789ab}
     * @param blob its digest, where it is a blob
     * @param reason why it is asked for again, with the host; text of a stranger, yet without secrets
     * @param attempt the number of the attempt to come; the first of all was 1
     * @param attempts how many there are at most
     */
    record Retry(String what, Optional<Digest> blob, String reason, Duration pause, int attempt, int attempts) {}
}
