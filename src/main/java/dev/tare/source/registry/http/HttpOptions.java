package dev.tare.source.registry.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to speak HTTP to a host.
 *
 * @param plainHttp true to use HTTP without TLS
 * @param insecureSkipVerify true to accept any certificate
 * @param caFile further authorities to trust, PEM
 * @param certDir a folder of {@code *.crt}, {@code *.cert} and {@code *.key} for the registry, as in {@code certs.d}
 * @param connections maximum connections to one host at the same time
 * @param connectTimeout maximum time for a connection to each address of a host
 * @param stallTimeout maximum time for a response to begin, and for the next bytes of it to arrive
 * @param environment of the process: names of proxies and certificates
 */
public record HttpOptions(
        boolean plainHttp,
        boolean insecureSkipVerify,
        Optional<Path> caFile,
        Optional<Path> certDir,
        int connections,
        Duration connectTimeout,
        Duration stallTimeout,
        Map<String, String> environment) {}
