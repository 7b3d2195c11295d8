package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people type: paths of every kind, and what is nearly right. Each mistake is answered with what to write instead. */
class TypedIT {

    /** Has a directory that no layer has an entry of. */
    private static final TestImage IMAGE = TestImage.of(new RawTar().file("dir/file", "content"));

    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    @TempDir
    static Path folder;

    @BeforeAll
    static void keep() throws IOException {
        IMAGE.writeLayout(folder.resolve("out"), "app");
        IMAGE.writeLayout(folder.resolve("Upper Case"), "app");
        Tool.run(folder, "skopeo", "copy", "-q", "--insecure-policy", "oci:out:app", "oci-archive:oci.tar:app");
        Tool.run(
                folder,
                "skopeo",
                "copy",
                "-q",
                "--insecure-policy",
                "oci:out:app",
                "docker-archive:image.tar:team/app:1");
        Tool.run(folder, "sh", "-ec", """
                cp image.tar 2026-11-28T10:00.tar
                cp image.tar saved
                gzip -k image.tar
                mv image.tar.gz image.tgz
                mkdir nginx context
                touch empty.tar context/Dockerfile
                tar cf rootfs.tar -C out index.json --transform s/index/other/
                mkdir unpacked
                tar xf image.tar -C unpacked
                skopeo copy -q --insecure-policy oci:out:app dir:copied
                """);
    }

    private static Tare tare() {
        return Tare.at(folder).in(folder);
    }

    @Test
    void aPathIsOpenedAsWhatItIs() {
        String[] paths = {
            "image.tar",
            "image.tgz",
            "./image.tar",
            "image.tar:team/app:1",
            "image.tar:app:1",
            "./image.tar:@0",
            "oci.tar",
            "oci.tar:app",
            "./oci.tar:app",
            "./saved",
            "2026-11-28T10:00.tar",
            "./2026-11-28T10:00.tar:app:1",
            "docker-archive:2026-11-28T10:00.tar",
            "docker-archive:2026-11-28T10:00.tar:app:1",
            "docker-archive://image.tar",
            "out/",
            "./out",
            "./out:app",
            "out/../out",
            "Upper Case",
            folder + "/image.tar",
            folder + "/out"
        };
        var command = Stream.concat(Stream.of("scan", "--format=json"), Stream.of(paths));
        var images = tare().run(command.toArray(String[]::new)).json().path("images");
        assertThat(images).hasSize(paths.length).allSatisfy(image -> {
            assertThat(image.at("/totals/shippedBytes").asInt()).isEqualTo(7);
            assertThat(image.at("/layers/0/source").asText()).isEqualTo("file");
        });
        assertThat(images.valueStream().map(image -> image.path("reference").asText()))
                .contains("image.tar:team/app:1", "oci:./out:app");
        assertThat(tare().run("cat", "image.tgz", "/dir/file").out()).isEqualTo("content");
    }

    @Test
    void theErrorForNoImageSaysWhatTheFileIs() {
        var result = tare().run(
                        "scan",
                        "./none.tar",
                        "empty.tar",
                        "rootfs.tar",
                        "./nginx",
                        "context/",
                        "./unpacked",
                        "./copied",
                        "docker-archive:oci.tar",
                        "oci-archive:image.tar",
                        "-");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains(
                        "there is no file ./none.tar",
                        "empty.tar is empty",
                        "podman import makes an image of it",
                        "nginx is no OCI image layout",
                        "name that image",
                        "tar -C ./unpacked -c . | tare scan -",
                        "skopeo copy dir:./copied oci:FOLDER",
                        "write oci-archive:oci.tar",
                        "write docker-archive:image.tar",
                        "standard input is empty")
                .doesNotContain("Exception", "\tat ");
    }

