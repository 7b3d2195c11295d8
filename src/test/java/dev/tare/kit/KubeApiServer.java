package dev.tare.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real kube-apiserver with its etcd, on free ports of loopback. Authentication, RBAC, Pod Security admission and strict validation are
 * those of a cluster. There are neither nodes nor controllers: nothing runs, pods keep the status that a test gives them, and namespaces have
 * no default service account.
 */
public final class KubeApiServer implements AutoCloseable {

    /** The bearer token of a user who may do everything. */
    public static final String ADMIN_TOKEN = "admin-of-the-tests";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final int port;
    private final Certificates certificates;
    private final List<Process> processes;
    private final HttpClient client;
    private final Map<String, JsonNode> resources = new HashMap<>();

    private KubeApiServer(Path folder, int port, Certificates certificates, List<Process> processes) {
        this.folder = folder;
        this.port = port;
        this.certificates = certificates;
        this.processes = processes;
        this.client = HttpClient.newBuilder()
                .sslContext(certificates.trusting())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    /** What the server answered. */
    public record Response(int status, JsonNode body, List<String> warnings) {

        public boolean isOk() {
            return status / 100 == 2;
        }
    }

    /**
     * Starts one that has no objects but its own, and waits until it is ready. Skips the test where it cannot be built.
     *
     * @param folder for its certificates, data and logs
     */
    public static KubeApiServer start(Path folder) {
        String program = GoProgram.KUBE_APISERVER.path();
        try (var api = new ClosedPort();
                var etcd = new ClosedPort();
                var peer = new ClosedPort()) {
            Files.createDirectories(folder);
            var certificates = Certificates.make(folder, "IP:127.0.0.1,DNS:localhost");
            Tool.run(folder, "sh", "-ec", """
                    openssl genrsa -out accounts.key 2048
                    openssl rsa -in accounts.key -pubout -out accounts.pub
                    echo '%s,admin,admin,"system:masters"' > tokens.csv
                    """.formatted(ADMIN_TOKEN));
            var store = spawn(
                    folder,
                    "etcd",
                    "etcd",
                    "--data-dir=etcd",
                    "--listen-client-urls=http://" + etcd.host(),
                    "--advertise-client-urls=http://" + etcd.host(),
                    "--listen-peer-urls=http://" + peer.host());
            var server = spawn(
                    folder,
                    "kube-apiserver",
                    program,
                    "--etcd-servers=http://" + etcd.host(),
                    "--bind-address=127.0.0.1",
                    "--secure-port=" + api.number(),
                    "--cert-dir=certificates",
                    "--tls-cert-file=" + certificates.server(),
                    "--tls-private-key-file=" + certificates.serverKey(),
                    "--client-ca-file=" + certificates.authority(),
                    "--token-auth-file=tokens.csv",
                    "--authorization-mode=RBAC",
                    "--service-account-key-file=accounts.pub",
                    "--service-account-signing-key-file=accounts.key",
                    "--service-account-issuer=https://kubernetes.default.svc",
                    "--service-cluster-ip-range=10.0.0.0/24",
                    // it refuses pods whose service account no controller has made
                    "--disable-admission-plugins=ServiceAccount");
            var started = new KubeApiServer(folder, api.number(), certificates, List.of(server, store));
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process spawn(Path folder, String name, String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    private void awaitReady() {
        try {
            Await.until("kube-apiserver is ready, see the logs in " + folder, () -> {
                for (var process : processes) {
                    if (!process.isAlive()) {
                        throw new AssertionError("ended with %d: %s, see the logs in %s"
                                .formatted(process.exitValue(), process.info(), folder));
                    }
                }
                return isReady();
            });
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private boolean isReady() {
        try {
            return send("GET", "/readyz", null, ADMIN_TOKEN).isOk();
        } catch (UncheckedIOException e) {
            return false; // it does not listen yet
        }
    }

    /** Where it is reached, by TLS. */
    public String url() {
        return "https://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** The authority of its own certificate, and of those that it takes from clients. */
    public Certificates certificates() {
        return certificates;
    }

    /** A kubeconfig of one context, {@code test}, with this bearer token. */
    public Path kubeconfig(String token) {
        try {
            return Files.writeString(Files.createTempFile(folder, "kubeconfig", ".yaml"), """
                    apiVersion: v1
                    kind: Config
                    current-context: test
                    contexts:
                      - name: test
                        context: {cluster: test, user: test}
                    clusters:
                      - name: test
                        cluster: {server: %s, certificate-authority: %s}
                    users:
                      - name: test
                        user: {token: %s}
                    """.formatted(
                            url(), certificates.authority().toAbsolutePath(), token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gets what is at a path, such as {@code /api/v1/pods}, as a bearer of a token. */
    public Response get(String path, String token) {
        return send("GET", path, null, token);
    }

    /** Creates an object as it is in a manifest, in the namespace that it names, and gives what the server made of it. */
    public JsonNode create(JsonNode object) {
        return checked(send("POST", collection(object), object, ADMIN_TOKEN));
    }

    /** Creates an object from YAML or JSON. */
    public JsonNode create(String manifest) {
        return create(YamlObjects.read(manifest));
    }

    /** What the server would say to a new object: validated strictly and admitted, and not stored. */
    public Response dryRun(JsonNode object) {
        return send("POST", collection(object) + "?dryRun=All&fieldValidation=Strict", object, ADMIN_TOKEN);
    }

    /** Gives an object that is there a status, such as that of a pod that runs. */
    public JsonNode putStatus(JsonNode object) {
        String name = object.at("/metadata/name").asText();
        return checked(send("PUT", collection(object) + "/" + name + "/status", object, ADMIN_TOKEN));
    }

    public void delete(JsonNode object) {
        checked(send(
                "DELETE", collection(object) + "/" + object.at("/metadata/name").asText(), null, ADMIN_TOKEN));
    }

    /** A token of a service account that is there, as the kubelet requests it for a pod. */
    public String token(String namespace, String account) {
        String path = "/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(namespace, account);
        var request = JSON.createObjectNode()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest");
        return checked(send("POST", path, request, ADMIN_TOKEN))
                .at("/status/token")
                .asText();
    }

    /** The path of an object's collection, by the server's own discovery. */
    private String collection(JsonNode object) {
        String version = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        String group = (version.contains("/") ? "/apis/" : "/api/") + version;
        var resource = resources.computeIfAbsent(version + " " + kind, key -> discover(group, kind));
        if (!resource.path("namespaced").asBoolean()) {
            return group + "/" + resource.path("name").asText();
        }
        String namespace = object.at("/metadata/namespace").asText("default");
        return "%s/namespaces/%s/%s"
                .formatted(group, namespace, resource.path("name").asText());
    }

    private JsonNode discover(String group, String kind) {
        for (var resource : checked(send("GET", group, null, ADMIN_TOKEN)).path("resources")) {
            if (resource.path("kind").asText().equals(kind)
                    && !resource.path("name").asText().contains("/")) {
                return resource;
            }
        }
        throw new AssertionError("kube-apiserver knows no %s of %s".formatted(kind, group));
    }

    private static JsonNode checked(Response response) {
        if (!response.isOk()) {
            throw new AssertionError(response.toString());
        }
        return response.body();
    }

    private Response send(String method, String path, @Nullable JsonNode body, String token) {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(method, publisher)
                .build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            var json = text.startsWith("{") ? JSON.readTree(text) : MissingNode.getInstance();
            return new Response(response.statusCode(), json, response.headers().allValues("Warning"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends the server before its store, which it would wait for. */
    @Override
    public void close() {
        client.close();
        for (var process : processes) {
            process.destroy();
            try {
                if (!process.waitFor(Duration.ofSeconds(10))) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
