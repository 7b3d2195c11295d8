package dev.tare.source.registry;

import dev.tare.image.name.Reference;

/**
 * A place to request an image from: the registry itself, or a mirror.
 *
 * @param host with its port, if it has one
 * @param repository as this place calls it
 * @param insecure true if neither a valid certificate nor TLS is required (containers-registries.conf(5), "insecure")
 * @param mirror true if this is a mirror of the registry
 */
record Endpoint(String host, String repository, boolean insecure, boolean mirror) {

    /** The host that serves Docker Hub. */
    private static final String DOCKER_HUB_ADDRESS = "registry-1.docker.io";

    /** The host to connect to. */
    String address() {
        return host.equals(Reference.DOCKER_HUB) ? DOCKER_HUB_ADDRESS : host;
    }
}
