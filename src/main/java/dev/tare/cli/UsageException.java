package dev.tare.cli;

/** The user asked for something that cannot be: an option's value, a reference, a file that cannot be written. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }
}
