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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that is really built, and built again as the advice says: it ships less by exactly what was promised. */
class AdviceIT {

    private static final long MIB = 1 << 20;

    private static final String JOINED = """
            RUN dd if=/dev/zero bs=1024 count=1024 of=/data/one \\
             && chmod -R 0777 /data \\
             && dd if=/dev/zero bs=1024 count=1024 of=/data/two \\
             && chmod -R 0777 /data \\
             && rm /data/one
            """;

    private static final String FIVE = """
            RUN dd if=/dev/zero bs=1024 count=1024 of=/data/one
            RUN chmod -R 0777 /data
            RUN dd if=/dev/zero bs=1024 count=1024 of=/data/two
            RUN chmod -R 0777 /data
            RUN rm /data/one
            """;

    private static final String COPIED = """
            COPY files /app
            RUN chown -R 7:8 /app
            """;

    private static final String COPIED_ONCE = "COPY --chown=7:8 files /app\n";

    private static final String REMOVED = """
            RUN dd if=/dev/zero bs=1024 count=500 of=/tmp/x
            COPY small /small
            RUN rm /tmp/x /base.bin
            """;

    private static final String REMOVED_IN_PLACE = """
            RUN dd if=/dev/zero bs=1024 count=500 of=/tmp/x && rm /tmp/x
            COPY small /small
            RUN rm /base.bin
            """;

    @TempDir
    static Path folder;

    private static Registry registry;
    private static JsonNode image;

    @BeforeAll
    static void build() throws IOException {
        registry = Registry.open(folder.resolve("registry"));
        Tool.run(folder, "sh", "-ec", """
                mkdir -p rootfs/bin rootfs/etc rootfs/dev rootfs/proc rootfs/sys rootfs/run rootfs/tmp rootfs/data files
                cp "$(command -v busybox)" rootfs/bin/busybox
                for applet in sh mkdir dd chmod chown rm; do ln rootfs/bin/busybox rootfs/bin/$applet; done
                echo 'root:x:0:0:root:/root:/bin/sh' > rootfs/etc/passwd
                touch rootfs/etc/hosts rootfs/etc/hostname rootfs/etc/resolv.conf small
                head -c 200000 /dev/urandom > files/a
                head -c 100000 /dev/urandom > files/b
                """);
        push("base", """
                FROM scratch
                COPY rootfs /
                RUN dd if=/dev/zero bs=1024 count=300 of=/base.bin
                RUN chmod 0700 /base.bin
                """);
        image = app("before", FIVE + COPIED + REMOVED);
    }

    @AfterAll
    static void close() {
        registry.close();
    }

    /** Builds with a layer for each instruction, and pushes. */
    private static String push(String name, String containerfile) throws IOException {
        Files.writeString(folder.resolve("Containerfile"), containerfile);
        String reference = registry.host() + "/example/" + name + ":1";
        String buildah = "buildah --root %1$s/root --runroot %1$s/run --storage-driver overlay ".formatted(folder);
        Tool.run(
                folder,
                "sh",
                "-ec",
                buildah + "bud --isolation chroot --layers --tls-verify=false -q -t " + reference + " . >/dev/null && "
                        + buildah + "push -q --tls-verify=false " + reference + " docker://" + reference);
        return reference;
    }

    private static JsonNode app(String name, String instructions) throws IOException {
        String reference = push(name, "FROM %s/example/base:1%n%s".formatted(registry.host(), instructions));
        var result = Tare.at(folder).run("scan", "--format=json", reference);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.image();
    }

    private static JsonNode advice(String kind) {
        var found = image.path("advice")
                .valueStream()
                .filter(one -> one.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).as(image.path("advice").toPrettyString()).hasSize(1);
        return found.getFirst();
    }

    private static List<Integer> layers(JsonNode advice) {
        return advice.path("layers").valueStream().map(JsonNode::asInt).toList();
    }

    private static long shipped(JsonNode image) {
        return image.at("/totals/shippedBytes").asLong();
    }

    @Test
    void theAnnotationsOfBuildahTellTheBaseApart() {
        assertThat(image.at("/base/reference").asText()).isEqualTo(registry.host() + "/example/base:1");
        assertThat(image.at("/base/layers").asInt()).isEqualTo(3);
        assertThat(image.path("layers")
                        .valueStream()
                        .filter(layer -> layer.path("base").asBoolean()))
                .hasSize(3);
        assertThat(image.at("/totals/baseWastedBytes").asLong()).isEqualTo(300 << 10);
        assertThat(image.path("advice")).hasSize(3);
        assertThat(image.path("advice")
                        .valueStream()
                        .map(one -> one.at("/layers/0").asInt()))
                .allMatch(layer -> layer > 2);
        String table = Tare.at(folder)
                .with("COLUMNS", "160")
                .run("scan", registry.host() + "/example/before:1")
                .out();
        assertThat(table)
                .contains("base: " + registry.host()
                        + "/example/base:1, layers 0 to 2, which waste 307 kB among themselves")
                .contains("removed                /base.bin (base)")
                .contains("join the RUN instructions of layers 3 to 7 into one")
                .contains("COPY --chown=7:8 in layer 8: layer 9 ships 2 files below /app/ again")
                .contains("remove in layer 10, which makes it, what layer 12 removes: /tmp/x");
    }

    @Test
    void joiningTheInstructionsSavesWhatWasPromised() throws IOException {
        var merge = advice("merge");
        assertThat(layers(merge)).containsExactly(3, 4, 5, 6, 7);
        assertThat(merge.path("savesBytes").asLong()).isEqualTo(4 * MIB);
        var mended = app("joined", JOINED + COPIED + REMOVED);
        assertThat(shipped(image) - shipped(mended)).isEqualTo(4 * MIB);
        assertThat(mended.at("/totals/visibleBytes")).isEqualTo(image.at("/totals/visibleBytes"));
    }

    @Test
    void settingTheOwnerInCopySavesWhatWasPromised() throws IOException {
        var copy = advice("copy-metadata");
        assertThat(layers(copy)).containsExactly(8, 9);
        assertThat(copy.path("text").asText()).contains("--chown=7:8");
        var mended = app("owned", FIVE + COPIED_ONCE + REMOVED);
        assertThat(shipped(image) - shipped(mended))
                .isEqualTo(copy.path("savesBytes").asLong())
                .isEqualTo(300_000);
    }

    @Test
    void removingInPlaceSavesWhatWasPromised() throws IOException {
        var remove = advice("remove-in-place");
        assertThat(layers(remove)).containsExactly(10, 12);
        var mended = app("removed", FIVE + COPIED + REMOVED_IN_PLACE);
        assertThat(shipped(image) - shipped(mended))
                .isEqualTo(remove.path("savesBytes").asLong())
                .isEqualTo(500 << 10);
    }

    @Test
    void allAdviceTogetherSavesTheSum() throws IOException {
        long promised = image.path("advice")
                .valueStream()
                .mapToLong(one -> one.path("savesBytes").asLong())
                .sum();
        var mended = app("mended", JOINED + COPIED_ONCE + REMOVED_IN_PLACE);
        assertThat(shipped(image) - shipped(mended)).isEqualTo(promised);
        assertThat(mended.path("advice")).isEmpty();
        assertThat(mended.at("/totals/wastedBytes").asLong())
                .as("the base's own, and the file of the base that is removed")
                .isEqualTo(600 << 10);
    }
}
