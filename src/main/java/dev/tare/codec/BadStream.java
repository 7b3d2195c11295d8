package dev.tare.codec;

import java.io.IOException;

/** Compressed bytes that are damaged, or that ask for more than they are given. */
public final class BadStream extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean windowTooLarge;

    BadStream(String message) {
        this(message, false);
    }

    BadStream(String message, boolean windowTooLarge) {
        super(message);
        this.windowTooLarge = windowTooLarge;
    }

    /** Whether the stream may be whole, but wants the decoder to hold more of it than it was allowed. */
    public boolean isWindowTooLarge() {
        return windowTooLarge;
    }
}
