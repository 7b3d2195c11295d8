package dev.tare.dockerfile;

/** A text is no Dockerfile, or has no stage of the given name. The message names the line, if there is one. */
public final class BadDockerfile extends Exception {

    BadDockerfile(String message) {
        super(message);
    }

    static BadDockerfile at(int line, String message) {
        return new BadDockerfile("line %d: %s".formatted(line, message));
    }
}
