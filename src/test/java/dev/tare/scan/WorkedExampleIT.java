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
import java.util.stream.LongStream;
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

    private static void assertFigures(JsonNode image, int base) {
        long baseBytes = image.at("/layers/0/shippedBytes").asLong();
        JsonNode totals = image.path("totals");
        assertThat(totals.path("layers").asInt()).isEqualTo(base + 6);
        assertThat(totals.path("shippedBytes").asLong()).isEqualTo(baseBytes + 5 * MIB);
        assertThat(totals.path("visibleBytes").asLong()).isEqualTo(baseBytes + MIB);
        assertThat(totals.path("wastedBytes").asLong()).isEqualTo(4 * MIB);
        assertThat(totals.path("duplicatedBytes").asLong()).isEqualTo(3 * MIB);
        assertThat(totals.path("removedBytes").asLong()).isEqualTo(MIB);
        assertThat(totals.path("efficiency").asDouble()).isEqualTo((double) (baseBytes + MIB) / (baseBytes + 5 * MIB));
        assertThat(column(image, "shippedBytes")).containsExactly(baseBytes, 0L, MIB, MIB, MIB, 2 * MIB, 0L);
        assertThat(column(image, "wastedBytes")).containsExactly(0L, 0L, MIB, MIB, MIB, MIB, 0L);
        assertThat(column(image, "hidesBytes")).containsExactly(0L, 0L, 0L, MIB, 0L, 2 * MIB, MIB);

        JsonNode one = finding(image, "/data/one").path("copies");
        assertThat(one).hasSize(3);
        assertCopy(one.get(0), 2, "duplicated", 3);
        assertThat(one.get(0).path("change").asText()).isEqualTo("metadata");
        assertThat(one.get(0).path("changed").toString()).contains("mode");
        assertCopy(one.get(1), 3, "duplicated", 5);
        assertThat(one.get(1).path("change").asText()).isIn("none", "metadata");
        assertCopy(one.get(2), 5, "removed", 6);
        assertThat(one.get(2).path("reason").asText()).isEqualTo("whiteout");
        JsonNode two = finding(image, "/data/two").path("copies");
        assertCopy(two.get(0), 4, "duplicated", 5);
        assertThat(two.get(0).path("changed").toString()).contains("mode");
        assertThat(two.get(1).path("fate").asText()).isEqualTo("visible");
        assertThat(two.get(1).has("hiddenBy")).isFalse();

        assertThat(LongStream.of(
                        column(image, "wastedBytes").stream().mapToLong(n -> n).sum(),
                        column(image, "hidesBytes").stream().mapToLong(n -> n).sum(),
                        image.path("findings")
                                .valueStream()
                                .mapToLong(f -> f.path("wastedBytes").asLong())
                                .sum()))
                .containsOnly(4 * MIB);
    }

    private static void assertCopy(JsonNode copy, int layer, String fate, int hiddenBy) {
        assertThat(copy.path("layer").asInt()).isEqualTo(layer);
        assertThat(copy.path("size").asLong()).isEqualTo(MIB);
        assertThat(copy.path("fate").asText()).isEqualTo(fate);
        assertThat(copy.path("hiddenBy").asInt()).isEqualTo(hiddenBy);
    }

    @Test
    void builtByBuildah() throws IOException {
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
            assertFigures(result.image(), 1);
            assertThat(result.image()
                            .path("layers")
                            .valueStream()
                            .map(layer -> layer.path("createdBy").asText()))
                    .element(3)
                    .isEqualTo("RUN chmod -R 0777 /data");
            var table = Tare.at(folder).run("scan", image);
            assertThat(table.out()).contains("4.2 MB", "only mode", "removed", "/data/one", "5→6", "RUN rm /data/one");
        }
    }

    @Test
    void servedByTheDemo() {
        var result = Tare.at(folder).run("demo", "--format=json");
        assertThat(result.exitCode()).isZero();
        assertFigures(result.image(), 1);
    }
}
