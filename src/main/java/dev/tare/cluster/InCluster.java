package dev.tare.cluster;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.PrivateServer.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster that this process runs in, by the service account of its pod ("Accessing the Kubernetes API from a Pod").
 *
 * @param folder where the kubelet mounts the token and the authority
 * @param environment of the process
 */
record InCluster(Path folder, Map<String, String> environment) {

    static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private static final int MAX_AUTHORITIES_BYTES = 1 << 20;

    /** Returns true if this process runs in a pod that may ask its cluster. */
    boolean isHere() {
        return !host().isEmpty() && Files.isReadable(token());
    }

    private Path token() {
        return folder.resolve("token");
    }

    private String host() {
        return environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    }

    /** @throws Unreadable if what the pod was given cannot be used */
    Cluster cluster() throws Unreadable {
        String host = host().indexOf(':') < 0 ? host() : "[" + host() + "]";
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        Path authority = folder.resolve("ca.crt");
        try (var in = Files.newInputStream(authority)) {
            return new Cluster(
                    "the cluster of this pod",
                    Address.parse("https://" + host + ":" + port + "/"),
                    Optional.of(in.readNBytes(MAX_AUTHORITIES_BYTES)),
                    Optional.empty(),
                    Verification.CHECKED,
                    Optional.empty(),
                    new Login.TokenFile(token(), Optional.empty()),
                    environment);
        } catch (Address.Invalid e) {
            throw new Unreadable("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no address", "");
        } catch (IOException e) {
            throw new Unreadable("the authority of this pod's cluster, %s, cannot be read".formatted(authority), "");
        }
    }
}
