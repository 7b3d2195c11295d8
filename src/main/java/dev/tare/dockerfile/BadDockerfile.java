package dev.tare.dockerfile;

/** A text that is no Dockerfile, or one that lacks the stage which is asked for; the message says in which line, where there is one. */
public final class BadDockerfile extends Exception {

    BadDockerfile(String message) {
        super(message);
    }

    static BadDockerfile at(int line, String message) {
        return new BadDockerfile("line %d: %s".formatted(line, message));
    }
}
