package dev.tare.source.registry;

import java.time.Duration;

/**
 * How to speak to a registry.
 *
 * @param plainHttp speak HTTP without TLS
 * @param connectTimeout for a connection to come about
 * @param stallTimeout for an answer to begin, and for the next bytes of one to arrive
 */
public record RegistryOptions(boolean plainHttp, Duration connectTimeout, Duration stallTimeout) {

    public static final RegistryOptions DEFAULT =
            new RegistryOptions(false, Duration.ofSeconds(15), Duration.ofSeconds(30));

    public RegistryOptions withPlainHttp(boolean value) {
        return new RegistryOptions(value, connectTimeout, stallTimeout);
    }

    public RegistryOptions withStallTimeout(Duration value) {
        return new RegistryOptions(plainHttp, connectTimeout, value);
    }
}
