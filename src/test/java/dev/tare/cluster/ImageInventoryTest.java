package dev.tare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.YamlObjects;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageInventoryTest {

    private static final String ONE = "sha256:" + "11".repeat(32);
    private static final String TWO = "sha256:" + "22".repeat(32);

    private final ImageInventory inventory = new ImageInventory();

    private static KubeObject object(ApiResource resource, String yaml) {
        JsonNode item = YamlObjects.read(yaml.replace("ONE", ONE).replace("TWO", TWO));
        return KubeObject.of(resource, item);
    }

    private static KubeObject pod(String yaml) {
        return object(ApiResource.PODS, yaml);
    }

    private List<String> read(List<KubeObject> pods, KubeObject... templates) {
        inventory.addOwners(Arrays.asList(templates));
        inventory.addPods(pods);
        inventory.addTemplates(Arrays.asList(templates));
        return inventory.uses().stream().map(use -> use.image().toString()).toList();
    }

    @Test
    void allContainersOfAPodCount() {
        var pod = pod("""
                metadata: {name: p, namespace: n}
                spec:
                  initContainers: [{name: i, image: "r.example/init:1"}, {name: s, image: "r.example/sidecar:1"}]
                  containers: [{name: c, image: "r.example/app:1"}]
                  ephemeralContainers: [{name: e, image: "r.example/debug:1"}]
                status:
                  phase: Running
                  initContainerStatuses: [{name: i, imageID: "r.example/init@ONE"}, {name: s, imageID: ""}]
                  containerStatuses: [{name: c, imageID: "docker-pullable://r.example/app@ONE"}]
                  ephemeralContainerStatuses: [{name: e, imageID: "r.example/debug@TWO"}]
                """);
        assertThat(read(List.of(pod)))
                .containsExactly(
                        "r.example/app:1@" + ONE,
                        "r.example/debug:1@" + TWO,
                        "r.example/init:1@" + ONE,
                        "r.example/sidecar:1");
    }

    @Test
    void podsThatHaveEndedDoNotRun() {
        String yaml = """
                {metadata: {name: p, namespace: n}, spec: {containers: [{name: c, image: a}]}, status: {phase: %s}}
                """;
        assertThat(read(List.of(pod(yaml.formatted("Succeeded")), pod(yaml.formatted("Failed")))))
                .isEmpty();
        assertThat(read(List.of(pod(yaml.formatted("Pending"))))).containsExactly("docker.io/library/a:latest");
    }

    @Test
    void aTemplateIsLeftOutWhosePodSaysByDigestWhatRuns() {
        var pods = List.of(pod("""
                        metadata:
                          name: web-5d-x
                          namespace: n
                          labels: {pod-template-hash: 5d}
                          ownerReferences: [{kind: ReplicaSet, name: web-5d, controller: true}]
                        spec: {containers: [{name: c, image: "r.example/web:1"}]}
                        status: {containerStatuses: [{name: c, imageID: "r.example/web@ONE"}]}
                        """), pod("""
                        metadata:
                          name: night-1-x
                          namespace: n
                          ownerReferences: [{kind: Job, name: night-1, controller: true}]
                        spec: {containers: [{name: c, image: "r.example/night:1"}]}
                        status: {containerStatuses: [{name: c, imageID: "r.example/night@TWO"}]}
                        """));
        var job = object(ApiResource.JOBS, """
                metadata: {name: night-1, namespace: n, ownerReferences: [{kind: CronJob, name: night, controller: true}]}
                spec: {template: {spec: {containers: [{name: c, image: "r.example/night:1"}]}}}
                """);
        var cronJob = object(ApiResource.CRON_JOBS, """
                metadata: {name: night, namespace: n}
                spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: "r.example/night:1"}]}}}}}
                """);
        var deployment = object(ApiResource.DEPLOYMENTS, """
                metadata: {name: web, namespace: n}
                spec: {template: {spec: {containers: [{name: c, image: "r.example/web:1"}, {name: d, image: "r.example/new:1"}]}}}
                """);
        assertThat(read(pods, deployment, job, cronJob))
                .containsExactly("r.example/new:1", "r.example/night:1@" + TWO, "r.example/web:1@" + ONE);
    }

    @Test
    void aTemplateOfAnotherNamespaceCounts() {
        var pod = pod("""
                metadata: {name: p, namespace: n, ownerReferences: [{kind: StatefulSet, name: db, controller: true}]}
                spec: {containers: [{name: c, image: "r.example/db:1"}]}
                status: {containerStatuses: [{name: c, imageID: "r.example/db@ONE"}]}
                """);
        var other = object(ApiResource.STATEFUL_SETS, """
                metadata: {name: db, namespace: m}
                spec: {template: {spec: {containers: [{name: c, image: "r.example/db:1"}]}}}
                """);
        assertThat(read(List.of(pod), other)).containsExactly("r.example/db:1", "r.example/db:1@" + ONE);
    }

    @Test
    void twoTagsOfOneDigestAreOneImage() {
        String yaml = """
                metadata: {name: p%1$d, namespace: n}
                spec: {containers: [{name: c, image: "r.example/a:%1$d"}]}
                status: {containerStatuses: [{name: c, imageID: "r.example/a@ONE"}]}
                """;
        assertThat(read(List.of(pod(yaml.formatted(2)), pod(yaml.formatted(1)))))
                .containsExactly("r.example/a:1@" + ONE);
        assertThat(inventory.uses().getFirst().users())
                .extracting(it -> it.key().toString())
                .containsExactly("n/Pod/p2", "n/Pod/p1");
    }

    @Test
    void aNameThatIsNoneIsToldAndTheOthersAreRead() {
        var pod = pod("""
                metadata: {name: p, namespace: n}
                spec: {containers: [{name: b, image: "oci:/etc"}, {name: c, image: a}, {name: d, image: "-"}, {name: e}]}
                """);
        assertThat(read(List.of(pod))).containsExactly("docker.io/library/a:latest");
        assertThat(inventory.invalid()).hasSize(2).allMatch(line -> line.startsWith("n/Pod/p: not an image reference"));
    }
}
