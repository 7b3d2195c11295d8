package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code deploy/cronjob.yaml} asks of a cluster, and that tare does what it is told there. */
class CronJobIT {

    private static final Map<String, JsonNode> BY_KIND = new HashMap<>();

    @TempDir
    Path home;

    @BeforeAll
    static void read() throws IOException {
        try (var documents = new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(Path.of("deploy/cronjob.yaml").toFile())) {
            documents.forEachRemaining(
                    document -> BY_KIND.put(document.path("kind").asText(), document));
        }
    }

    private static JsonNode of(String kind, String pointer) {
        return BY_KIND.get(kind).at(pointer);
    }

    private static JsonNode pod() {
        return of("CronJob", "/spec/jobTemplate/spec/template/spec");
    }

    private static JsonNode container() {
        return pod().at("/containers/0");
    }

    @Test
    void theJobKeepsToTheRestrictedPodSecurityStandard() {
        assertThat(of("Namespace", "/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
        assertThat(pod().path("containers")).hasSize(1);
        assertThat(pod().at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod().at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod().path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod().at("/volumes").findValues("hostPath")).isEmpty();
        var context = container().path("securityContext");
        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    }

    @Test
    void theJobRunsThisVersion() {
        String version = Tare.at(home).run("--version").out().strip().replace("tare ", "");
        assertThat(container().path("image").asText()).endsWith("/tare:" + version);
    }

    @Test
    void theJobHasADeadlineAndForbidsConcurrency() {
        assertThat(of("CronJob", "/spec/concurrencyPolicy").asText()).isEqualTo("Forbid");
        var job = of("CronJob", "/spec/jobTemplate/spec");
        assertThat(job.path("activeDeadlineSeconds").asInt()).isPositive();
        assertThat(job.path("backoffLimit").asInt(99)).isLessThan(6);
        assertThat(container().at("/resources/limits/memory").asText()).isNotEmpty();
        assertThat(pod().findValue("emptyDir").path("sizeLimit").asText()).isNotEmpty();
    }

    @Test
    void theJobScansItsListWithTheMountedCredentials() throws IOException {
        String list = of("ConfigMap", "/data/images").asText();
        String password = "of the night";
        String htpasswd = Tool.run(home, "htpasswd", "-Bbn", "robot", password);
        Path users = Files.writeString(home.resolve("htpasswd"), htpasswd);
        try (var open = Registry.open(home.resolve("registry"));
                var registry = Registry.start(
                        home.resolve("registry"), "auth: {htpasswd: {realm: a, path: %s}}".formatted(users), "")) {
            var image = TestImage.of(new RawTar().file("etc/a", "one"), new RawTar().file("etc/a", "two"));
            List<String> references = list.lines()
                    .filter(line -> line.startsWith("registry.example/"))
                    .toList();
            for (String reference : references) {
                var name = reference.substring("registry.example/".length()).split(":", 2);
                open.push(name[0], name[1], image);
            }
            String auth = Base64.getEncoder().encodeToString(("robot:" + password).getBytes(StandardCharsets.UTF_8));
            mount("images", Map.of("images", list.replace("registry.example", registry.host())));
            mount(
                    "credentials",
                    Map.of(secret(), "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.host(), auth)));

            var result = run("--format=json");

            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            assertThat(result.json().path("images")).hasSameSizeAs(references).isNotEmpty();
            assertThat(result.json().at("/gate/rules").findValuesAsText("rule")).contains("max-wasted", "exposed");
        }
    }

    @Test
    void publicImagesNeedNoMoreThanTheSecretThatIsThere() throws IOException {
        String content = of("Secret", "/stringData").path(secret()).asText();
        assertThat(new ObjectMapper().readTree(content).path("auths")).isEmpty();
        try (var open = Registry.open(home.resolve("registry"))) {
            mount("images", Map.of("images", open.push("a", "1", TestImage.of(new RawTar().file("a", "b")))));
            mount("credentials", Map.of(secret(), content));
            assertThat(run().exitCode()).isZero();
        }
    }

    private static String secret() {
        assertThat(of("Secret", "/type").asText()).isEqualTo("kubernetes.io/dockerconfigjson");
        return ".dockerconfigjson"; // the key that this type has
    }

    /** The folder that stands for a mounted volume, with its files as the kubelet lays them out. */
    private void mount(String volume, Map<String, String> files) throws IOException {
        Path data = Files.createDirectories(at(volume).resolve("..2026_01_01"));
        Files.createSymbolicLink(at(volume).resolve("..data"), data.getFileName());
        for (var file : files.entrySet()) {
            Files.writeString(data.resolve(file.getKey()), file.getValue());
            Files.createSymbolicLink(at(volume).resolve(file.getKey()), Path.of("..data", file.getKey()));
        }
    }

    private Path at(String volume) {
        return home.resolve("mounted-" + volume);
    }

    /** Runs what the container runs, with this test's folders where it has its mounts. */
    private Tare.Result run(String... more) {
        var arguments = new ArrayList<String>();
        for (var argument : container().path("args")) {
            arguments.add(mounted(argument.asText()));
        }
        arguments.addAll(List.of(more));
        var tare = Tare.at(home);
        container()
                .path("env")
                .forEach(variable -> tare.with(
                        variable.path("name").asText(),
                        mounted(variable.path("value").asText())));
        return tare.run(arguments.toArray(String[]::new));
    }

    private String mounted(String text) {
        return container()
                .path("volumeMounts")
                .valueStream()
                .reduce(
                        text,
                        (so, mount) -> so.replace(
                                mount.path("mountPath").asText(),
                                at(mount.path("name").asText()).toString()),
                        (a, b) -> b);
    }
}
