package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of docs/ci.md: each is a valid file of its system, and each command line of tare in them runs. */
class CiExamplesIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+) ([^\n]+)\n(.*?)^```$");
    private static final Pattern OUTPUT = Pattern.compile("(?:-o |--output=)\\w+=([^\\s']+)");

    /** What stands for an image in the examples, and what the test has in its place. */
    private static final Map<String, String> IMAGES = Map.of(
            "registry.example/team/app:main", "image.tar",
            "ghcr.io/OWNER/app:main", "./layout",
            "registry.example/team/app:pr-${{ github.event.number }}", "image.tar",
            "docker save app \\|", "cat image.tar |",
            "$(params.image)", "image.tar",
            "\"$[[ inputs.image ]]\"", "image.tar",
            "$[[ inputs.options ]]", "--fail-on exposed",
            "\"$TARE_CACHE\"", ".tare-cache");

    @TempDir
    Path folder;

    /** A file in the docs. */
    private record Example(String language, String name, String text) {
        @Override
        public String toString() {
            return name;
        }

        JsonNode yaml() {
            return CiExamplesIT.yaml(text).getLast();
        }
    }

    private static List<JsonNode> yaml(String text) {
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new AssertionError("no YAML: " + text, e);
        }
    }

    private static String docs() throws IOException {
        return Files.readString(Path.of("docs/ci.md"));
    }

    private static Stream<Example> examples() throws IOException {
        return BLOCK.matcher(docs())
                .results()
                .map(block -> new Example(block.group(1), block.group(2), block.group(3)));
    }

    private static Example example(String name) throws IOException {
        return examples().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    }

    @BeforeEach
    void build() throws IOException {
        var image =
                TestImage.of(new RawTar().directory("app").file("app/one", "one"), new RawTar().file("app/one", "two"));
        image.writeLayout(Files.createDirectories(folder.resolve("layout")), "main");
        Tool.run(folder.resolve("layout"), "tar", "-cf", "../image.tar", ".");
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\nCOPY one /app/\nCOPY two /app/one\n");
        Path program = folder.resolve("bin/tare");
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\nexec %s \"$@\"\n".formatted(Tare.shellCommand()));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "github-workflows, .github/workflows/image.yml",
        "github-workflows, .github/workflows/ratchet.yml",
        "gitlab-ci,        .gitlab-ci.yml",
        "gitlab-ci,        .gitlab-ci.yml with the component",
        "circle-ci,        .circleci/config.yml"
    })
    void followTheSchemaOfTheirSystem(String schema, String name) throws IOException {
        assertFollows(schema, example(name).yaml());
    }

    @Test
    void whatOthersIncludeFollowsTheSchemaOfItsSystem() throws IOException {
        assertFollows(
                "github-actions", yaml(Files.readString(Path.of("action.yml"))).getLast());
        var component = yaml(Files.readString(Path.of("deploy/ci/gitlab.yml")));
        assertThat(component).hasSize(2);
        component.forEach(document -> assertFollows("gitlab-ci", document));
    }

    private static void assertFollows(String schema, JsonNode file) {
        try (var resource = CiExamplesIT.class.getResourceAsStream(schema + ".json")) {
            var errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(resource, InputFormat.JSON)
                    .validate(file.toString(), InputFormat.JSON);
            assertThat(errors).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(schema, e);
        }
    }

    /** Every line of shell in the docs and in what others include that calls tare. */
    static Stream<String> commands() throws IOException {
        var lines = new ArrayList<String>();
        for (var example : examples().toList()) {
            switch (example.language()) {
                case "yaml" -> example.yaml().forEach(part -> collect(part, lines));
                case "groovy" ->
                    Pattern.compile("(?m)sh '(.*)'$")
                            .matcher(example.text())
                            .results()
                            .forEach(call -> lines.add(call.group(1)));
                default -> throw new AssertionError("nobody runs what is in " + example.language());
            }
        }
        Pattern.compile("(?ms)^```([^\n]*)\n(.*?)^```$")
                .matcher(docs())
                .results()
                .filter(block -> !block.group(1).contains(" "))
                .forEach(block -> block.group(2).lines().forEach(line -> lines.add(line.replaceFirst("^- run: ", ""))));
        Pattern.compile("`([^`]*tare scan [^`]*)` \\|")
                .matcher(docs())
                .results()
                .forEach(cell -> lines.add(cell.group(1)));
        yaml(Files.readString(Path.of("deploy/ci/gitlab.yml")))
                .forEach(document -> document.forEach(part -> collect(part, lines)));
        return lines.stream()
                .flatMap(text -> text.replaceAll("\\\\\n\\s*", "").lines())
                .filter(line -> line.matches("(?:.*\\| ?)?(?:\\.tare/bin/)?tare (?:scan|compare) .*"));
    }

    private static void collect(JsonNode node, List<String> lines) {
        if (node.isTextual()) {
            lines.add(node.asText());
        } else if (node.path("args").isArray() && node.path("image").asText().contains("/tare:")) {
            var words = new ArrayList<>(List.of("tare"));
            node.path("args").forEach(word -> words.add("'" + word.asText() + "'"));
            lines.add(
                    String.join(" ", words).replace("'scan'", "scan").replace("'$(params.image)'", "$(params.image)"));
        } else {
            node.forEach(part -> collect(part, lines));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void runAsTheyStand(String command) throws IOException {
        String here = command;
        for (var image : IMAGES.entrySet()) {
            here = here.replace(image.getKey(), image.getValue());
        }
        Files.writeString(folder.resolve("run"), here.replace(".tare/bin/tare", "tare") + "\n");
        String code = Tool.run(
                folder,
                Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"), "HOME", folder.toString()),
                "sh",
                "-c",
                "sh ./run >out 2>err; echo $?");
        String told = Files.readString(folder.resolve("err"));

        assertThat(code.strip()).as(told).isIn("0", "1");
        boolean isWrittenToAFile = here.contains(" -o comment.md ");
        assertThat(folder.resolve(isWrittenToAFile ? "comment.md" : "out"))
                .as(told)
                .isNotEmptyFile();
        OUTPUT.matcher(here)
                .results()
                .forEach(output -> assertThat(folder.resolve(output.group(1))).isNotEmptyFile());
    }

    /** By Debian's version of pre-commit, which knows the stage before a push by its old name. */
    @Test
    void preCommitRunsTheHookBeforeAPush() throws IOException {
        Path hooks = Files.createDirectories(folder.resolve("hooks"));
        Files.writeString(
                hooks.resolve(".pre-commit-hooks.yaml"),
                Files.readString(Path.of(".pre-commit-hooks.yaml"))
                        .replace("stages: [pre-push]", "stages: [push]")
                        .replace("minimum_pre_commit_version: 3.2.0", ""));
        commit(hooks);
        String name = ".pre-commit-config.yaml";
        Files.writeString(
                folder.resolve(name),
                example(name)
                        .text()
                        .replace("https://github.com/OWNER/tare", hooks.toString())
                        .replaceFirst("rev: .*", "rev: main"));
        git(folder, "init", "-q");
        git(folder, "add", name);

        assertThat(beforeAPush()).contains("Passed");
        Files.writeString(folder.resolve(".tare.yaml"), "rules:\n  - wasted > 2\n");
        assertThat(beforeAPush()).contains("Failed", "exit code: 1", "wasted 3");
    }

    private String beforeAPush() {
        return Tool.run(
                folder,
                Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"), "HOME", folder.toString()),
                "sh",
                "-c",
                "pre-commit run --hook-stage push --all-files --color never 2>&1 || true");
    }

    private static void commit(Path repository) throws IOException {
        git(repository, "init", "-q", "-b", "main");
        git(repository, "add", ".");
        git(repository, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "hooks");
    }

    /** Without the settings of who runs the tests, such as that all commits are signed. */
    private static void git(Path repository, String... arguments) {
        var command = Stream.concat(Stream.of("git"), Stream.of(arguments));
        Tool.run(repository, Map.of("GIT_CONFIG_GLOBAL", "/dev/null"), command.toArray(String[]::new));
    }

    @Test
    void namesTheVersionThatIsBuilt() throws IOException {
        String version = Tare.at(folder).run("--version").out().strip().replaceFirst("^tare ", "");
        assertThat(yaml(Files.readString(Path.of("action.yml")))
                        .getLast()
                        .at("/inputs/version/default")
                        .asText())
                .isEqualTo(version);
        assertThat(yaml(Files.readString(Path.of("deploy/ci/gitlab.yml")))
                        .getFirst()
                        .at("/spec/inputs/version/default")
                        .asText())
                .isEqualTo(version);
        assertThat(Pattern.compile("(?:tare@v|install |tare:|rev: v|version: |ref: v)([0-9]+\\.[0-9]+\\.[0-9]+)")
                        .matcher(docs())
                        .results()
                        .map(found -> found.group(1))
                        .distinct())
                .containsExactly(version);
    }
}
