package dev.tare.source.registry;

import dev.tare.image.Reference;

/**
 * One place where an image can be asked for: the registry itself, or a mirror of it.
 *
 * @param host with its port, if it has one
 * @param repository as this place calls it
 * @param insecure whether neither a certificate nor TLS at all is asked of it (containers-registries.conf(5), "insecure")
 * @param mirror whether it stands in for another
 */
record Endpoint(String host, String repository, boolean insecure, boolean mirror) {

    /** Where Docker Hub really answers. */
    private static final String DOCKER_HUB_ADDRESS = "registry-1.docker.io";

    /** The host to connect to. */
    String address() {
        return host.equals(Reference.DOCKER_HUB) ? DOCKER_HUB_ADDRESS : host;
    }
}
