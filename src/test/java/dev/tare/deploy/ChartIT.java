package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.kit.GoProgram;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.kit.YamlObjects;
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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart and the overlays ask of a cluster, and that tare does what it is told there. */
class ChartIT {

    private static final Path IMAGES = ClusterObjects.CHART.resolve("ci/images-values.yaml");

    @TempDir
    Path home;

    static List<Path> values() {
        return ClusterObjects.values();
    }

    static Stream<ClusterObjects> sources() {
        return Stream.concat(
                ClusterObjects.values().stream().map(ClusterObjects::ofChart),
                ClusterObjects.overlays().stream().map(ClusterObjects::ofKustomize));
    }

    @ParameterizedTest
    @MethodSource("values")
    void theChartHasNoFaults(Path values) {
        assertThat(Tool.run(
                        home,
                        GoProgram.HELM.path(),
                        "lint",
                        "--strict",
                        "--values=" + values.toAbsolutePath(),
                        ClusterObjects.CHART.toAbsolutePath().toString()))
                .contains("0 chart(s) failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --set=schedule=hourly                                     | at '/schedule'
            --set=scan.image=a                                        | at '/scan': additional properties 'image'
            --set=scan.images={--insecure-skip-verify}                | at '/scan/images/0'
            --set=credentials.secret=Not_A_Name                       | at '/credentials/secret'
            --set=cache.shared={registry.example/cache}               | at '/cache/shared/0'
            --set=cache.size=much                                     | at '/cache/size'
            --set=report.stdout=pdf                                   | at '/report/stdout'
            --set-json=report.files=[{"format":"json","file":"../a"}] | at '/report/files/0/file'
            --set=jobs=0                                              | at '/jobs'
            --set=image.repository=                                   | image.repository is needed
            --set=scan.images=null                                    | nothing to scan
            --set=shards=0                                            | at '/shards'
            --set=shards=2,cache.persistence.enabled=true             | ReadWriteMany
            --set=shards=2 --kube-version=1.28                        | 1.29
            --set=scan.repositories={registry.example}                | at '/scan/repositories/0'
            """)
    void wrongValuesAreRefused(String options, String said) {
        assertThatThrownBy(() -> ClusterObjects.ofChart(IMAGES, options.split(" ")))
                .hasMessageContaining(said);
    }

    /** A value that the schema lacks would be refused; one that has no comment is not documented. */
    @Test
    void everyValueIsDocumented() throws IOException {
        var undocumented = new ArrayList<String>();
        boolean isDocumented = false;
        for (var line : Files.readAllLines(ClusterObjects.CHART.resolve("values.yaml"))) {
            if (line.isBlank()) {
                isDocumented = false;
            } else if (line.strip().startsWith("#")) {
                isDocumented = true;
            } else if (!isDocumented) {
                undocumented.add(line);
            }
        }
        assertThat(undocumented).isEmpty();
    }

    @Test
    void theVersionsAreThoseOfTheRelease() throws IOException {
        var chart = YamlObjects.read(Files.readString(ClusterObjects.CHART.resolve("Chart.yaml")));
        assertThat("tare " + chart.path("version").asText()).isEqualTo(version());
        assertThat(chart.path("appVersion")).isEqualTo(chart.path("version"));
    }

    private String version() {
        return Tare.at(home).run("--version").out().strip();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void theJobRunsThisVersion(ClusterObjects objects) {
        assertThat(objects.container().path("image").asText())
                .isEqualTo("registry.example/" + version().replace(' ', ':'));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void theJobIsBoundedAndHasNoRights(ClusterObjects objects) {
        assertThat(objects.one("CronJob").at("/spec/concurrencyPolicy").asText())
                .isEqualTo("Forbid");
        assertThat(objects.one("CronJob").at("/spec/startingDeadlineSeconds").asInt())
                .isPositive();
        assertThat(objects.job().path("activeDeadlineSeconds").asInt()).isPositive();
        assertThat(objects.job().path("ttlSecondsAfterFinished").asInt()).isPositive();
        assertThat(objects.container().at("/resources/limits/memory").asText()).isNotEmpty();
        assertThat(objects.container()
                        .at("/securityContext/readOnlyRootFilesystem")
                        .asBoolean())
                .isTrue();
        assertThat(objects.pod().path("enableServiceLinks").asBoolean(true)).isFalse();
        assertThat(objects.pod().findValues("hostPath")).isEmpty();
        assertThat(objects.ofKind("Secret")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void tareKnowsEveryOptionOfTheJob(ClusterObjects objects) {
        var arguments = objects.container().path("args").valueStream().map(JsonNode::asText);
        var known = Pattern.compile("--[a-z-]+")
                .matcher(Tare.at(home).run("scan", "--help").out())
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(arguments.filter(argument -> argument.startsWith("--")))
                .isNotEmpty()
                .allSatisfy(argument -> assertThat(argument.split("=", 2)[0]).isIn(known));
    }

    /** Each shard tells its own number, is tried again by itself, and writes reports of its own. */
    @Test
    void shardsAreAnIndexedJob() {
        var job = ClusterObjects.ofChart(ClusterObjects.CHART.resolve("ci/shards-values.yaml"))
                .job();
        assertThat(job.path("completionMode").asText()).isEqualTo("Indexed");
        assertThat(job.path("completions").asInt()).isEqualTo(8);
        assertThat(job.at("/podFailurePolicy/rules/1/action").asText()).isEqualTo("FailIndex");
        assertThat(job.at("/template/spec/containers/0/args").toString())
                .contains("--shard=$(JOB_COMPLETION_INDEX)/8", "=/report/$(JOB_COMPLETION_INDEX)-tare.json");
    }

    /** One thing is written twice, for those with Helm and those without. */
    @Test
    void theOverlayAsksForWhatTheChartDoes() {
        var chart = ClusterObjects.ofChart(IMAGES);
        var overlay = ClusterObjects.ofKustomize(ClusterObjects.KUSTOMIZE.resolve("overlays/images"));
        assertThat(withoutNames(overlay.one("CronJob").path("spec")))
                .isEqualTo(withoutNames(chart.one("CronJob").path("spec")));
        for (var kind : List.of("ServiceAccount", "NetworkPolicy")) {
            assertThat(withoutNames(overlay.one(kind))).isEqualTo(withoutNames(chart.one(kind)));
        }
    }

    @Test
    void theJobScansItsListWithTheMountedCredentials() throws IOException {
        var chart = ClusterObjects.ofChart(IMAGES, "--set=credentials.secret=robot");
        assertThat(chart.pod().at("/volumes").findValuesAsText("secretName")).containsExactly("robot");
        String list = chart.one("ConfigMap").at("/data/images.txt").asText();
        String password = "of the night";
        String htpasswd = Tool.run(home, "htpasswd", "-Bbn", "robot", password);
        Path users = Files.writeString(home.resolve("htpasswd"), htpasswd);
        try (var open = Registry.open(home.resolve("registry"));
                var registry = Registry.start(
                        home.resolve("registry"), "auth: {htpasswd: {realm: a, path: %s}}".formatted(users), "")) {
            var image = TestImage.of(new RawTar().file("etc/a", "one"), new RawTar().file("etc/a", "two"));
            for (String reference : list.lines().toList()) {
                var name = reference.substring("registry.example/".length()).split(":", 2);
                open.push(name[0], name[1], image);
            }
            String auth = Base64.getEncoder().encodeToString(("robot:" + password).getBytes(StandardCharsets.UTF_8));
            var run = new ContainerRun(home, chart.container());
            var config = new HashMap<>(config(chart));
            config.put("images.txt", list.replace("registry.example", registry.host()));
            run.mount("config", config);
            run.mount(
                    "credentials",
                    Map.of(
                            ".dockerconfigjson", // the key that this type of secret has
                            "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.host(), auth)));

            var result = run.run("--format=json", "--output=" + home.resolve("report.json"));

            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("team/app:main", "team/worker:main");
        }
    }

    private static Map<String, String> config(ClusterObjects objects) {
        var data = new HashMap<String, String>();
        objects.one("ConfigMap")
                .path("data")
                .properties()
                .forEach(file -> data.put(file.getKey(), file.getValue().asText()));
        return data;
    }

    /** Leaves out labels, and the hash that kustomize appends to the name of a ConfigMap. */
    private static JsonNode withoutNames(JsonNode object) {
        JsonNode copy = object.deepCopy();
        for (var parent : copy.findParents("labels")) {
            ((ObjectNode) parent).removeAll();
        }
        for (var parent : copy.findParents("matchLabels")) {
            ((ObjectNode) parent).removeAll();
        }
        for (var volume : copy.findValues("configMap")) {
            ((ObjectNode) volume).put("name", "config");
        }
        return copy;
    }
}
