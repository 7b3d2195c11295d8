package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tare.kit.Await;
import dev.tare.kit.ClosedPort;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and the dashboard, which ask for metrics that tare writes in a language that Prometheus reads. */
class MetricsIT {

    private static final Path RULES = Path.of("deploy/prometheus");
    private static final Path DASHBOARD = Path.of("deploy/grafana/tare.json");
    private static final Pattern METRIC = Pattern.compile("\\btare_[a-z_]+");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) gauge$");

    @TempDir
    Path folder;

    @Test
    void theAlertsFireForWhatTheySay() {
        promtool(RULES, "check", "rules", "rules.yaml");
        promtool(RULES, "test", "rules", "rules.test.yaml");
    }

    @Test
    void everyAlertHasATest() throws IOException {
        String tests = Files.readString(RULES.resolve("rules.test.yaml"));
        var alerts = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(RULES.resolve("rules.yaml")))
                .results()
                .map(alert -> alert.group(1))
                .toList();
        assertThat(alerts).isNotEmpty().allSatisfy(alert -> assertThat(tests).contains("alertname: " + alert));
    }

    @Test
    void prometheusUnderstandsEveryQueryOfTheDashboard() throws IOException {
        var queries = queries(new ObjectMapper().readTree(DASHBOARD.toFile()));
        assertThat(queries).hasSizeGreaterThan(10);
        var rules = JsonNodeFactory.instance.objectNode();
        var group = rules.putArray("groups").addObject().put("name", "dashboard");
        var list = group.putArray("rules");
        for (int i = 0; i < queries.size(); i++) {
            list.addObject()
                    .put("record", "query:" + i)
                    .put("expr", queries.get(i).replace("$image", ".*"));
        }
        Files.writeString(folder.resolve("rules.yaml"), rules.toString()); // JSON is YAML too
        promtool(folder, "check", "rules", "rules.yaml");
    }

    @Test
    void whatTheyAskForIsWhatTareWrites() throws IOException {
        var families = FAMILY.matcher(metricsOfTwoImages())
                .results()
                .map(family -> family.group(1))
                .toList();
        var asked = new TreeSet<String>();
        for (var file : List.of(DASHBOARD, RULES.resolve("rules.yaml"))) {
            METRIC.matcher(Files.readString(file)).results().forEach(metric -> asked.add(metric.group()));
        }
        assertThat(asked).isNotEmpty().isSubsetOf(families);
    }

    /** As the docs upload it; what was pushed before and is gone now is gone there too. */
    @Test
    void aPushgatewayTakesTheMetrics() throws Exception {
        Path report = folder.resolve("tare.prom");
        assertThat(Tare.at(folder)
                        .run("demo", "--quiet", "--output=openmetrics=" + report)
                        .exitCode())
                .isZero();
        try (var port = new ClosedPort();
                var client = HttpClient.newHttpClient()) {
            var gateway = new ProcessBuilder("prometheus-pushgateway", "--web.listen-address=" + port.host())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("gateway.log").toFile())
                    .start();
            try {
                String metrics = "http://%s/metrics".formatted(port.host());
                var stale = BodyPublishers.ofString("tare_image_scanned{image=\"gone:1\"} 1\n");
                Await.until("the gateway listens, see " + folder, () -> isAccepted(client, metrics, stale));
                assertThat(isAccepted(client, metrics, BodyPublishers.ofFile(report)))
                        .isTrue();
                var scraped = client.send(
                                HttpRequest.newBuilder(URI.create(metrics)).build(), BodyHandlers.ofString())
                        .body();
                assertThat(scraped)
                        .contains("push_time_seconds{instance=\"\",job=\"tare\"}")
                        .containsPattern(
                                "tare_image_wasted_bytes\\{image=\"[^\"]+\",instance=\"\",job=\"tare\"} 4.194304e\\+06")
                        .doesNotContain("gone:1");
            } finally {
                gateway.destroy();
                gateway.waitFor();
            }
        }
    }

    private static boolean isAccepted(HttpClient client, String metrics, BodyPublisher body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(metrics + "/job/tare"))
                .PUT(body)
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException e) {
            return false; // not yet
        }
    }

    private String metricsOfTwoImages() {
        try (var registry = Registry.open(folder.resolve("registry"))) {
            var image = TestImage.of(new RawTar().file("a", "one"), new RawTar().file("a", "two"));
            return Tare.at(folder)
                    .run(
                            "scan",
                            "--format=openmetrics",
                            "--max-wasted=1GB",
                            registry.push("team/app", "1", image),
                            registry.push("team/web", "1", image))
                    .out();
        }
    }

    private static List<String> queries(JsonNode dashboard) {
        var queries = new ArrayList<String>();
        for (var panel : dashboard.path("panels")) {
            for (var target : panel.path("targets")) {
                queries.add(target.path("expr").asText());
            }
        }
        return queries;
    }

    private static void promtool(Path where, String... arguments) {
        var command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Tool.run(where, command.toArray(String[]::new));
    }
}
