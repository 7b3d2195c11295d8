package dev.tare.report.sarif;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tare.layer.RawTar;
import dev.tare.report.Examples;
import dev.tare.report.Reports;
import dev.tare.report.format.Output;
import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Held against the schema that OASIS publishes, and what GitHub asks for beyond it ("SARIF support for code scanning"). */
class ScanSarifTest {

    private static final SarifFormat SARIF = new SarifFormat();
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(
                            Files.readString(
                                    Path.of("src/test/resources/dev/tare/report/sarif/sarif-schema-2.1.0.json")),
                            InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode valid(String text) throws IOException {
        assertThat(SCHEMA.validate(text, InputFormat.JSON)).isEmpty();
        var sarif = new ObjectMapper().readTree(text);
        assertThat(sarif.path("runs").size()).isBetween(1, ScanSarif.MAX_RUNS);
        assertThat(sarif.at("/runs").findValuesAsText("category")).isEmpty();
        var categories = texts(sarif.path("runs"), "/automationDetails/id");
        assertThat(categories).doesNotHaveDuplicates().allMatch(id -> id.startsWith("tare/") && id.endsWith("/"));
        for (var run : sarif.path("runs")) {
            requiredByGithub(run);
        }
        return sarif;
    }

    private static void requiredByGithub(JsonNode run) {
        for (var rule : run.at("/tool/driver/rules")) {
            for (String field : List.of("/id", "/shortDescription/text", "/fullDescription/text", "/help/text")) {
                assertThat(rule.at(field).asText()).as(field).isNotBlank().hasSizeLessThanOrEqualTo(1_024);
            }
            assertThat(rule.path("name").asText()).matches("[A-Za-z0-9]{1,255}");
            assertThat(rule.at("/properties/tags").size()).isLessThanOrEqualTo(10);
        }
        var ids = texts(run.at("/tool/driver/rules"), "/id");
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(texts(run.path("results"), "/partialFingerprints/primaryLocationLineHash"))
                .doesNotHaveDuplicates()
                .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
        for (var result : run.path("results")) {
            assertThat(ids.get(result.path("ruleIndex").asInt()))
                    .isEqualTo(result.path("ruleId").asText());
            assertThat(result.at("/message/text").asText()).isNotBlank();
            assertThat(result.path("locations").size()).isOne();
            var at = result.at("/locations/0/physicalLocation");
            assertThat(URI.create(at.at("/artifactLocation/uri").asText()))
                    .matches(uri -> !uri.isAbsolute()
                            && !uri.getPath().startsWith("/")
                            && !uri.getPath().isEmpty());
            assertThat(at.at("/region/startLine").asInt()).isPositive();
        }
    }

    private static List<String> texts(JsonNode array, String pointer) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(it -> it.at(pointer).asText())
                .toList();
    }

