package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.kit.GoProgram;
import dev.tare.kit.KubeApiServer;
import dev.tare.kit.Tool;
import dev.tare.kit.YamlObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server takes every object of the chart and of the overlays, in a namespace that enforces the Pod Security Standard "restricted". */
class AdmissionIT {

    private static final Path NAMESPACE = ClusterObjects.KUSTOMIZE.resolve("base/namespace.yaml");

    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml (\\S+)\n(.*?)^```$");

    @TempDir
    static Path folder;

    private static KubeApiServer cluster;

    /** Of the kinds of objects that there are. */
    private static Path schemas;

    @BeforeAll
    static void start() throws IOException {
        cluster = KubeApiServer.start(folder.resolve("cluster"));
        var namespace = YamlObjects.read(Files.readString(NAMESPACE));
        assertThat(namespace
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
        admitted(namespace);
        cluster.create(namespace);
        schemas = Files.createDirectory(folder.resolve("schemas"));
        var kinds = sources()
                .flatMap(objects -> objects.all().stream())
                .map(object -> object.path("kind").asText())
                .collect(Collectors.toSet());
        KubeSchemas.write(cluster.get("/openapi/v2", KubeApiServer.ADMIN_TOKEN).body(), kinds, schemas);
        // what the values take for granted
        cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: team}}");
        cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: other-team}}");
        cluster.create("{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: low}, value: 1}");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<ClusterObjects> sources() {
        return Stream.of(
                        ClusterObjects.values().stream().map(ClusterObjects::ofChart),
                        ClusterObjects.overlays().stream().map(ClusterObjects::ofKustomize),
                        Stream.of(ClusterObjects.withComponents(folder)))
                .flatMap(all -> all);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void everyObjectIsAdmittedWithoutAWarning(ClusterObjects objects) {
        assertThat(objects.all()).isNotEmpty();
        for (var object : objects.all()) {
            if (!object.path("kind").asText().equals("Namespace")) {
                admitted(ClusterObjects.inNamespace(object));
            }
        }
    }

    /** The server judges the template of a CronJob less strictly than the job and the pod that come of it. */
    @ParameterizedTest
    @MethodSource("sources")
    void soAreTheJobAndThePodThatComeOfTheCronJob(ClusterObjects objects) {
        admitted(made("batch/v1", "Job", objects.one("CronJob").at("/spec/jobTemplate")));
        admitted(made("v1", "Pod", objects.job().path("template")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void soAreTheJobsOfTheDocs(JsonNode job) {
        admitted(job);
        admitted(made("v1", "Pod", job.at("/spec/jobTemplate/spec/template")));
    }

    static Stream<Named<JsonNode>> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(Path.of("docs/kubernetes.md")))
                .results()
                .map(example -> Named.of(example.group(1), YamlObjects.read(example.group(2))));
    }

    /** Holds them against the server's own schema, as those do who have a repository of manifests checked without a cluster. */
    @ParameterizedTest
    @MethodSource("sources")
    void kubeconformFindsNothingWrong(ClusterObjects objects) throws IOException {
        assertThat(conform(objects.all()))
                .contains("Valid: %d, Invalid: 0, Errors: 0, Skipped: 0"
                        .formatted(objects.all().size()));
    }

    @Test
    void kubeconformFindsWhatIsWrong() {
        assertThatThrownBy(() -> conform(List.of(misspelt()))).hasMessageContaining("concurencyPolicy");
    }

    private static String conform(List<JsonNode> objects) throws IOException {
        Path manifests = Files.createTempDirectory(folder, "manifests");
        for (int i = 0; i < objects.size(); i++) {
            Files.writeString(manifests.resolve(i + ".json"), objects.get(i).toString());
        }
        return Tool.run(
                manifests,
                GoProgram.KUBECONFORM.path(),
                "-strict",
                "-summary",
                "-schema-location=" + schemas + "/{{.ResourceKind}}{{.KindSuffix}}.json",
                ".");
    }

    /** Those that {@code kubectl apply} would refuse to a cluster show that the server judges. */
    @ParameterizedTest
    @MethodSource("spoilt")
    void whatIsWrongIsRefused(String what, JsonNode object) {
        assertThat(cluster.dryRun(ClusterObjects.inNamespace(object)).isOk())
                .as(what)
                .isFalse();
    }

    static Stream<Arguments> spoilt() {
        var objects = sources().findFirst().orElseThrow();
        ObjectNode root = made("v1", "Pod", objects.job().path("template"));
        root.withObject("/spec/securityContext").put("runAsNonRoot", false);
        return Stream.of(
                Arguments.of("a pod that may be root", root), Arguments.of("a field that there is not", misspelt()));
    }

    private static ObjectNode misspelt() {
        var objects = sources().findFirst().orElseThrow();
        ObjectNode object = objects.one("CronJob").deepCopy();
        object.withObject("/spec").put("concurencyPolicy", "Forbid");
        return object;
    }

    private static ObjectNode made(String version, String kind, JsonNode template) {
        ObjectNode object = template.deepCopy();
        object.put("apiVersion", version).put("kind", kind);
        object.withObject("/metadata").put("name", "made");
        return (ObjectNode) ClusterObjects.inNamespace(object);
    }

    private static void admitted(JsonNode object) {
        var answer = cluster.dryRun(object);
        var said = new ArrayList<>(
                List.of(answer.status() + " " + answer.body().path("message").asText()));
        said.addAll(answer.warnings());
        assertThat(said)
                .as(
                        "%s %s",
                        object.path("kind").asText(),
                        object.at("/metadata/name").asText())
                .containsExactly("201 ");
    }
}
