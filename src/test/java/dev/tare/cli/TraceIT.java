package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tare trace}: who touched a path, what that cost, what is there now. */
class TraceIT {

    @TempDir
    static Path folder;

    private static String image;

    @BeforeAll
    static void keep() {
        var made = TestImage.of(
                new RawTar()
                        .directory("usr")
                        .directory("usr/bin")
                        .file("usr/bin/sh", "shell one")
                        .symlink("bin", "usr/bin")
                        .directory("lib")
                        .directory("lib/sub")
                        .file("lib/sub/a", "12345")
                        .file("swap", "s")
                        .file("app/[id].js", "page"),
                new RawTar()
                        .file("bin/sh", "shell two!")
                        .file("lib/sub/a", "12345", header -> header.mode(0600).owner(7, 8))
                        .hardlink("kept", "lib/sub/a")
                        .hardlink("again", "swap"),
                new RawTar()
                        .whiteout("lib")
                        .directory("swap")
                        .file("twice", "1")
                        .file("twice", "22")
                        .file("root/.netrc", "machine h login u password p1")
                        .file("srv/.pgpass", "h:5432:db:me:hunter2"),
                new RawTar().file("twice", "22").whiteout("root/.netrc"));
        image = "oci:" + made.writeLayout(folder.resolve("image"), "1");
    }

    private static Tare.Result run(String... arguments) {
        var result = Tare.at(folder).with("COLUMNS", "100").run(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    @Test
    void everyLayerThatTouchedAPathIsTold() {
        assertThat(run("trace", image, "/lib/sub/a").out().lines())
                .containsExactly(
                        "/lib/sub/a",
                        "    0  A  added                                    5 B  RUN step 0",
                        "    1  C  mode 0644→0600, owner 0:0→7:8            5 B  RUN step 1",
                        "    2  D  removed with /lib                          -  RUN step 2",
                        "  gone since layer 2; still to be read as /kept; 5 B in 1 hidden copy is pulled all the same");
    }

    @Test
    void aSymbolicLinkOnTheWayIsFollowedAsAContainerDoes() {
        var lines = run("trace", image, "/bin/sh").out().lines().toList();
        assertThat(lines).hasSize(4).startsWith("/usr/bin/sh");
        assertThat(lines.get(2)).startsWith("    1  C  content ");
        assertThat(lines.get(3))
                .isEqualTo(
                        "  a container reads the copy of layer 1, 10 B; 9 B in 1 hidden copy is pulled all the same");
    }

    @Test
    void patternsAndNamesFindPathsThatAreGoneToo() {
        assertThat(run("trace", image, "/lib/**").out().lines().filter(line -> line.startsWith("/")))
                .containsExactly("/lib/sub", "/lib/sub/a");
        var swap = run("trace", image, "swap", "again", "twice").out();
        assertThat(swap.lines().filter(line -> line.startsWith("/"))).containsExactly("/again", "/swap", "/twice");
        assertThat(swap)
                .contains("hard link to /swap", "type file→directory", "a container finds the directory of layer 2")
                .contains("added, 2 times", "shipped again as it is", "3 B in 2 hidden copies are pulled");
    }

    @Test
    void aPathWithBracketsIsFoundAsItIsSpelled() {
        for (String spelled : List.of("/app/[id].js", "/app/\\[id].js", "/app/[[]id].js", "\\[*.js")) {
            assertThat(run("trace", image, spelled).out()).startsWith("/app/[id].js\n");
        }
    }

    @Test
    void jsonHasEveryStepAndCopy() {
        JsonNode paths = run("trace", "--format=json", image, "/lib/sub/a", "/twice")
                .json("trace")
                .path("paths");
        assertThat(paths).hasSize(2);
        JsonNode steps = paths.at("/0/steps");
        assertThat(steps.valueStream().map(step -> step.path("change").asText()))
                .containsExactly("A", "C", "D");
        assertThat(steps.at("/1/changed").toString()).isEqualTo("[\"mode\",\"owner\"]");
        assertThat(steps.at("/0/copies/0/fate").asText()).isEqualTo("duplicated");
        assertThat(steps.at("/1/copies/0/fate").asText()).isEqualTo("visible");
        assertThat(steps.at("/2/goneWith").asText()).isEqualTo("/lib");
        assertThat(paths.at("/0/now").isMissingNode()).isTrue();
        assertThat(paths.at("/0/otherNames/0/path").asText()).isEqualTo("/kept");
        assertThat(paths.at("/0/wastedBytes").asInt()).isEqualTo(5);
        assertThat(paths.at("/1/steps/0/copies")).hasSize(2);
        assertThat(paths.at("/1/steps/0/shippedBytes").asInt()).isEqualTo(3);
        assertThat(paths.at("/1/now/layer").asInt()).isEqualTo(3);
    }

    @Test
    void aVisibleCredentialIsNamed() {
        assertThat(run("trace", image, ".pgpass").out()).contains("  secret: PostgreSQL password file");
        JsonNode path =
                run("trace", "--format=json", image, ".pgpass").json("trace").at("/paths/0");
        assertThat(path.path("secretKind").asText()).isEqualTo("postgresql");
        assertThat(path.path("secret").asText()).isEqualTo("PostgreSQL password file");
        assertThat(path.has("exposed")).isFalse();
        assertThat(path.at("/revoke/0/exposedKind").asText()).isEqualTo("postgresql");
    }

    @Test
    void anExposedCredentialIsNamed() {
        assertThat(run("trace", image, ".netrc").out()).endsWith("""
                          exposed: netrc password
                          change the password, or revoke the token, at each machine that it names
                        """);
        JsonNode path =
                run("trace", "--format=json", image, ".netrc").json("trace").at("/paths/0");
        assertThat(path.path("exposed").asText()).isEqualTo("netrc password");
        assertThat(path.path("exposedKind").asText()).isEqualTo("netrc");
        assertThat(path.at("/revoke/0/exposedKind").asText()).isEqualTo("netrc");
        assertThat(path.at("/revoke/0/text").asText()).startsWith("change the password");
    }

    @Test
    void aPathThatNoLayerTouchesIsWrongUsage() {
        var result = Tare.at(folder).run("trace", image, "/nowhere");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("no layer of", "touches /nowhere");
        assertThat(result.out()).isEmpty();
        var some = Tare.at(folder).run("trace", image, "/nowhere", "/twice");
        assertThat(some.exitCode()).isZero();
        assertThat(some.err()).contains("touches /nowhere\n");
        assertThat(some.out()).startsWith("/twice\n");
    }
}
