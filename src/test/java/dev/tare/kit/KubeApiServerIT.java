package dev.tare.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API server of the tests judges as that of a cluster does. */
class KubeApiServerIT {

    @TempDir
    static Path folder;

    private static KubeApiServer cluster;

    @BeforeAll
    static void start() {
        cluster = KubeApiServer.start(folder);
        cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: team}}");
        cluster.create("{apiVersion: v1, kind: ServiceAccount, metadata: {name: reader, namespace: team}}");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void anAccountHasTheRightsThatItIsGiven() {
        String token = cluster.token("team", "reader");
        String pods = "/api/v1/namespaces/team/pods";
        assertThat(cluster.get(pods, "of nobody").status()).isEqualTo(401);
        assertThat(cluster.get(pods, token).status()).isEqualTo(403);
        cluster.create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: reader, namespace: team}
                rules: [{apiGroups: [""], resources: [pods], verbs: [list]}]
                """);
        cluster.create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: reader, namespace: team}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                subjects: [{kind: ServiceAccount, name: reader, namespace: team}]
                """);
        Await.until("RBAC sees the binding", () -> cluster.get(pods, token).isOk());
        assertThat(cluster.get("/api/v1/pods", token).status()).isEqualTo(403);
    }

    @Test
    void aPodHasTheStatusThatATestGivesIt() {
        var pod = YamlObjects.read("""
                apiVersion: v1
                kind: Pod
                metadata: {name: app, namespace: team}
                spec: {containers: [{name: app, image: "registry.example/app:1"}]}
                """);
        cluster.create(pod);
        ((ObjectNode) pod).putObject("status").put("phase", "Running");
        cluster.putStatus(pod);
        assertThat(cluster.get("/api/v1/namespaces/team/pods/app", KubeApiServer.ADMIN_TOKEN)
                        .body()
                        .at("/status/phase")
                        .asText())
                .isEqualTo("Running");
    }

    @Test
    void unknownFieldsAreRefused() {
        var answer = cluster.dryRun(YamlObjects.read("""
                {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: team}, dat: {}}
                """));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("message").asText()).contains("unknown field \"dat\"");
    }
}
