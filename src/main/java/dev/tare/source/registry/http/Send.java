package dev.tare.source.registry.http;

import org.jspecify.annotations.Nullable;

/**
 * A request that asks for no content but whether something is there, or that changes something at the server (RFC 9110, 9.3).
 *
 * @param head what it is for, with address, headers and guard
 */
public record Send(Method method, Get head, Body body) {

    /** The methods of the distribution protocol beside GET. */
    public enum Method {
        HEAD,
        POST,
        PATCH,
        PUT
    }

    /**
     * Some bytes of an array, which is not changed while the request is under way.
     *
     * @param mediaType empty if there is no body at all
     * @param length in bytes
     */
    public record Body(String mediaType, byte[] bytes, int from, int length) {

        public static final Body NONE = new Body("", new byte[0], 0, 0);

        public static Body of(String mediaType, byte[] bytes) {
            return new Body(mediaType, bytes, 0, bytes.length);
        }

        boolean isNone() {
            return mediaType.isEmpty();
        }
    }

    /** The same request with another header, unless the value is null. */
    public Send with(String header, @Nullable String value) {
        return new Send(method, head.with(header, value), body);
    }

    /** The request to send to the target of a redirect, without credentials if the origin changes. */
    Send redirectedTo(Address next) {
        return new Send(method, head.redirectedTo(next), body);
    }
}
