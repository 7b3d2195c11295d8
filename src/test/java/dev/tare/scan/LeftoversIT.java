package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image with leftovers that is really built, and built again as each piece of advice says: it ships less by exactly what was promised. */
class LeftoversIT {

    private static final String LISTS = "rm -rf /var/lib/apt/lists/*";

    /** The header of an ELF file of the type ET_CORE, and what is in it. */
    private static final String CORE =
            "printf '\\177ELF\\002\\001\\001\\000\\000\\000\\000\\000\\000\\000\\000\\000\\004\\000\\076\\000'"
                    + " > /core.4711 && dd if=/dev/urandom bs=1000 count=40 seek=1 of=/core.4711";

    private static final String TMP =
            "mkdir -p /tmp/.x && dd if=/dev/urandom bs=1000 count=20 of=/tmp/.x/a && dd if=/dev/urandom bs=1000 count=7 of=/tmp/b";

    /** An instruction that leaves some kind behind, and the same as the advice has it. For the repository that is a .dockerignore. */
    private record Step(String kind, String before, String mended) {}

    private static final List<Step> STEPS = List.of(
            new Step(
                    "apt-lists",
                    "RUN mkdir -p /var/lib/apt/lists && dd if=/dev/urandom bs=1000 count=70 of=/var/lib/apt/lists/a && echo install",
                    "RUN mkdir -p /var/lib/apt/lists && dd if=/dev/urandom bs=1000 count=70 of=/var/lib/apt/lists/a && echo install && "
                            + LISTS),
            new Step(
                    "pip",
                    "RUN mkdir -p /root/.cache/pip/http /lib && dd if=/dev/urandom bs=1000 count=60 of=/root/.cache/pip/http/a && dd if=/dev/urandom bs=1000 count=9 of=/lib/installed",
                    "RUN mkdir -p /lib && dd if=/dev/urandom bs=1000 count=9 of=/lib/installed"),
            new Step("git", "COPY . /srv/app", "COPY . /srv/app"),
            new Step(
                    "logs",
                    "RUN mkdir -p /var/log && dd if=/dev/urandom bs=1000 count=50 of=/var/log/build.log",
                    "RUN mkdir -p /var/log && dd if=/dev/urandom bs=1000 count=50 of=/var/log/build.log && find /var/log -type f -exec rm -f {} +"),
            new Step("core-dumps", "RUN " + CORE, "RUN " + CORE + " && rm -f /core.4711"),
            new Step(
                    "maven",
                    "RUN mkdir -p /home/u/.m2/repository/a && dd if=/dev/urandom bs=1000 count=30 of=/home/u/.m2/repository/a/x",
                    "RUN mkdir -p /home/u/.m2/repository/a && dd if=/dev/urandom bs=1000 count=30 of=/home/u/.m2/repository/a/x"
                            + " && rm -rf /home/u/.m2/repository"),
            new Step("tmp", "RUN " + TMP, "RUN " + TMP + " && find /tmp -type f -exec rm -f {} +"));

    @TempDir
    static Path folder;

    private static Registry registry;
    private static JsonNode image;

    @BeforeAll
    static void build() throws IOException {
        registry = Registry.open(folder.resolve("registry"));
        Tool.run(folder, "sh", "-ec", """
                mkdir -p rootfs/bin rootfs/etc rootfs/dev rootfs/proc rootfs/sys rootfs/run rootfs/tmp rootfs/var/cache/apt app/src
                cp "$(command -v busybox)" rootfs/bin/busybox
                for applet in sh mkdir dd rm echo find printf; do ln rootfs/bin/busybox rootfs/bin/$applet; done
                echo 'root:x:0:0:root:/root:/bin/sh' > rootfs/etc/passwd
                touch rootfs/etc/hosts rootfs/etc/hostname rootfs/etc/resolv.conf
                head -c 30000 /dev/urandom > rootfs/var/cache/apt/pkgcache.bin
                head -c 5000 /dev/urandom > app/src/main.c
                cd app
                export GIT_CONFIG_GLOBAL=/dev/null
                git init -q . && git add . && git -c user.name=me -c user.email=me@example.com commit -q -m one
                """);
        push("base", "FROM scratch\nCOPY rootfs /\n", ".");
        image = app("before", "");
    }

    @AfterAll
    static void close() {
        registry.close();
    }

    /** Builds with a layer for each instruction, and pushes. */
    private static String push(String name, String containerfile, String context) throws IOException {
        Path file = Files.writeString(folder.resolve("Containerfile." + name), containerfile);
        String reference = registry.host() + "/example/" + name + ":1";
        String buildah = "buildah --root %1$s/root --runroot %1$s/run --storage-driver overlay ".formatted(folder);
        Tool.run(
                folder,
                "sh",
                "-ec",
                buildah + "bud --isolation chroot --layers --tls-verify=false -q -f " + file + " -t " + reference + " "
                        + context + " >/dev/null && " + buildah + "push -q --tls-verify=false " + reference
                        + " docker://" + reference);
        return reference;
    }

    /** @param mended the kind of leftovers whose advice is followed; empty for none, "all" for all */
    private static JsonNode app(String name, String mended) throws IOException {
        var lines = new ArrayList<>(List.of("FROM %s/example/base:1".formatted(registry.host())));
        boolean isIgnored = false;
        for (Step step : STEPS) {
            boolean isMended = mended.equals("all") || mended.equals(step.kind());
            isIgnored |= isMended && step.kind().equals("git");
            lines.add(isMended ? step.mended() : step.before());
        }
        Files.writeString(
                folder.resolve("app/.dockerignore"), isIgnored ? "**/.git\n.dockerignore\n" : ".dockerignore\n");
        String reference = push(name, String.join("\n", lines) + "\n", "app");
        var result = Tare.at(folder).run("scan", "--format=json", reference);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.image();
    }

