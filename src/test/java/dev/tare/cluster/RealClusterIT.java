package dev.tare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.kit.Await;
import dev.tare.kit.KubeApiServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.kit.YamlObjects;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tare scan --cluster} reads a real API server through a service account that may list and do nothing else. */
@Timeout(300)
@TestMethodOrder(OrderAnnotation.class)
class RealClusterIT {

    private static final int PODS = 2_000;
    private static final int WORKLOADS = 300;
    private static final int REPOSITORIES = 20;
    private static final int THREADS = 4;

    /** What {@code --cluster} reads: group, and resources of it. */
    private static final List<List<String>> RIGHTS = List.of(
            List.of("", "pods"),
            List.of("apps", "deployments"),
            List.of("apps", "daemonsets"),
            List.of("apps", "statefulsets"),
            List.of("batch", "jobs"),
            List.of("batch", "cronjobs"));

    @TempDir
    static Path folder;

    private static Registry registry;
    private static KubeApiServer cluster;
    private static Path kubeconfig;
    private static final List<Digest> DIGESTS = new ArrayList<>();

    @BeforeAll
    static void start() throws InterruptedException, ExecutionException {
        cluster = KubeApiServer.start(folder.resolve("kubernetes"));
        registry = Registry.open(folder.resolve("registry"));
        for (int i = 0; i < REPOSITORIES; i++) {
            var image = TestImage.of(new RawTar().file("a", "of " + i));
            DIGESTS.add(image.digest());
            registry.push("app" + i, "1", image);
            registry.push("idle" + i, "1", image);
        }
        cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
        cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: tools}}");
        cluster.create("{apiVersion: v1, kind: ServiceAccount, metadata: {name: tare, namespace: tools}}");
        grant(RIGHTS);
        cluster.create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: tare}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: tare}
                subjects: [{kind: ServiceAccount, name: tare, namespace: tools}]
                """);
        kubeconfig = cluster.kubeconfig(cluster.token("tools", "tare"));
        fill();
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static JsonNode role(List<List<String>> rights) {
        var role = (ObjectNode) YamlObjects.read(
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: tare}, rules: []}");
        for (var right : rights) {
            var rule = role.withArray("/rules").addObject();
            rule.putArray("apiGroups").add(right.getFirst());
            rule.putArray("resources").add(right.getLast());
            rule.putArray("verbs").add("list");
        }
        return role;
    }

    private static void grant(List<List<String>> rights) {
        cluster.create(role(rights));
    }

    /** Pods run {@code app…} by digest; workloads without pods name {@code idle…}, and every tenth what the pods run by digest. */
    private static void fill() throws InterruptedException, ExecutionException {
        createPod(0); // the server's resources are found out by one thread
        createWorkload(0);
        createWorkload(1);
        createWorkload(2);
        createWorkload(3);
        createWorkload(4);
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var created = new ArrayList<Future<?>>();
            IntStream.range(1, PODS).forEach(i -> created.add(threads.submit(() -> createPod(i))));
            IntStream.range(5, WORKLOADS).forEach(i -> created.add(threads.submit(() -> createWorkload(i))));
            for (var one : created) {
                one.get();
            }
        }
    }

    private static void createPod(int number) {
        int repository = number % REPOSITORIES;
        String image = "%s/app%d:1".formatted(registry.host(), repository);
        var pod = (ObjectNode) cluster.create("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: pod%d
                  namespace: shop
                  labels: {half: "%d"}
                spec: {containers: [{name: app, image: "%s"}]}
                """.formatted(number, number % 2, image));
        pod.putObject("status").put("phase", "Running");
        pod.withObject("/status")
                .putArray("containerStatuses")
                .addObject()
                .put("name", "app")
                .put("image", image)
                .put(
                        "imageID",
                        "docker-pullable://%s/app%d@%s".formatted(registry.host(), repository, DIGESTS.get(repository)))
                .put("ready", true)
                .put("restartCount", 0);
        cluster.putStatus(pod);
    }

    private static void createWorkload(int number) {
        String template = """
                {metadata: {labels: {app: w%1$d}}, spec: {restartPolicy: %3$s, containers: [{name: app, image: "%4$s/idle%2$d:1"}]}}
                """.strip();
        String always = template.formatted(number, number % REPOSITORIES, "Always", registry.host());
        String never = template.formatted(number, number % REPOSITORIES, "Never", registry.host());
        String selector = "selector: {matchLabels: {app: w%d}}".formatted(number);
        String spec = switch (number % 5) {
            case 0 ->
                "apiVersion: apps/v1, kind: Deployment, spec: {replicas: 0, %s, template: %s}"
                        .formatted(selector, always);
            case 1 -> "apiVersion: apps/v1, kind: DaemonSet, spec: {%s, template: %s}".formatted(selector, always);
            case 2 ->
                "apiVersion: apps/v1, kind: StatefulSet, spec: {serviceName: s, replicas: 0, %s, template: %s}"
                        .formatted(selector, always);
            case 3 -> "apiVersion: batch/v1, kind: Job, spec: {template: %s}".formatted(never);
            default ->
                "apiVersion: batch/v1, kind: CronJob, spec: {schedule: '@daily', jobTemplate: {spec: {template: %s}}}"
                        .formatted(never);
        };
        cluster.create("{metadata: {name: w%d, namespace: %s}, %s}"
                .formatted(number, number % 2 == 0 ? "shop" : "tools", spec));
    }

    private static Tare.Result scan(String... further) {
        var arguments = new ArrayList<>(List.of(
                "scan",
                "--cluster",
                "--kubeconfig",
                kubeconfig.toString(),
                "--no-cache",
                "--format=json",
                "--plain-http"));
        arguments.addAll(List.of(further));
        return Tare.at(folder).run(arguments.toArray(String[]::new));
    }

    private static List<String> names(Tare.Result result) {
        var names = new ArrayList<String>();
        result.json()
                .path("images")
                .forEach(image -> names.add(image.path("reference")
                        .asText()
                        .substring(registry.host().length() + 1)));
        return names;
    }

    @Test
    @Order(1)
    void everyImageOfTheClusterIsScannedOnce() {
        var result = scan();
        assertThat(result.exitCode()).as(result.err()).isZero();
        var expected = new TreeSet<String>();
        for (int i = 0; i < REPOSITORIES; i++) {
            expected.add("app%d:1@%s".formatted(i, DIGESTS.get(i)));
            expected.add("idle%d:1".formatted(i));
        }
        assertThat(names(result)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(names(scan())).isEqualTo(names(result));
    }

    @Test
    @Order(2)
    void namespacesAndLabelsChoose() {
        assertThat(names(scan("--namespace", "tools")))
                .hasSize(REPOSITORIES / 2)
                .allMatch(it -> it.startsWith("idle"));
        assertThat(names(scan("--selector", "half=1")))
                .hasSize(REPOSITORIES / 2)
                .allMatch(it -> it.startsWith("app"));
        var bad = scan("--selector", "half in");
        assertThat(bad.exitCode()).isEqualTo(3);
        assertThat(bad.err()).contains("cannot list pods (status 400");
    }

    @Test
    @Order(3)
    void aClientCertificateSaysWhoAsks() throws IOException {
        Path keys = Files.createDirectories(folder.resolve("client"));
        Path authority = cluster.certificates().authority();
        Tool.run(keys, "sh", "-ec", """
                openssl req -newkey rsa:2048 -nodes -subj '/O=system:masters/CN=alice' -keyout alice.key -out alice.csr
                printf 'extendedKeyUsage=clientAuth\\n' > alice.ext
                openssl x509 -req -in alice.csr -CA %s -CAkey %s -CAcreateserial -days 30 -extfile alice.ext -out alice.pem
                """.formatted(authority, authority.resolveSibling("ca.key")));
        Path file = Files.writeString(keys.resolve("config"), """
                current-context: x
                contexts: [{name: x, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: u, user: {client-certificate: alice.pem, client-key: alice.key}}]
                """.formatted(cluster.url(), authority));
        var result = Tare.at(folder)
                .with("KUBECONFIG", file.toString())
                .run("scan", "--cluster", "--namespace", "tools", "--no-cache", "--format=json", "--plain-http");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(names(result)).hasSize(REPOSITORIES / 2);
    }

    @Test
    @Order(4)
    void eachRightIsNeededAndTheErrorNamesIt() {
        for (var right : RIGHTS) {
            var others = RIGHTS.stream().filter(it -> !it.equals(right)).toList();
            cluster.delete(role(RIGHTS));
            grant(others);
            String path = (right.getFirst().isEmpty() ? "/api/v1/" : "/apis/%s/v1/".formatted(right.getFirst()));
            String token = cluster.token("tools", "tare");
            Await.until(
                    "the right is gone",
                    () -> cluster.get(path + right.getLast() + "?limit=1", token)
                                            .status()
                                    == 403
                            && others.stream()
                                    .allMatch(it -> cluster.get(
                                                    (it.getFirst().isEmpty()
                                                                    ? "/api/v1/"
                                                                    : "/apis/%s/v1/".formatted(it.getFirst()))
                                                            + it.getLast() + "?limit=1",
                                                    token)
                                            .isOk()));
            var result = scan();
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err())
                    .contains("context test of ")
                    .contains("cannot list %s (status 403: ".formatted(right.getLast()))
                    .contains("needs the right to list " + right.getLast());
        }
        var stranger = Tare.at(folder)
                .run(
                        "scan",
                        "--cluster",
                        "--kubeconfig",
                        cluster.kubeconfig("of-nobody").toString());
        assertThat(stranger.exitCode()).isEqualTo(3);
        assertThat(stranger.err())
                .contains("status 401")
                .contains("not valid, or have expired")
                .doesNotContain("of-nobody");
    }
}