    /** Files that are there by chance, or were put there, do not change which image is meant. */
    @Test
    void namesThatMayBeInARegistryAreLookedUpThere() throws IOException {
        try (var server = RawServer.start((_, out) -> RawServer.send(out, 404, "{}"))) {
            Path conf = Files.writeString(folder.resolve("hub.conf"), """
                    [[registry]]
                    prefix = "docker.io"
                    location = "%s/hub"
                    insecure = true
                    """.formatted(server.host()));
            var result = tare().with("CONTAINERS_REGISTRIES_CONF", conf.toString())
                    .run("scan", "--plain-http", "out", "nginx:1.27", "saved", "none.tar");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(server.requests().stream().map(request -> request.path()))
                    .contains(
                            "/v2/hub/library/out/manifests/latest",
                            "/v2/hub/library/nginx/manifests/1.27",
                            "/v2/hub/library/saved/manifests/latest");
            assertThat(result.err())
                    .contains(
                            "for the folder of that name here, write ./out",
                            "for the file of that name here, write ./saved",
                            "there is no file none.tar here either");
        }
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                // no image, or not quite one
                mistake("IMAGE is missing: tare scan [OPTIONS] IMAGE...", "scan"),
                mistake("IMAGE is missing: tare cat [OPTIONS] IMAGE PATH", "cat"),
                mistake("PATH is missing", "cat", "./out"),
                mistake("B is missing: tare compare", "compare", "./out"),
                mistake("the name of an image is empty", "scan", ""),
                mistake("there is a space in it", "scan", "nginx "),
                mistake("write nginx or nginx:latest", "scan", "nginx:"),
                mistake("write it without the scheme: ghcr.io/team/app", "scan", "https://ghcr.io/team/app"),
                mistake("write docker save app | tare scan -", "scan", "docker-daemon:app"),
                mistake("@ wants the name of a file", "scan", "@"),
                mistake("standard input can be read once only", "compare", "-", "-"),
                mistake("write $HOME", "scan", "~/image.tar"),
                // commands and options
                mistake("to scan an image, write tare scan nginx", "nginx"),
                mistake("write tare scan", "SCAN", "nginx"),
                mistake("Did you mean: tare scan", "scna", "nginx"),
                mistake("tare cache has ls and prune", "cache", "list"),
                mistake("write tare cache ls", "cache", "LS"),
                mistake("tare cache has no command x", "help", "cache", "x"),
                mistake("too many arguments, from /c on: tare ls [OPTIONS] IMAGE [PATH]", "ls", "./out", "/b", "/c"),
                mistake("patterns that are not quoted", "ls", "./out", "/a", "/b", "/c"),
                mistake("--jobs wants a value, N", "scan", "./out", "--jobs"),
                mistake("--format: xml is none of table, json", "scan", "./out", "--format", "xml"),
                mistake("--only: x is none of A, C, D", "diff", "./out", "--only", "x"),
                mistake("--top: x is no whole number", "scan", "./out", "--top", "x"),
                mistake("--depth: 99999999999 is above 2147483647", "du", "./out", "--depth", "99999999999"),
                mistake("it is a folder", "scan", "./out", "-o", "nginx"),
                mistake("there is no folder /none", "scan", "./out", "-o", "/none/report"),
                mistake("SHELL: fish is none of bash, zsh", "completion", "fish"),
                // paths in the image
                mistake("PATH is empty", "trace", "./out", ""),
                mistake("PATH is empty", "ls", "./out", ""),
                mistake("PATH is empty", "cat", "./out", ""),
                mistake("GLOB is empty", "diff", "./out", ""),
                mistake("and 2 more (a shell", "trace", "./out", "/1", "/2", "/3", "/4", "/5", "/6", "/7"));
    }

    private static Arguments mistake(String said, String... arguments) {
        return Arguments.of(said, arguments);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsAnsweredWithWhatToWrite(String said, String[] arguments) {
        var result = tare().run(arguments);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("tare: ").contains(said).doesNotContain("Exception", "\tat ");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void credentialsInANameAreNotRepeated() {
        for (String name : new String[] {"https://joe:hunter2@r.example/app", "joe:hunter2@r.example/app"}) {
            for (var arguments : new String[][] {{name}, {"scan", name}, {"ls", "./out", "/", name}}) {
                var result = tare().run(arguments);
                assertThat(result.exitCode()).isEqualTo(2);
                assertThat(result.err()).isNotBlank().doesNotContain("hunter2");
            }
        }
    }

    @Test
    void aDirectoryWithoutAnEntryIsOfNoLayer() {
        assertThat(tare().run("trace", "./out", "/dir/").out())
                .contains("a container finds the directory, of which no layer has an entry");
    }

    @Test
    void aPatternThatMatchesNothingIsARemark() {
        var result = tare().run("diff", "./out", "/etc/*");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).contains("no layer of oci:./out changes what matches /etc/*");
    }

    @Test
    void helpKnowsCommandsOfCommands() {
        assertThat(tare().run("help", "cache", "prune").out()).startsWith("Usage: tare cache prune");
        assertThat(tare().run("completion", "zsh").out())
                .isEqualTo(tare().run("completion").out())
                .isNotEmpty();
    }

    @Test
    void withoutPlatformsInAnIndexTheConfigsTellThem() {
        var arm = TestImage.of(new RawTar().file("arm", "1")).config(config -> config.put("architecture", "arm64"));
        String index = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s,%s]}"
                .formatted(INDEX, unsaid(IMAGE), unsaid(arm));
        RawServer.Handler registry = (request, out) -> request.path().endsWith("/manifests/1")
                ? RawServer.send(out, 200, index, "Content-Type: " + INDEX)
                : RawServer.serving(holds(arm, request.path()) ? arm : IMAGE).answer(request, out);
        try (var server = RawServer.start(registry)) {
            var found = tare().run("ls", "--platform=linux/arm64", server.host() + "/app:1");
            assertThat(found.out()).isEqualTo("/arm\n");
            var none = tare().run("ls", "--platform=linux/s390x", server.host() + "/app:1");
            assertThat(none.exitCode()).isEqualTo(3);
            assertThat(none.err()).contains("--platform: linux/amd64, linux/arm64");
        }
    }

    private static String unsaid(TestImage image) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{}}"
                .formatted(image.mediaType(), image.digest(), image.manifest().length);
    }

    private static boolean holds(TestImage image, String path) {
        return Stream.concat(Stream.of(image.digest()), image.blobs().keySet().stream())
                .anyMatch(digest -> path.endsWith(digest.toString()));
    }

    @Test
    void theOnlyImageWithoutAPlatformIsTaken() {
        TestImage.of(new RawTar().file("a", "1"))
                .config(config -> config.remove(List.of("os", "architecture")))
                .writeLayout(folder.resolve("nowhere"), "app");
        assertThat(tare().run("scan", "./nowhere").out()).contains("unknown platform");
        var asked = tare().run("scan", "--platform=linux/arm64", "./nowhere");
        assertThat(asked.exitCode()).isEqualTo(3);
        assertThat(asked.err()).contains("does not say what it is for").doesNotContain(" /");
    }
}
