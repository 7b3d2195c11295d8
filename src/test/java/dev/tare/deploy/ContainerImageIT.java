package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.kit.Registry;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container image of the executable: built here, looked at, and run as a cluster runs it: by its own user, without capabilities, with
 * nothing to write to.
 */
@EnabledIfSystemProperty(named = "tare.native", matches = ".+", disabledReason = "the image holds the executable")
class ContainerImageIT {

    private static final TestImage WASTEFUL =
            TestImage.of(new RawTar().file("kept", "one").file("gone", "two"), new RawTar().whiteout("gone"));

    @TempDir
    static Path folder;

    private static String image = "";
    private static String pulled = "";

    @BeforeAll
    static void build() {
        image = build("image");
        pulled = Tool.run(folder, podman("pull", "--quiet", image)).strip();
        WASTEFUL.writeLayout(folder.resolve("wasteful"), "1");
    }

    private static String build(String name) {
        var environment = Map.of(
                "TARE", System.getProperty("tare.native"),
                "IMAGE", folder.resolve(name).toString());
        return Tool.run(Path.of("."), environment, "deploy/image").strip();
    }

    private static String[] podman(String... arguments) {
        var command = new ArrayList<>(List.of("podman", "--root", folder + "/root", "--runroot", folder + "/run"));
        command.addAll(List.of("--storage-driver", "vfs", "--cgroup-manager", "cgroupfs"));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    /**
     * Runs the image and gives all that it printed, and its exit code as the last line.
     *
     * @param options of podman, beside those that take away rights
     */
    private static String run(List<String> options, String... arguments) {
        // The host's network, for registries on loopback. No cgroups, since nothing is limited here and crun takes no
        // hybrid
        // ones. And lower limits than podman's own, which only a root with all rights may set.
        var podman = new ArrayList<>(List.of(podman(
                "run",
                "--rm",
                "--network=host",
                "--cgroups=disabled",
                "--ulimit=nofile=1024:1024",
                "--ulimit=nproc=1000:1000")));
        podman.addAll(List.of(
                "--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges"));
        podman.addAll(options);
        podman.add(pulled);
        podman.addAll(List.of(arguments));
        var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", """
                mount -t cgroup2 none /sys/fs/cgroup
                "$@"
                echo "exit code $?"
                """, "sh"));
        command.addAll(podman);
        return Tool.run(folder, command.toArray(String[]::new));
    }

    @Test
    void theImageHasLabelsAndIsNotRoot() throws IOException {
        JsonNode config = new ObjectMapper()
                .readTree(Tool.run(folder, "skopeo", "inspect", "--config", image))
                .path("config");
        assertThat(config.path("User").asText()).matches("[1-9]\\d*:[1-9]\\d*");
        String label = "org.opencontainers.image.";
        assertThat(config.path("Labels").path(label + "title").asText()).isEqualTo("tare");
        assertThat("tare " + config.path("Labels").path(label + "version").asText())
                .isEqualTo(Tare.at(folder).run("--version").out().strip());
        for (var name : List.of("description", "licenses", "revision")) {
            assertThat(config.path("Labels").path(label + name).asText())
                    .as(name)
                    .isNotBlank();
        }
    }

    @Test
    void theImageHoldsTheExecutableAndNoWaste() {
        var scan = Tare.at(folder).run("scan", "--format=json", "--max-wasted=0", "--fail-on=exposed", image);
        assertThat(scan.exitCode()).isZero();
        assertThat(scan.image().path("warnings")).isEmpty();
        assertThat(Tare.at(folder)
                        .run("scan", "--secret=*=any file", "--fail-on=exposed", image)
                        .exitCode())
                .as("no file at all is hidden")
                .isZero();
        var names =
                Tare.at(folder).run("ls", "--recursive", "--format=json", image).json("ls");
        assertThat(names.findValuesAsText("path"))
                .contains("/usr/bin/tare", "/etc/passwd", "/etc/ssl/certs/ca-certificates.crt")
                .filteredOn(path -> path.matches("/(usr/)?s?bin/.*"))
                .hasSize(1);
    }

    @Test
    void theImageIsReproducible() throws IOException {
        build("again");
        assertThat(folder.resolve("again/index.json")).hasSameTextualContentAs(folder.resolve("image/index.json"));
    }

    @Test
    void theImageRunsOnAReadOnlyRoot() {
        assertThat(run(List.of(), "--version")).matches("tare \\S+\nexit code 0\n");
        assertThat(run(List.of(), "demo")).contains("4.2 MB", "exit code 0");
        String mount = "--volume=%s:/wasteful:ro".formatted(folder.resolve("wasteful"));
        assertThat(run(List.of(mount), "scan", "--max-wasted=2", "oci:/wasteful"))
                .contains("/gone", "exit code 1");
        assertThat(run(List.of(mount), "scan", "-o", "/tmp/report", "oci:/wasteful"))
                .as("the root is read-only")
                .contains("cannot be written", "exit code 2");
    }

    @Test
    void theImageRunsAsItsUserAndWritesOnlyTheReport() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Tool.run(folder, "chmod", "777", "tmp");
        String said = run(
                List.of(
                        "--volume=%s:/wasteful:ro".formatted(folder.resolve("wasteful")),
                        "--volume=%s:/tmp".formatted(temporary)),
                "scan",
                "--output=/tmp/report",
                "oci:/wasteful");
        assertThat(said).contains("exit code 0");
        assertThat(temporary).isDirectoryNotContaining(file -> !file.endsWith("report"));
        assertThat(Files.getAttribute(temporary.resolve("report"), "unix:uid")).isEqualTo(65532);
    }

    /** All that the chart asks of a node, but limits: podman has no cgroups here. */
    @Test
    void theImageDoesTheJobOfTheChart() throws IOException {
        var chart = ClusterObjects.ofChart(
                ClusterObjects.CHART.resolve("ci/images-values.yaml"),
                "--set-json=report.files=[{\"format\":\"json\",\"file\":\"tare.json\"}]");
        var user = chart.pod().path("securityContext");
        var options = new ArrayList<>(List.of("--user=%s:%s"
                .formatted(
                        user.path("runAsUser").asText(), user.path("runAsGroup").asText())));
        var job = new ContainerRun(folder.resolve("job"), chart.container());
        for (var mount : chart.container().path("volumeMounts")) {
            Path volume = job.folder(mount.path("name").asText());
            Tool.run(volume, "chmod", "777", "."); // in place of the fsGroup
            options.add("--volume=%s:%s%s"
                    .formatted(
                            volume,
                            mount.path("mountPath").asText(),
                            mount.path("readOnly").asBoolean() ? ":ro" : ""));
        }
        for (var variable : chart.container().path("env")) {
            options.add("--env=%s=%s"
                    .formatted(
                            variable.path("name").asText(),
                            variable.path("value").asText()));
        }
        try (var registry = Registry.open(folder.resolve("of-the-chart"))) {
            String reference = registry.push("team/app", "main", WASTEFUL);
            job.mount("config", Map.of("tare.yaml", "{rules: [wasted > 2B]}", "images.txt", reference));
            var arguments = new ArrayList<String>();
            chart.container().path("args").forEach(argument -> arguments.add(argument.asText()));

            assertThat(run(options, arguments.toArray(String[]::new))).contains("/gone", "exit code 1");
        }
        assertThat(job.folder("report")).isDirectoryContaining("glob:**/tare.json");
        assertThat(job.folder("cache")).isDirectoryContaining("glob:**/tare");
    }

    @Test
    void theImageScansFromARegistryWithTls() {
        Tool.run(folder, "sh", "-ec", """
                openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=registry.test -keyout key.pem -out ca.pem \
                  -addext subjectAltName=DNS:registry.test
                """);
        Path storage = folder.resolve("registry");
        try (var open = Registry.open(storage)) {
            open.push("team/app", "1", WASTEFUL);
        }
        try (var registry =
                Registry.start(storage, "", "  tls: {certificate: %1$s/ca.pem, key: %1$s/key.pem}".formatted(folder))) {
            var options =
                    List.of("--add-host=registry.test:127.0.0.1", "--volume=%s/ca.pem:/ca.pem:ro".formatted(folder));
            String app = "registry.test:%d/team/app:1".formatted(registry.port());
            assertThat(run(options, "scan", "--ca-file=/ca.pem", app)).contains("/gone", "exit code 0");
            assertThat(run(options, "scan", app))
                    .as("who is not trusted by the authorities in the image")
                    .contains("TLS", "--ca-file", "exit code 3");
        }
    }
}
