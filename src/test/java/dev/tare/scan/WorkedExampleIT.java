package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked example of accounting.md, really built, pushed and scanned: every figure of it. */
class WorkedExampleIT {

    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private static List<Long> column(JsonNode image, String field) {
        return image.path("layers")
                .valueStream()
                .map(layer -> layer.path(field).asLong())
                .toList();
    }

    private static JsonNode finding(JsonNode image, String path) {
        return image.path("findings")
                .valueStream()
                .filter(finding -> finding.path("path").asText().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static void assertFigures(JsonNode image) {
        long baseBytes = image.at("/layers/0/shippedBytes").asLong();
        assertThat(baseBytes).isPositive();
        JsonNode totals = image.path("totals");
        assertThat(totals.path("layers").asInt()).isEqualTo(7);
        assertThat(totals.path("shippedBytes").asLong()).isEqualTo(baseBytes + 5 * MIB);
        assertThat(totals.path("visibleBytes").asLong()).isEqualTo(baseBytes + MIB);
        assertThat(totals.path("wastedBytes").asLong()).isEqualTo(4 * MIB);
        assertThat(totals.path("duplicatedBytes").asLong()).isEqualTo(3 * MIB);
        assertThat(totals.path("removedBytes").asLong()).isEqualTo(MIB);
        assertThat(totals.path("efficiency").asDouble()).isEqualTo((double) (baseBytes + MIB) / (baseBytes + 5 * MIB));
        assertThat(column(image, "shippedBytes")).containsExactly(baseBytes, 0L, MIB, MIB, MIB, 2 * MIB, 0L);
        assertThat(column(image, "wastedBytes")).containsExactly(0L, 0L, MIB, MIB, MIB, MIB, 0L);
        assertThat(column(image, "hidesBytes")).containsExactly(0L, 0L, 0L, MIB, 0L, 2 * MIB, MIB);

        assertThat(copies(image, "/data/one"))
                .hasSize(3)
                .startsWith("2→3 duplicated metadata [mode]")
                .endsWith("5→6 removed whiteout")
                .element(1)
                .isIn("3→5 duplicated none", "3→5 duplicated metadata [mtime]");
        assertThat(copies(image, "/data/two")).containsExactly("4→5 duplicated metadata [mode]", "5 visible");

        assertThat(image.path("findings")
                        .valueStream()
                        .map(f -> f.path("path").asText() + " "
                                + f.path("wastedBytes").asLong() / MIB))
                .containsExactly("/data/one 3", "/data/two 1");
        for (String view : List.of("wastedBytes", "hidesBytes")) {
            assertThat(column(image, view).stream().mapToLong(n -> n).sum())
                    .as(view)
                    .isEqualTo(4 * MIB);
        }
        assertThat(image.path("layers")
                        .valueStream()
                        .skip(1)
                        .map(layer -> layer.path("createdBy").asText()))
                .containsExactly(
                        "RUN mkdir /data",
                        "RUN dd if=/dev/zero bs=1024 count=1024 of=/data/one",
                        "RUN chmod -R 0777 /data",
                        "RUN dd if=/dev/zero bs=1024 count=1024 of=/data/two",
                        "RUN chmod -R 0777 /data",
                        "RUN rm /data/one");
        assertThat(image.path("warnings")).isEmpty();
    }

    /** The copies of a path, all of them 1 MiB large, such as {@code 2→3 duplicated metadata [mode]}. */
    private static List<String> copies(JsonNode image, String path) {
        return finding(image, path)
                .path("copies")
                .valueStream()
                .peek(copy -> assertThat(copy.path("size").asLong()).isEqualTo(MIB))
                .map(WorkedExampleIT::line)
                .toList();
    }

    private static String line(JsonNode copy) {
        var words = new StringBuilder(copy.path("layer").asText());
        if (copy.has("hiddenBy")) {
            words.append('→').append(copy.path("hiddenBy").asInt());
        }
        for (String field : List.of("fate", "change", "reason")) {
            if (copy.has(field)) {
                words.append(' ').append(copy.path(field).asText());
            }
        }
        var changed = copy.path("changed").valueStream().map(JsonNode::asText).toList();
        return words + (changed.isEmpty() ? "" : " " + changed);
    }

    @Test
    void theExampleBuiltByBuildahHasTheFiguresOfTheDocs() throws IOException {
        Files.writeString(folder.resolve("Containerfile"), """
                FROM scratch
                COPY rootfs /
                RUN mkdir /data
                RUN dd if=/dev/zero bs=1024 count=1024 of=/data/one
                RUN chmod -R 0777 /data
                RUN dd if=/dev/zero bs=1024 count=1024 of=/data/two
                RUN chmod -R 0777 /data
                RUN rm /data/one
                """);
        Tool.run(folder, "sh", "-ec", """
                mkdir -p rootfs/bin rootfs/etc rootfs/dev rootfs/proc rootfs/sys rootfs/run rootfs/tmp
                cp "$(command -v busybox)" rootfs/bin/busybox
                for applet in sh mkdir dd chmod rm; do ln rootfs/bin/busybox rootfs/bin/$applet; done
                echo 'root:x:0:0:root:/root:/bin/sh' > rootfs/etc/passwd
                touch rootfs/etc/hosts rootfs/etc/hostname rootfs/etc/resolv.conf
                """);
        try (var registry = Registry.open(folder.resolve("registry"))) {
            String image = registry.host() + "/example/worked:1";
            // overlay, since it copies a file up whose mode is set to what it is, as Docker does; vfs does not
            String buildah = "buildah --root %1$s/root --runroot %1$s/run --storage-driver overlay ".formatted(folder);
            Tool.run(folder, "sh", "-ec", buildah + "bud --isolation chroot --layers -q -t worked . >/dev/null");
            Tool.run(folder, "sh", "-ec", buildah + "push -q --tls-verify=false worked docker://" + image);
            var result = Tare.at(folder).run("scan", "--format=json", image);
            assertThat(result.err()).isEmpty();
            assertFigures(result.image());
            var table = Tare.at(folder).run("scan", image);
            assertThat(table.out()).contains("4.2 MB", "only mode", "removed", "/data/one", "5→6", "RUN rm /data/one");
        }
    }

    @Test
    void theExampleServedByTheDemoHasTheFiguresOfTheDocs() {
        var result = Tare.at(folder).run("demo", "--format=json");
        assertThat(result.exitCode()).isZero();
        assertFigures(result.image());
        assertThat(Tare.at(folder).run("demo").out())
                .contains("1.0 MB  2→3       only mode changed", "1.0 MB  3→5", "1.0 MB  5→6       removed");
    }
}
