package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tare.kit.Await;
import dev.tare.kit.KubeApiServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the service account of the chart and of the overlays may do in a cluster, as a real API server sees it. */
class RightsIT {

    private static final List<String> LISTS = List.of(
            "api/v1 pods",
            "apis/apps/v1 deployments",
            "apis/apps/v1 daemonsets",
            "apis/apps/v1 statefulsets",
            "apis/batch/v1 jobs",
            "apis/batch/v1 cronjobs");

    private static final List<String> NEVER = List.of(
            "api/v1 secrets",
            "api/v1 configmaps",
            "api/v1 nodes",
            "apis/apps/v1 replicasets",
            "apis/rbac.authorization.k8s.io/v1 roles");

    private static final String ACCOUNTS = "api/v1 serviceaccounts";

    @TempDir
    static Path folder;

    private static KubeApiServer cluster;

    @BeforeAll
    static void start() {
        cluster = KubeApiServer.start(folder.resolve("cluster"));
        for (var namespace : List.of("tare", "team", "other-team", "closed")) {
            cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(namespace));
        }
        for (var secret : List.of("pull", "other")) {
            cluster.create("{apiVersion: v1, kind: Secret, metadata: {name: %s, namespace: team}}".formatted(secret));
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Makes what a release has that is about rights, and gives a token of its account. */
    private static String install(ClusterObjects objects) {
        Stream.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
                .flatMap(objects::ofKind)
                .forEach(object -> cluster.create(ClusterObjects.inNamespace(object)));
        return cluster.token(
                "tare", objects.one("ServiceAccount").at("/metadata/name").asText());
    }

    private static ClusterObjects chart(String values, String release) {
        return ClusterObjects.ofChart(
                ClusterObjects.CHART.resolve("ci/" + values), "--set=fullnameOverride=" + release);
    }

    private static int status(String token, String path) {
        return cluster.get("/" + path, token).status();
    }

    private static String everywhere(String resource) {
        return resource.replace(' ', '/');
    }

    private static String in(String namespace, String resource) {
        return resource.replace(" ", "/namespaces/%s/".formatted(namespace));
    }

    /** RBAC takes a moment to see a binding. */
    private static void await(String token, String path) {
        Await.until("may get " + path, () -> status(token, path) == 200);
    }

    static Stream<ClusterObjects> ofTheWholeCluster() {
        return Stream.of(
                chart("cluster-values.yaml", "of-chart"),
                ClusterObjects.ofKustomize(ClusterObjects.KUSTOMIZE.resolve("overlays/cluster")));
    }

    @ParameterizedTest
    @MethodSource("ofTheWholeCluster")
    void theAccountMayListWhatRunsAndNoMore(ClusterObjects objects) {
        String token = install(objects);
        LISTS.forEach(resource -> await(token, everywhere(resource)));
        NEVER.forEach(resource ->
                assertThat(status(token, everywhere(resource))).as(resource).isEqualTo(403));
        assertThat(status(token, "api/v1/namespaces/team/pods/any")).as("get").isEqualTo(403);
    }

    @Test
    void theAccountMayReadTheSecretsThatAreNamedAndNoOthers() {
        String token = install(chart("cluster-values.yaml", "with-secrets"));
        await(token, "api/v1/namespaces/team/secrets/pull");
        await(token, everywhere(ACCOUNTS));
        assertThat(status(token, "api/v1/namespaces/team/secrets/other")).isEqualTo(403);
        assertThat(status(token, "api/v1/namespaces/other-team/secrets/pull")).isEqualTo(403);
        assertThat(status(token, "api/v1/namespaces/team/secrets")).isEqualTo(403);
    }

    @Test
    void theAccountMayListWhatRunsInItsNamespacesOnly() {
        String token = install(chart("namespaces-values.yaml", "of-namespaces"));
        for (var resource : LISTS) {
            await(token, in("team", resource));
            await(token, in("other-team", resource));
            assertThat(status(token, in("closed", resource))).as(resource).isEqualTo(403);
            assertThat(status(token, everywhere(resource))).as(resource).isEqualTo(403);
        }
        assertThat(status(token, in("team", ACCOUNTS)))
                .as("no secrets are named")
                .isEqualTo(403);
    }

    /** Each right that is taken away is missed, and tare says which. */
    @Test
    void tareNeedsEveryRightOfTheChart() throws IOException {
        try (var registry = Registry.open(folder.resolve("registry"))) {
            String app = registry.push("app", "1", TestImage.of(new RawTar().file("a", "b")));
            cluster.create("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: app, namespace: team}
                    spec: {containers: [{name: app, image: %s}]}
                    """.formatted(app));
            var objects = chart("namespaces-values.yaml", "needed");
            Path kubeconfig = cluster.kubeconfig(install(objects));
            var scan = List.of("scan", "--cluster", "--namespace=team", "--quiet", "--kubeconfig=" + kubeconfig);
            Await.until("RBAC sees the binding", () -> run(scan).exitCode() == 0);
            assertThat(run(scan).out()).contains("app:1");

            var role = objects.ofKind("Role")
                    .filter(it -> it.at("/metadata/namespace").asText().equals("team"))
                    .findFirst()
                    .orElseThrow();
            for (int rule = 0; rule < role.path("rules").size(); rule++) {
                for (int i = 0;
                        i < role.path("rules").get(rule).path("resources").size();
                        i++) {
                    JsonNode less = role.deepCopy();
                    String taken = ((ArrayNode) less.at("/rules/%d/resources".formatted(rule)))
                            .remove(i)
                            .asText();
                    if (less.at("/rules/%d/resources".formatted(rule)).isEmpty()) {
                        ((ArrayNode) less.path("rules")).remove(rule);
                    }
                    cluster.delete(role);
                    cluster.create(less);
                    Await.until("tare misses " + taken, () -> {
                        var result = run(scan);
                        return result.exitCode() == 3 && result.err().contains(taken);
                    });
                    cluster.delete(less);
                    cluster.create(role);
                }
            }
        }
    }

    private static Tare.Result run(List<String> arguments) {
        return Tare.at(folder).run(arguments.toArray(String[]::new));
    }

    @Test
    void withoutAClusterToScanThereAreNoRights() {
        assertThat(chart("images-values.yaml", "of-images").all())
                .extracting(object -> object.path("kind").asText())
                .doesNotContain("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding");
    }
}
