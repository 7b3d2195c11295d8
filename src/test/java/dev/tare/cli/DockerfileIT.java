package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Tare;
import dev.tare.kit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --dockerfile} on images that buildah builds from it. */
class DockerfileIT {

    private static final String DOCKERFILE = """
            # what the image is built on
            ARG BASE=localhost/base
            FROM ${BASE} AS tools
            ARG VERSION=1.0
            ENV WHERE=/opt \\
                WHAT=tool
            RUN echo $VERSION > /tool

            FROM tools AS compiled
            RUN echo compiled > /compiled

            FROM tools
            WORKDIR /app
            RUN echo one > /one && \\
                # a comment among them

                echo   two \\
                > /two
            copy --chown=1:1 \\
                a b \\
                ./
            COPY --from=compiled /compiled $WHERE/
            ADD ["a", "/a b"]
            RUN --mount=type=tmpfs,target=/mnt echo three > /three
            RUN ["/bin/sh", "-c", "echo four > /four"]
            EXPOSE 80 443/udp
            CMD ["sh"]
            """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void build() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), DOCKERFILE);
        String buildah = "buildah --root %1$s/root --runroot %1$s/run --storage-driver vfs ".formatted(folder);
        Tool.run(folder, "sh", "-ec", """
                mkdir -p base/bin base/etc base/dev base/proc base/sys base/run base/tmp
                cp "$(command -v busybox)" base/bin/busybox
                ln base/bin/busybox base/bin/sh
                echo 'root:x:0:0:root:/root:/bin/sh' > base/etc/passwd
                touch base/etc/hosts base/etc/hostname base/etc/resolv.conf a b
                cat > Containerfile.base <<END
                FROM scratch
                COPY base /
                CMD ["sh"]
                END
                build() { %1$s bud --isolation chroot -q "$@" . >/dev/null; }
                build --layers -t base -f Containerfile.base
                build --layers -t layered
                build --layers --target compiled -t target
                build -t together
                for image in layered target together; do %1$s push -q $image oci:$image:1; done
                """.formatted(buildah));
    }

    private static Tare.Result run(String... arguments) {
        var result = Tare.at(folder).with("COLUMNS", "100").run(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    private static String file() {
        return "--dockerfile=" + folder.resolve("Dockerfile");
    }

    private static String image(String name) {
        return "oci:" + folder.resolve(name);
    }

    /** The first lines of the items, {@code ?} where there are none. */
    private static String lines(JsonNode items) {
        return items.valueStream()
                .map(item -> item.path("lines"))
                .map(lines -> lines.isMissingNode()
                        ? "?"
                        : lines.valueStream().map(JsonNode::asText).distinct().collect(Collectors.joining("-")))
                .collect(Collectors.joining(" "));
    }

    @Test
    void eachLayerPointsAtItsLines() {
        var image = run("scan", "--format=json", file(), image("layered")).image();
        assertThat(lines(image.path("layers"))).isEqualTo("? 7 14-18 19-21 22 23 24 25");
        assertThat(image.path("warnings")).isEmpty();
        var history = run("layers", "--format=json", file(), image("layered")).json("layers");
        assertThat(lines(history.path("history"))).isEqualTo("? ? 4 5-6 7 13 14-18 19-21 22 23 24 25 26 27");
        assertThat(history.path("warnings")).isEmpty();
    }

    @Test
    void tablesNameTheLines() {
        assertThat(run("scan", file(), image("layered")).out().lines().filter(line -> line.matches(" {4}[0-9] .*")))
                .extracting(line -> line.substring(51, 63))
                .startsWith("        COPY", "L7      RUN ", "L14-18  RUN ", "L19-21  COPY");
        assertThat(run("layers", file(), image("layered")).out())
                .contains("  L5-6    ENV WHERE=/opt", "  L14-18  RUN echo one >");
        assertThat(run("layers", image("layered")).out()).doesNotContain("L14").contains("     -  ENV WHERE=/opt");
    }

    @Test
    void targetChoosesTheStage() {
        var image = run("scan", "--format=json", file(), "--target=Compiled", image("target"))
                .image();
        assertThat(lines(image.path("layers"))).isEqualTo("? 7 10");
        assertThat(image.path("warnings")).isEmpty();
        var wrong = run("scan", "--format=json", file(), image("target")).image();
        assertThat(lines(wrong.path("layers"))).isEqualTo("? 7 ?");
        assertThat(wrong.path("warnings").valueStream().map(JsonNode::asText))
                .containsExactly(
                        "6 of the 7 instructions of Dockerfile that change files are not in the history of this image"
                                + " (L14-18, L19-21, L22, L23, L24, L25): has the file changed since the build?",
                        "no instruction of Dockerfile was found for layer 2, above those that it made");
    }

    @Test
    void aLayerOfAllInstructionsPointsAtAllTheirLines() {
        var image = run("scan", "--format=json", file(), image("together")).image();
        assertThat(lines(image.path("layers"))).isEqualTo("? 7 14-27");
        assertThat(image.path("warnings").valueStream().map(JsonNode::asText))
                .containsExactly(
                        "layer 2 was made by lines 14-27 of Dockerfile together: the builder made no layer for each"
                                + " instruction");
    }

    @Test
    void aDockerfileOfAnotherImageIsAWarning() throws IOException {
        Path other = Files.writeString(folder.resolve("Other"), "FROM x\nRUN other\n");
        String said = "warning: none of the instructions of Other is in the history of this image";
        assertThat(run("scan", "--dockerfile=" + other, image("layered")).out()).contains(said);
        assertThat(run("layers", "--dockerfile=" + other, image("layered")).out())
                .contains(said);
    }

    @Test
    void anUnusableDockerfileIsWrongUsage() throws IOException {
        Path bad = Files.writeString(folder.resolve("Bad"), "FROM x\n\nRUM other\n");
        Path binary = Files.write(folder.resolve("Binary"), new byte[] {'F', 'R', 'O', 'M', ' ', (byte) 0xff});
        String layered = image("layered");
        for (String command : List.of("scan", "layers")) {
            refused("--dockerfile: there is no file nothing", command, "--dockerfile=nothing", layered);
            refused(folder + " cannot be read: it is a folder", command, "--dockerfile=" + folder, layered);
            refused("Bad: line 3: RUM is no instruction of a Dockerfile", command, "--dockerfile=" + bad, layered);
            refused("Binary: it is no text", command, "--dockerfile=" + binary, layered);
            refused(
                    "there is no stage x; those with a name are tools, compiled",
                    command,
                    file(),
                    "--target=x",
                    layered);
            refused("--target: it is a stage of a Dockerfile", command, "--target=x", layered);
        }
        refused("--dockerfile: it is that of one image, and more are named", "scan", file(), layered, layered);
    }

    private static void refused(String message, String... arguments) {
        var result = Tare.at(folder).run(arguments);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(2);
    }
}
