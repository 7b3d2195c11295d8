package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tare.kit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a release is made with, as far as it needs no executable: workflows, Dependabot, the changelog, the formula and the checksums. */
class ReleaseIT {

    private static final Path WORKFLOWS = Path.of(".github/workflows");

    @TempDir
    Path folder;

    static List<Path> workflows() throws IOException {
        try (var files = Files.list(WORKFLOWS)) {
            return files.sorted().toList();
        }
    }

    private static JsonNode yaml(Path file) throws IOException {
        return new YAMLMapper().readTree(file.toFile());
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void actionsArePinnedToACommitAndComeFromWhoeverRunsThem(Path workflow) throws IOException {
        assertThat(Files.readString(workflow).lines().filter(line -> line.contains("uses:")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .matches(" *(- )?uses: (actions|graalvm|sigstore)/[a-z-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void onlyTheJobThatPublishesMayWrite(Path workflow) throws IOException {
        var read = yaml(workflow);
        assertThat(read.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
        read.path("jobs")
                .properties()
                .forEach(job -> assertThat(job.getValue().has("permissions"))
                        .as(job.getKey())
                        .isEqualTo(job.getKey().equals("publish")));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void scriptsOfTheProjectThatAWorkflowRunsAreThere(Path workflow) throws IOException {
        var scripts = yaml(workflow).findValuesAsText("run").stream()
                .flatMap(run -> Pattern.compile("(?m)(?<![\\w/.$])(deploy/[\\w/-]+|\\./dev|\\.ci/run)(?=[\\s;]|$)")
                        .matcher(run)
                        .results()
                        .map(match -> match.group(1)))
                .toList();
        assertThat(scripts).allSatisfy(script -> assertThat(Path.of(script)).isExecutable());
        assertThat(scripts).as("the pattern finds them").isNotEmpty();
    }

    @Test
    void nothingIsPublishedByHand() throws IOException {
        var release = yaml(WORKFLOWS.resolve("release.yml"));
        assertThat(release.at("/jobs/publish/if").asText()).isEqualTo("github.event_name == 'push'");
        assertThat(release.at("/on/push").toString()).isEqualTo("{\"tags\":[\"v*\"]}");
    }

    @Test
    void dependabotKnowsWhatIsHere() throws IOException {
        var updates = yaml(Path.of(".github/dependabot.yml")).path("updates");
        assertThat(updates.findValuesAsText("package-ecosystem")).containsExactly("maven", "github-actions");
        var artifacts = Pattern.compile("<groupId>(.+)</groupId>\\s*<artifactId>(.+)</artifactId>")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(match -> match.group(1) + ":" + match.group(2))
                .toList();
        var maven = updates.get(0);
        var patterns = Stream.concat(
                maven.path("groups").findValues("patterns").stream().flatMap(JsonNode::valueStream),
                maven.path("ignore").findValues("dependency-name").stream());
        assertThat(patterns)
                .isNotEmpty()
                .allSatisfy(pattern -> assertThat(artifacts)
                        .anyMatch(artifact -> artifact.matches(
                                pattern.asText().replace(".", "\\.").replace("*", ".*"))));
    }

    @Test
    void theChangelogIsInTheFormOfKeepAChangelog() throws IOException {
        var headings = Files.readString(Path.of("CHANGELOG.md"))
                .lines()
                .filter(line -> line.startsWith("#"))
                .toList();
        assertThat(headings.subList(0, 2)).containsExactly("# Changelog", "## [Unreleased]");
        assertThat(headings.subList(2, headings.size()))
                .allMatch(
                        heading -> heading.matches(
                                "## \\[\\d+\\.\\d+\\.\\d+(-[\\w.]+)?] - \\d{4}-\\d\\d-\\d\\d|### (Added|Changed|Deprecated|Removed|Fixed|Security)"));
        assertThat(headings.stream()
                        .filter(heading -> heading.contains("] - "))
                        .map(heading -> heading.substring(heading.indexOf("] - "))))
                .isNotEmpty()
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void notesAreTheSectionOfTheVersion() throws IOException {
        var project = new Project("1.2.0");
        project.changelog(
                "## [Unreleased]",
                "",
                "## [1.2.0] - 2026-11-30",
                "### Added",
                "- two",
                "",
                "## [1.1.0] - 2026-10-30",
                "- one");
        assertThat(project.run("release/notes")).isEqualTo("### Added\n- two\n");
        assertThat(project.run("release/notes", "1.1.0")).isEqualTo("- one\n");
        assertThatThrownBy(() -> project.run("release/notes", "1.1")).hasMessageContaining("says nothing of 1.1");
    }

    @Test
    void aTagNeedsTheVersionOfThePomAndItsChanges() throws IOException {
        var project = new Project("1.2.0");
        project.changelog("## [Unreleased]", "## [1.2.0] - 2026-11-30", "- two");
        assertThat(project.run("release/ready", "v1.2.0")).isEmpty();
        assertThatThrownBy(() -> project.run("release/ready", "v1.2.1"))
                .hasMessageContaining("the tag is v1.2.1, and the version in pom.xml is 1.2.0");
        project.changelog("## [Unreleased]", "- three", "## [1.2.0] - 2026-11-30", "- two");
        assertThatThrownBy(() -> project.run("release/ready")).hasMessageContaining("changes under Unreleased");
        project.changelog("## [Unreleased]", "## [1.2.0]", "- two");
        assertThatThrownBy(() -> project.run("release/ready")).hasMessageContaining("no heading \"## [1.2.0] - DATE\"");
    }

    @Test
    void theFormulaNamesTheArchivesThatAreThereWithTheirChecksums() throws IOException {
        var project = new Project("1.2.0");
        project.archives("linux-amd64", "linux-arm64", "macos-arm64");
        project.run("release/finish");
        String formula = Files.readString(project.release("tare.rb"));
        assertThat(formula).startsWith("# Made by").contains("\nclass Tare < Formula\n", "  version \"1.2.0\"\n");
        for (var block : Map.of(
                        "on_macos do\n    on_arm do", "macos-arm64",
                        "on_linux do\n    on_intel do", "linux-amd64",
                        "    end\n    on_arm do", "linux-arm64")
                .entrySet()) {
            String archive = "tare-1.2.0-%s.tar.gz".formatted(block.getValue());
            assertThat(formula).contains("""
                    %s
                          url "https://tare.example/releases/download/v1.2.0/%s"
                          sha256 "%s"
                        end
                    """.formatted(block.getKey(), archive, project.sha256(archive)));
        }
        assertThat(formula.lines().filter(line -> line.matches(".*\\b(do|class .*|def .*)$")))
                .as("as many ends as beginnings")
                .hasSameSizeAs(formula.lines()
                        .filter(line -> line.strip().equals("end"))
                        .toList());
    }

    @Test
    void theFormulaNamesNoArchiveThatIsNotThere() throws IOException {
        var project = new Project("1.2.0");
        project.archives("linux-amd64");
        project.run("release/finish");
        assertThat(Files.readString(project.release("tare.rb")))
                .contains("on_linux", "on_intel")
                .doesNotContain("on_macos", "on_arm");
    }

    @Test
    void theChecksumsCoverEveryFileAndNothingElse() throws IOException {
        var project = new Project("1.2.0");
        project.archives("linux-amd64", "macos-arm64");
        project.run("release/finish");
        project.run("release/finish");
        assertThat(Tool.run(project.release(""), "sha256sum", "--check", "SHA256SUMS"))
                .isEqualTo("tare-1.2.0-linux-amd64.tar.gz: OK\ntare-1.2.0-macos-arm64.tar.gz: OK\ntare.rb: OK\n");
    }

    /** A copy of the scripts beside a pom.xml of some version, and a folder for the files of its release. */
    private final class Project {

        private final String version;

        Project(String version) throws IOException {
            this.version = version;
            Tool.run(Path.of("."), "cp", "-r", "deploy", folder.toString());
            Files.writeString(
                    folder.resolve("pom.xml"), "<project>\n  <version>%s</version>\n</project>\n".formatted(version));
            Files.createDirectories(release(""));
        }

        Path release(String file) {
            return folder.resolve("target/release").resolve(file);
        }

        void changelog(String... lines) throws IOException {
            Files.write(folder.resolve("CHANGELOG.md"), List.of(lines));
        }

        void archives(String... platforms) throws IOException {
            for (String platform : platforms) {
                Files.writeString(release("tare-%s-%s.tar.gz".formatted(version, platform)), platform);
            }
        }

        String sha256(String file) {
            return Tool.run(release(""), "sha256sum", file).substring(0, 64);
        }

        String run(String script, String... arguments) {
            var command = Stream.concat(Stream.of("deploy/" + script), Stream.of(arguments));
            return Tool.run(folder, command.toArray(String[]::new));
        }
    }
}
