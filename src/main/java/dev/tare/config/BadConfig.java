package dev.tare.config;

/** A configuration file cannot be read or understood. The message begins with the file and, where there is one, the line and the column. */
public final class BadConfig extends Exception {

    BadConfig(String message) {
        super(message);
    }
}
