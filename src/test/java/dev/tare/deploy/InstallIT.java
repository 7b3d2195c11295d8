package dev.tare.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.kit.RawServer;
import dev.tare.kit.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/ci/install}, against a server that has a release. */
class InstallIT {

    private static final String SCRIPT =
            Path.of("deploy/ci/install").toAbsolutePath().toString();

    @TempDir
    Path folder;

    private final Map<String, byte[]> files = new HashMap<>();
    private String archive = "";

    @BeforeEach
    void release() throws IOException {
        Path program = folder.resolve("tare-1.2.3/bin/tare");
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\necho tare 1.2.3\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        String machine = Tool.run(folder, "uname", "-m").strip().equals("aarch64") ? "arm64" : "amd64";
        archive = "tare-1.2.3-linux-%s.tar.gz".formatted(machine);
        Tool.run(folder, "tar", "-czf", archive, "tare-1.2.3");
        files.put(archive, Files.readAllBytes(folder.resolve(archive)));
        files.put("SHA256SUMS", sums(sum()));
    }

    private String sum() {
        return Digest.sha256(files.get(archive)).hex();
    }

    private byte[] sums(String ofArchive) {
        String other = "0".repeat(64) + "  other.tar.gz\n";
        return (other + ofArchive + "  " + archive + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private String install(Map<String, String> environment) {
        try (var server = RawServer.start((request, out) -> {
            byte[] file = files.get(request.path().replace("/v1.2.3/", ""));
            if (file == null) {
                return RawServer.send(out, 404, "");
            }
            RawServer.head(out, 200, file.length);
            out.write(file);
            return true;
        })) {
            var all = new HashMap<>(environment);
            all.put("TARE_RELEASES", "http://" + server.host());
            return Tool.run(folder, all, "sh", "-c", SCRIPT + " 1.2.3 there 2>&1; echo code $?");
        }
    }

    @Test
    void installsWhatHasTheChecksumOfTheRelease() {
        assertThat(install(Map.of())).isEqualTo("tare 1.2.3\ncode 0\n");
        assertThat(folder.resolve("there/bin/tare")).isExecutable();
    }

    @Test
    void installsWhatHasThePinnedChecksum() {
        files.remove("SHA256SUMS");
        assertThat(install(Map.of("TARE_SHA256", sum()))).isEqualTo("tare 1.2.3\ncode 0\n");
    }

    @Test
    void installsNothingOfAnotherChecksum() {
        files.put("SHA256SUMS", sums("1".repeat(64)));
        assertThat(install(Map.of())).contains("nothing was installed", "code 1");
        assertThat(folder.resolve("there")).doesNotExist();
        files.put("SHA256SUMS", sums(sum()));
        assertThat(install(Map.of("TARE_SHA256", "1".repeat(64)))).contains("nothing was installed", "code 1");
        assertThat(folder.resolve("there")).doesNotExist();
    }

    @Test
    void installsNothingThatTheReleaseDoesNotListOrHave() {
        files.put("SHA256SUMS", new byte[0]);
        assertThat(install(Map.of())).contains("does not list " + archive, "code 1");
        files.remove(archive);
        assertThat(install(Map.of())).contains("cannot fetch", archive, "code 1");
        assertThat(folder.resolve("there")).doesNotExist();
    }
}
