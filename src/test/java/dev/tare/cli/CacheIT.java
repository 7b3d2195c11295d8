package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was found out about a layer is not fetched again, and counts the same. */
class CacheIT {

    private static final RawTar BASE = new RawTar()
            .file("base", "b".repeat(3_000))
            .file("secret", "s3cret")
            .file("a", "one");
    private static final RawTar OLD = new RawTar().file("a", "three");
    private static final RawTar NEW = new RawTar().file("a", "other").whiteout("base");
    private static final TestImage FIRST = TestImage.of(BASE, OLD);
    private static final TestImage SECOND = TestImage.of(BASE, NEW);

    @TempDir
    private Path home;

    private Tare tare() {
        return Tare.at(home).with("XDG_CACHE_HOME", home.resolve("cache").toString());
    }

    private static List<String> blobs(RawServer server, int before) {
        return server.requests().stream()
                .skip(before)
                .map(Request::path)
                .filter(path -> path.contains("/blobs/"))
                .map(path -> path.substring(path.indexOf("sha256:")))
                .toList();
    }

    private static String digest(TestImage image, int layer) {
        return image.layers().get(layer).toString();
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("cache/tare"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void aSecondScanFetchesTheManifestAndNothingElse() {
        try (var server = RawServer.start(RawServer.serving(FIRST))) {
            String image = server.host() + "/team/app:1";
            var cold = tare().run("scan", "--format=json", image);
            assertThat(cold.image().at("/layers/0/source").asText()).isEqualTo("network");
            int before = server.requests().size();

            var warm = tare().run("scan", "--format=json", image);
            assertThat(warm.image().at("/layers/0/source").asText()).isEqualTo("cache");
            assertThat(warm.image().at("/layers/1/source").asText()).isEqualTo("cache");
            assertThat(warm.out().replace("\"cache\"", "\"network\"")).isEqualTo(cold.out());
            assertThat(blobs(server, before)).isEmpty();
        }
    }

    @Test
    void aNewTagOnAKnownBaseFetchesTheNewLayer() {
        try (var first = RawServer.start(RawServer.serving(FIRST));
                var second = RawServer.start(RawServer.serving(SECOND))) {
            tare().run("scan", first.host() + "/team/app:1");
            var image = tare().run("scan", "--format=json", second.host() + "/team/app:2")
                    .image();

            assertThat(blobs(second, 0)).contains(digest(SECOND, 1)).doesNotContain(digest(SECOND, 0));
            assertThat(image.at("/layers/0/source").asText()).isEqualTo("cache");
            assertThat(image.at("/layers/1/source").asText()).isEqualTo("network");
            assertThat(image.at("/totals/removedBytes").asInt()).isEqualTo(3_000);
        }
    }

    @Test
    void everyCommandUsesTheCacheAndCatFetchesTheLayerAgain() {
        try (var server = RawServer.start(RawServer.serving(FIRST))) {
            String image = server.host() + "/team/app:1";
            assertThat(tare().run("ls", image).exitCode()).isZero();
            int before = server.requests().size();
            for (String command : List.of("ls", "layers", "diff")) {
                assertThat(tare().run(command, image).exitCode()).isZero();
            }
            assertThat(blobs(server, before)).isEmpty();

            int beforeCat = server.requests().size();
            assertThat(tare().run("cat", "--layer=0", image, "/secret").out()).isEqualTo("s3cret");
            assertThat(blobs(server, beforeCat))
                    .containsOnlyOnce(digest(FIRST, 0))
                    .doesNotContain(digest(FIRST, 1));
        }
    }

    @Test
    void noCacheOptionUsesNoCache() {
        try (var server = RawServer.start(RawServer.serving(FIRST))) {
            String image = server.host() + "/team/app:1";
            for (int i = 0; i < 2; i++) {
                assertThat(tare().run("scan", "--no-cache", image).exitCode()).isZero();
            }
            assertThat(blobs(server, 0)).filteredOn(digest(FIRST, 0)::equals).hasSize(2);
            assertThat(home.resolve("cache")).doesNotExist();
        }
    }

    @Test
    void aLayerWithADamagedIndexIsFetchedAgain() throws IOException {
        try (var server = RawServer.start(RawServer.serving(FIRST))) {
            String image = server.host() + "/team/app:1";
            var cold = tare().run("scan", "--format=json", image);
            for (Path file : kept()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
            var again = tare().run("scan", "--format=json", image);
            assertThat(again.err()).isEmpty();
            assertThat(again.out()).isEqualTo(cold.out());
            assertThat(tare().run("scan", "--format=json", image)
                            .image()
                            .at("/layers/0/source")
                            .asText())
                    .isEqualTo("cache");
        }
    }

    @Test
    void stricterLimitsHoldForCachedLayersToo() {
        try (var server = RawServer.start(RawServer.serving(FIRST))) {
            String image = server.host() + "/team/app:1";
            assertThat(tare().run("scan", image).exitCode()).isZero();
            var strict = tare().run("scan", "--max-layer-bytes=1000", image);
            assertThat(strict.exitCode()).isEqualTo(5);
            assertThat(strict.err()).contains("--max-layer-bytes");
        }
    }

    @Test
    void layersOfFilesAreNotCached() throws IOException {
        String layout = "oci:" + FIRST.writeLayout(home.resolve("layout"), "1");
        for (int i = 0; i < 2; i++) {
            assertThat(tare().run("scan", "--format=json", layout)
                            .image()
                            .at("/layers/0/source")
                            .asText())
                    .isEqualTo("file");
        }
    }

    @Test
    void withoutAWritableFolderAScanUsesNoCache() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "", StandardCharsets.UTF_8);
        try (var server = RawServer.start(RawServer.serving(FIRST))) {
            String image = server.host() + "/team/app:1";
            var usual = Tare.at(home).with("XDG_CACHE_HOME", file.toString()).run("scan", image);
            assertThat(usual.exitCode()).isZero();
            assertThat(usual.err()).isEmpty();

            var named = tare().run("scan", "--cache-dir", file.resolve("below").toString(), image);
            assertThat(named.exitCode()).isZero();
            assertThat(named.err()).startsWith("tare: --cache-dir cannot be used, and nothing is kept");
        }
    }

    @Test
    void theCacheCanBeListedAndPruned() throws IOException {
        assertThat(tare().run("cache", "ls").out()).startsWith("0 entries, 0 B, in " + home.resolve("cache/tare"));
        try (var server = RawServer.start(RawServer.serving(FIRST))) {
            assertThat(tare().run("scan", server.host() + "/team/app:1").exitCode())
                    .isZero();
        }
        var listed = tare().run("cache", "ls");
        assertThat(listed.exitCode()).isZero();
        assertThat(listed.out().lines())
                .hasSize(4)
                .anyMatch(line -> line.endsWith("  (a config)"))
                .anyMatch(line -> line.endsWith(digest(FIRST, 0)))
                .anyMatch(line -> line.endsWith(digest(FIRST, 1)))
                .last()
                .asString()
                .startsWith("3 entries, ");

        Path other = Files.createDirectory(home.resolve("cache/tare/index-1-00000000"));
        Files.write(other.resolve("sha256-" + "0".repeat(64) + ".idx"), new byte[1_000]);
        assertThat(tare().run("cache", "ls").out())
                .contains("1.0 kB  sha256:" + "0".repeat(64) + "  (of another version of tare)\n")
                .containsPattern("\n4 entries, .* \\(of another version of tare: 1 entries, 1.0 kB\\), in ");
        assertThat(tare().run("cache", "prune", "--unused", "1h").out()).startsWith("0 entries removed (0 B), 4 left");
        assertThat(tare().run("cache", "prune", "--all").out()).startsWith("4 entries removed");
        assertThat(kept()).isEmpty();
        assertThat(other).doesNotExist();

        assertThat(tare().run("cache", "prune", "--unused", "soon").exitCode()).isEqualTo(2);
        assertThat(tare().run("cache", "prune", "--cache-size", "much").err()).startsWith("tare: --cache-size: ");
        assertThat(tare().run("cache").err()).contains("ls and prune are there");
    }
}
