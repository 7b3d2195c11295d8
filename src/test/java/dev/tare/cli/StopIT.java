package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.kit.Await;
import dev.tare.kit.RawServer;
import dev.tare.kit.ReportSchema;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run of many images that is stopped while a registry keeps it waiting. */
class StopIT {

    @TempDir
    Path home;

    private Path out;
    private Path report;
    private RawServer first;
    private String image = "";

    @BeforeEach
    void serveAnImage() throws IOException {
        out = Files.createFile(home.resolve("out"));
        report = Files.writeString(home.resolve("report.json"), "the report before\n");
        first = RawServer.start(RawServer.serving(
                TestImage.of(new RawTar().file("first-image", "xxxxx"), new RawTar().whiteout("first-image"))));
        image = first.host() + "/first:1";
    }

    @AfterEach
    void stop() {
        first.close();
    }

    private Process start(String... arguments) throws IOException {
        return Tare.at(home)
                .interruptible(arguments)
                .redirectOutput(out.toFile())
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void whatIsDoneIsReportedAndTheRestIsNamed(String signal) throws Exception {
        try (var server = RawServer.start(CliIT.holding(CliIT::never))) {
            var process = start(
                    "scan",
                    "-o",
                    "table",
                    "-o",
                    "json=" + report,
                    image,
                    server.host() + "/a:1",
                    server.host() + "/b:1");
            Await.until("the first image is told", () -> Files.readString(out).contains("/first-image"));
            Await.until("a layer of the second is asked for", () -> CliIT.blobs(server) >= 2);

            Tool.run(home, "sh", "-c", "kill -%s %d".formatted(signal, process.pid()));
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("tare: stopped: what is done is being reported\n");

            var json = ReportSchema.validated(new ObjectMapper().readTree(report.toFile()));
            assertThat(json.path("partial").booleanValue()).isTrue();
            assertThat(json.path("images").findValuesAsText("reference")).containsExactly(image);
            assertThat(json.path("failures").findValuesAsText("reference"))
                    .containsExactly(server.host() + "/a:1", server.host() + "/b:1");
            assertThat(json.path("failures").findValuesAsText("exitCode")).containsExactly("130", "130");
            assertThat(json.at("/fleet/counts/failures").intValue()).isEqualTo(2);
            assertThat(Files.readString(out))
                    .contains("warning: this report is partial: the run was stopped, and 2 images were not scanned");
        }
        assertTheCacheIsOfUse();
    }

    @Test
    void aRunThatIsKilledLeavesACacheFromWhichTheNextGoesOn() throws Exception {
        try (var server = RawServer.start(CliIT.holding(CliIT::never))) {
            var process = start("scan", "--fleet", "-o", "json=" + report, image, server.host() + "/a:1");
            Await.until("layers of the second image are asked for", () -> CliIT.blobs(server) >= 2);
            Await.until("the layers of the first were read", () -> cached() >= 2);
            process.destroyForcibly().waitFor();
        }
        assertThat(report).hasContent("the report before");
        assertTheCacheIsOfUse();
    }

    private long cached() throws IOException {
        Path cache = home.resolve(".cache/tare");
        if (!Files.exists(cache)) {
            return 0;
        }
        try (var files = Files.walk(cache)) {
            return files.filter(file -> file.toString().endsWith(".idx")).count();
        }
    }

    private void assertTheCacheIsOfUse() {
        var next = Tare.at(home).run("scan", "--format", "json", image);
        assertThat(next.image().at("/layers").findValuesAsText("source")).containsExactly("cache", "cache");
    }
}
