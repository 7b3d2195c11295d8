package dev.tare.app;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user asked for something that cannot be: an option's value, a reference, a path that no layer has, a file that cannot be written. The
 * message is for the user, and says what to write instead where that is known.
 */
public final class InvalidRequest extends RuntimeException {

    private final @Nullable String field;

    public InvalidRequest(String message) {
        super(message);
        this.field = null;
    }

    /** @param field of the request that is wrong, such as "layer" */
    public InvalidRequest(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The field of the request that is wrong, if it is one; options for it have its name. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }
}
