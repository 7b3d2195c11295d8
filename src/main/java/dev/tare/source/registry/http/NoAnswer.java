package dev.tare.source.registry.http;

import dev.tare.image.ImageFault.Unreadable;

/** One attempt got no response. */
final class NoAnswer extends Exception {

    private final Unreadable fault;
    private final boolean passing;

    private NoAnswer(Unreadable fault, boolean passing) {
        super(fault);
        this.fault = fault;
        this.passing = passing;
    }

    /** Another attempt may get one. */
    static NoAnswer passing(Unreadable fault) {
        return new NoAnswer(fault, true);
    }

    /** Another attempt is pointless. */
    static NoAnswer lasting(Unreadable fault) {
        return new NoAnswer(fault, false);
    }

    /** The error for the user. */
    Unreadable fault() {
        return fault;
    }

    boolean isPassing() {
        return passing;
    }
}
