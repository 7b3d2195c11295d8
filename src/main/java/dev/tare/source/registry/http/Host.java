package dev.tare.source.registry.http;

/**
 * A host that speaks the distribution protocol.
 *
 * @param address name or IP address to connect to, with its port if it has one
 * @param insecure true if neither a valid certificate nor TLS is required (containers-registries.conf(5), "insecure")
 */
public record Host(String address, boolean insecure) {}
