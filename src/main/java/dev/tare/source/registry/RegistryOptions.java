package dev.tare.source.registry;

import dev.tare.source.registry.http.HttpOptions;
import dev.tare.source.registry.rate.Rate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to speak to registries.
 *
 * @param plainHttp speak HTTP without TLS
 * @param insecureSkipVerify speak TLS with whoever answers
 * @param caFile further authorities, PEM
 * @param certDir a folder of {@code *.crt}, {@code *.cert} and {@code *.key} for the registry, as in {@code certs.d}
 * @param foreignLayers follow the {@code urls} of layers that the registry does not hold
 * @param mirrors further places to ask first, by host
 * @param connections maximum connections to one host at the same time
 * @param maxRate of requests to one host
 * @param connectTimeout for a connection to come about
 * @param stallTimeout for an answer to begin, and for the next bytes of one to arrive
 * @param retries how often a request is made again that failed for no fault of its own
 * @param timeout for an image as a whole
 * @param environment of the process: proxies, certificates, configuration files
 */
public record RegistryOptions(
        boolean plainHttp,
        boolean insecureSkipVerify,
        Optional<Path> caFile,
        Optional<Path> certDir,
        boolean foreignLayers,
        Map<String, List<String>> mirrors,
        int connections,
        Rate maxRate,
        Duration connectTimeout,
        Duration stallTimeout,
        int retries,
        Duration timeout,
        Map<String, String> environment) {

    public static final int CONNECTIONS = 16;
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    public static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);
    public static final int RETRIES = 3;
    public static final Duration TIMEOUT = Duration.ofHours(1);

    /** The part that concerns connections. */
    HttpOptions http() {
        return new HttpOptions(
                plainHttp, insecureSkipVerify, caFile, certDir, connections, connectTimeout, stallTimeout, environment);
    }
}