    @Test
    void brokenRulesComeFirstOnTheLinesOfTheDockerfile() throws IOException {
        var run = valid(Examples.written(SARIF, Examples.gated("registry.example/team/app:1")))
                .at("/runs/0");

        assertThat(run.at("/automationDetails/id").asText()).isEqualTo("tare/registry.example/team/app:1/");
        assertThat(texts(run.path("results"), "/level"))
                .startsWith("error", "warning")
                .endsWith("note");
        var exposed = run.at("/results/0");
        assertThat(exposed.path("ruleId").asText()).isEqualTo("exposed");
        assertThat(exposed.at("/message/text").asText()).contains("/app/.npmrc is shipped by layer 0");
        assertThat(exposed.at("/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .isEqualTo("docker/Dockerfile");
        assertThat(exposed.at("/locations/0/physicalLocation/region/startLine").asInt())
                .isEqualTo(3);
        assertThat(texts(run.path("results"), "/ruleId"))
                .as("the credential is told once")
                .containsOnlyOnce("exposed");
        assertThat(run.at("/tool/driver/rules/0/properties/security-severity").asText())
                .isEqualTo("8.0");
        assertThat(texts(run.at("/tool/driver/rules"), "/id")).contains("min-efficiency", "merge");
        assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isTrue();
    }

    @Test
    void withoutRulesCredentialsAndAdviceAreTold() throws IOException {
        var results = valid(Examples.written(SARIF, Examples.image("a:1"))).at("/runs/0/results");

        assertThat(texts(results, "/ruleId")).startsWith("exposed").contains("multi-stage", "copy-metadata");
        assertThat(texts(results, "/message/text")).anyMatch(text -> text.contains("saves 200 kB"));
    }

    @Test
    void anotherBuildHasTheSameFingerprintsWithAndWithoutTheRule() throws IOException {
        var first = valid(Examples.written(SARIF, Examples.image("a:1"))).at("/runs/0/results");
        var second =
                valid(Examples.written(SARIF, Examples.image("a:1", 77_000))).at("/runs/0/results");
        var gated = valid(Examples.written(SARIF, Examples.gated(Examples.image("a:1", 55_000), "a:1")))
                .at("/runs/0/results");
        String hash = "/partialFingerprints/primaryLocationLineHash";

        assertThat(texts(second, hash)).isEqualTo(texts(first, hash));
        assertThat(texts(gated, hash)).containsAll(texts(first, hash));
    }

    @Test
    void withoutADockerfileAResultIsAtThePathInTheImageOrAtTheImage() throws IOException {
        var image = new Reports()
                .name("registry.example:5000/a b/c:1")
                .layer(
                        "COPY",
                        new RawTar()
                                .file("a b/[x](y) %41 #ü?.env", "TOKEN=hunter2")
                                .file(".env", "TOKEN=x1"))
                .layer("RUN", new RawTar().whiteout("a b/[x](y) %41 #ü?.env").whiteout(".env"))
                .result("max-wasted", "1", "2", false, "registry.example:5000/a b/c:1");
        var results = valid(Examples.written(SARIF, image)).at("/runs/0/results");

        assertThat(texts(results, "/locations/0/physicalLocation/artifactLocation/uri"))
                .contains("registry.example%3A5000/a%20b/c%3A1", ".env");
        assertThat(texts(results, "/locations/0/physicalLocation/artifactLocation/uri"))
                .anyMatch(uri -> URI.create(uri).getPath().equals("a b/[x](y) %41 #ü?.env"));
        assertThat(texts(results, "/message/text")).noneMatch(text -> text.contains("]("));
    }

    @Test
    void imagesOfOneRepositoryAreAnalysesOfTheirOwnAndGithubsNumberOfRunsIsKept() throws IOException {
        var others = new ArrayList<Reports>();
        for (int i = 1; i < 23; i++) {
            others.add(Examples.image("a:1"));
        }
        var sarif = valid(Examples.written(SARIF, Examples.image("a:1"), others.toArray(Reports[]::new)));

        assertThat(sarif.path("runs").size()).isEqualTo(ScanSarif.MAX_RUNS);
        assertThat(sarif.at("/runs/1/automationDetails/id").asText()).isEqualTo("tare/a:1/2/");
        var last = sarif.at("/runs/19/invocations/0");
        assertThat(last.path("executionSuccessful").asBoolean()).isFalse();
        assertThat(last.at("/toolExecutionNotifications/0/message/text").asText())
                .startsWith("3 images left out");
    }

    @Test
    void whatIsLeftOutIsTold() throws IOException {
        var run = valid(Examples.image("a:1").written(SARIF, 100, new Style(false), 1))
                .at("/runs/0");
        assertThat(texts(run.at("/invocations/0/toolExecutionNotifications"), "/message/text"))
                .anyMatch(text -> text.matches("\\d+ results? left out: see --top 0.*"));
    }

    @Test
    void anImageThatCannotBeReadClosesNoAlerts() throws IOException {
        var out = new ByteArrayOutputStream();
        var sink = SARIF.scan(new Output(out, 80, new Style(false), 0, Output.Detail.BRIEF, Reports.VERSION));
        sink.begin();
        sink.failure(new Failure("a:1", "not found\u001b[2J", "look", 3));
        sink.end(new Verdict(List.of()));

        var run = valid(out.toString(StandardCharsets.UTF_8)).at("/runs/0");
        assertThat(run.at("/automationDetails/id").asText()).isEqualTo("tare/");
        assertThat(run.at("/invocations/0/toolExecutionNotifications/0/message/text")
                        .asText())
                .isEqualTo("a:1: not found\\x1b[2J");
    }
}
