package dev.tare.report.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tare.report.Examples;
import dev.tare.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Held against the schema by which GitLab checks each issue, and what its manual asks for. */
class ScanGitlabTest {

    private static final GitlabFormat GITLAB = new GitlabFormat();

    private static JsonNode valid(String text) throws IOException {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(
                        Files.readString(Path.of("src/test/resources/dev/tare/report/gitlab/codeclimate.json")),
                        InputFormat.JSON);
        var issues = new ObjectMapper().readTree(text);
        assertThat(issues.isArray()).isTrue();
        for (var issue : issues) {
            assertThat(schema.validate(issue.toString(), InputFormat.JSON)).isEmpty();
            assertThat(issue.path("severity").asText()).isIn("info", "minor", "major", "critical", "blocker");
            assertThat(issue.at("/location/path").asText()).isNotBlank().doesNotStartWith("./");
            assertThat(issue.at("/location/lines/begin").asInt()).isPositive();
        }
        assertThat(issues.findValuesAsText("fingerprint")).doesNotHaveDuplicates();
        return issues;
    }

    @Test
    void faultsAreIssuesOnTheLinesOfTheDockerfile() throws IOException {
        var issues = valid(Examples.written(GITLAB, Examples.gated("a:1")));

        assertThat(issues.at("/0/check_name").asText()).isEqualTo("exposed");
        assertThat(issues.at("/0/severity").asText()).isEqualTo("critical");
        assertThat(issues.at("/0/location/path").asText()).isEqualTo("docker/Dockerfile");
        assertThat(issues.at("/0/location/lines/begin").asInt()).isEqualTo(3);
        assertThat(issues.findValuesAsText("severity")).contains("major", "info");
    }

    @Test
    void twoTagsOfOneImageHaveTheSameIssues() throws IOException {
        assertThat(valid(Examples.written(GITLAB, Examples.gated("a:1"), Examples.gated("a:1"))))
                .isEqualTo(valid(Examples.written(GITLAB, Examples.gated("a:1"))));
    }

    private static Reports variant(String name, int size) throws IOException {
        return Examples.gated(Examples.image(name, size), name);
    }

    @Test
    void theSameFaultOfTwoImagesOfARepositoryIsTwoIssues() throws IOException {
        var first = valid(Examples.written(GITLAB, variant("a", 1_000)));
        var both = valid(Examples.written(GITLAB, variant("a", 1_000), variant("a", 5_000)));
        var rebuilt = valid(Examples.written(GITLAB, variant("a", 2_000), variant("a", 6_000)));

        assertThat(both).hasSize(2 * first.size());
        assertThat(both.findValuesAsText("fingerprint"))
                .startsWith(first.findValuesAsText("fingerprint").toArray(String[]::new))
                .isEqualTo(rebuilt.findValuesAsText("fingerprint"));
        assertThat(both.get(first.size()).path("description").asText()).startsWith("a: npm token");
    }
}
