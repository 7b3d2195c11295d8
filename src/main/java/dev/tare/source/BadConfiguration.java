package dev.tare.source;

/** A configuration file or option of the user's that cannot be understood. The message names the file and shows no value of it. */
public final class BadConfiguration extends RuntimeException {

    public BadConfiguration(String message) {
        super(message);
    }
}