    private static List<JsonNode> advice(JsonNode image) {
        return image.path("advice").valueStream().toList();
    }

    private static JsonNode advice(String what) {
        var found = advice(image).stream()
                .filter(one -> one.path("text").asText().contains(what))
                .toList();
        assertThat(found).as(image.path("advice").toPrettyString()).hasSize(1);
        return found.getFirst();
    }

    private static long shipped(JsonNode image) {
        return image.at("/totals/shippedBytes").asLong();
    }

    private static long avoidable(JsonNode image) {
        return image.at("/totals/avoidableBytes").asLong();
    }

    private static void savesWhatWasPromised(String kind, String what) throws IOException {
        var piece = advice(what);
        var mended = app(kind, kind);
        assertThat(piece.path("kind").asText()).isEqualTo("avoid");
        assertThat(shipped(image) - shipped(mended))
                .isEqualTo(piece.path("savesBytes").asLong())
                .isEqualTo(avoidable(image) - avoidable(mended))
                .isPositive();
        assertThat(mended.at("/totals/wastedBytes").asLong()).isZero();
    }

    @Test
    void leftoversOfTheBaseAreToldApart() {
        assertThat(image.at("/totals/efficiency").asDouble()).isEqualTo(1);
        assertThat(image.at("/totals/baseAvoidableBytes").asLong()).isEqualTo(30_000);
        assertThat(advice(image)).hasSize(7).allMatch(one -> one.at("/layers/0").asInt() > 0);
        assertThat(image.path("avoidable")
                        .valueStream()
                        .map(group -> group.path("kind").asText()))
                .containsExactlyInAnyOrder("apt-lists", "pip", "git", "logs", "core-dumps", "maven", "tmp", "apt");
    }

    @Test
    void removingPackageListsInTheSameInstruction() throws IOException {
        savesWhatWasPromised("apt-lists", "end it with " + LISTS);
    }

    @Test
    void notKeepingACache() throws IOException {
        savesWhatWasPromised("pip", "use pip install --no-cache-dir");
    }

    @Test
    void leavingARepositoryOutByDockerignore() throws IOException {
        savesWhatWasPromised("git", "with **/.git in .dockerignore");
    }

    @Test
    void removingALog() throws IOException {
        savesWhatWasPromised("logs", "/var/log/build.log: end it with find /var/log -type f -exec rm -f {} +");
    }

    @Test
    void removingACoreDump() throws IOException {
        savesWhatWasPromised("core-dumps", "/core.4711: end it with rm -f /core.4711");
    }

    @Test
    void removingACacheWhereItIs() throws IOException {
        savesWhatWasPromised(
                "maven",
                "end it with rm -rf /home/u/.m2/repository, or build in a stage of its own, or RUN"
                        + " --mount=type=cache,target=/home/u/.m2/repository");
    }

    @Test
    void removingTemporaryFilesWithHiddenNames() throws IOException {
        savesWhatWasPromised("tmp", "end it with find /tmp -type f -exec rm -f {} +");
    }

    @Test
    void whatTheImageRunsIsNeededWhereverItIs() throws IOException {
        String reference = push("runs", """
                FROM %s/example/base:1
                RUN mkdir -p /tmp/app && dd if=/dev/urandom bs=1000 count=20 of=/tmp/app/run
                CMD ["sh", "-c", "exec /tmp/app/run --tmp=/tmp"]
                """.formatted(registry.host()), "app");
        var runs = Tare.at(folder).run("scan", "--format=json", reference).image();
        assertThat(avoidable(runs)).as("that of the base").isEqualTo(30_000);
    }

    @Test
    void allAdviceTogetherSavesTheSum() throws IOException {
        var mended = app("mended", "all");
        assertThat(shipped(image) - shipped(mended))
                .isEqualTo(advice(image).stream()
                        .mapToLong(one -> one.path("savesBytes").asLong())
                        .sum());
        assertThat(avoidable(mended)).as("that of the base").isEqualTo(30_000);
        assertThat(advice(mended)).isEmpty();
    }

    @Test
    void aRuleLooksAtWhatIsAvoidable() {
        String reference = registry.host() + "/example/before:1";
        var broken = Tare.at(folder).run("scan", "--fail-if=avoidable > 100kB", "--scope=own", reference);
        assertThat(broken.exitCode()).isOne();
        assertThat(broken.out()).contains("FAIL  avoidable");
        var kept = Tare.at(folder)
                .run(
                        "scan",
                        "--fail-if=avoidable > 100kB",
                        "--scope=own",
                        "--avoidable-kinds=logs,core-dumps",
                        reference);
        assertThat(kept.exitCode()).isZero();
        var ignored = Tare.at(folder)
                .run(
                        "scan",
                        "--fail-if=avoidable > 100kB",
                        "--scope=own",
                        "--ignore=/var/lib/apt/**=x",
                        "--ignore=/root/**=x",
                        "--ignore=/srv/**=x",
                        "--ignore=/home/**=x",
                        "--ignore=/tmp/**=x",
                        reference);
        assertThat(ignored.out()).contains("pass  avoidable 91 kB");
    }
}
