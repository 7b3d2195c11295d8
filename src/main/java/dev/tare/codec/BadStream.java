package dev.tare.codec;

import java.io.IOException;

/** Compressed bytes that are damaged. */
public final class BadStream extends IOException {

    private static final long serialVersionUID = 1;

    BadStream(String message) {
        super(message);
    }
}
