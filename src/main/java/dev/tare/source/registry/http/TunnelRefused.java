package dev.tare.source.registry.http;

import java.io.IOException;

/** A proxy does not open a tunnel (RFC 9110, 9.3.6). */
final class TunnelRefused extends IOException {

    private final int status;

    /** @param status that the proxy answered */
    TunnelRefused(int status) {
        super("the proxy answered " + status);
        this.status = status;
    }

    int status() {
        return status;
    }
}
