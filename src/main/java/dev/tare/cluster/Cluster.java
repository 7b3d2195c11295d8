package dev.tare.cluster;

import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.PrivateServer;
import dev.tare.source.registry.http.PrivateServer.ClientCertificate;
import dev.tare.source.registry.http.PrivateServer.Verification;
import java.util.Map;
import java.util.Optional;

/**
 * An API server, and who asks it.
 *
 * @param name for messages, such as {@code context prod of /home/alice/.kube/config}
 * @param server with the beginning of all paths
 * @param authorities the only certificates to trust, PEM; empty to trust those of the system
 * @param certificateName the name that the server's certificate must have, if it is not that of the address
 * @param proxy the address of the proxy; empty to take that of the environment
 * @param environment of the process
 */
record Cluster(
        String name,
        Address server,
        Optional<byte[]> authorities,
        Optional<String> certificateName,
        Verification verification,
        Optional<String> proxy,
        Login login,
        Map<String, String> environment) {

    PrivateServer server(Optional<ClientCertificate> clientCertificate) {
        return new PrivateServer(
                server, authorities, certificateName, clientCertificate, verification, proxy, environment);
    }
}
