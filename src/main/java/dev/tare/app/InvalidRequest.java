package dev.tare.app;

/**
 * The user asked for something that cannot be: an option's value, a reference, a path that no layer has, a file that cannot be written. The
 * message is for the user, and says what to write instead where that is known.
 */
public final class InvalidRequest extends RuntimeException {

    public InvalidRequest(String message) {
        super(message);
    }
}
