package dev.tare.source;

/** A configuration file or an option is invalid. The message names the file, and quotes no value from it. */
public final class BadConfiguration extends RuntimeException {

    public BadConfiguration(String message) {
        super(message);
    }
}
