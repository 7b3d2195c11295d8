package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of change between layers, pulled from a real registry: what the report says became of each copy, and by whom. */
class ChangesIT {

    @TempDir
    static Path folder;

    private static Registry registry;

    @BeforeAll
    static void start() {
        registry = Registry.open(folder);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static String x(int length) {
        return "x".repeat(length);
    }

    private static JsonNode scan(String tag, RawTar... layers) {
        var result = Tare.at(folder).run("scan", "--format=json", registry.push("changes", tag, TestImage.of(layers)));
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.image();
    }

    /** The hidden copies, such as {@code /a 10 0-1 duplicated content}: path, size, shipping and hiding layer, what happened. */
    private static List<String> hidden(JsonNode image) {
        long wasted = image.at("/totals/wastedBytes").asLong();
        assertThat(image.path("findings")
                        .valueStream()
                        .mapToLong(finding -> finding.path("wastedBytes").asLong())
                        .sum())
                .isEqualTo(wasted);
        for (String view : List.of("wastedBytes", "hidesBytes")) {
            assertThat(image.path("layers")
                            .valueStream()
                            .mapToLong(layer -> layer.path(view).asLong())
                            .sum())
                    .as(view)
                    .isEqualTo(wasted);
        }
        return image.path("findings")
                .valueStream()
                .flatMap(finding -> finding.path("copies")
                        .valueStream()
                        .filter(copy -> !copy.path("fate").asText().equals("visible"))
                        .map(copy -> line(finding.path("path").asText(), copy)))
                .toList();
    }

    private static String line(String path, JsonNode copy) {
        var changed = copy.path("changed").valueStream().map(JsonNode::asText).toList();
        return "%s %d %d-%d %s %s%s"
                .formatted(
                        path,
                        copy.path("size").asInt(),
                        copy.path("layer").asInt(),
                        copy.path("hiddenBy").asInt(),
                        copy.path("fate").asText(),
                        copy.path("change").asText() + copy.path("reason").asText(),
                        changed.isEmpty() ? "" : " " + changed);
    }

    @Test
    void repeatedFilesSayWhatDiffers() {
        var image = scan(
                "again",
                new RawTar()
                        .file("content", x(90))
                        .file("mode", x(80))
                        .file("owner", x(70))
                        .file("mtime", x(60))
                        .file("xattrs", x(50))
                        .file("several", x(40))
                        .file("none", x(30)),
                new RawTar()
                        .file("content", "y".repeat(90), h -> h.mode(0700))
                        .file("mode", x(80), h -> h.mode(0700))
                        .file("owner", x(70), h -> h.owner(0, 7))
                        .file("mtime", x(60), h -> h.mtime(1))
                        .pax("SCHILY.xattr.user.a", "b")
                        .file("xattrs", x(50))
                        .file("several", x(40), h -> h.mode(0600).owner(1, 1).mtime(2))
                        .file("none", x(30)));
        assertThat(hidden(image))
                .containsExactly(
                        "/content 90 0-1 duplicated content",
                        "/mode 80 0-1 duplicated metadata [mode]",
                        "/owner 70 0-1 duplicated metadata [owner]",
                        "/mtime 60 0-1 duplicated metadata [mtime]",
                        "/xattrs 50 0-1 duplicated metadata [xattrs]",
                        "/several 40 0-1 duplicated metadata [mode, owner, mtime]",
                        "/none 30 0-1 duplicated none");
        assertThat(image.at("/totals/duplicatedBytes").asInt()).isEqualTo(420);
        assertThat(image.at("/totals/removedBytes").asInt()).isZero();
        assertThat(image.path("warnings")).isEmpty();
    }

    @Test
    void removedFilesSayHow() {
        var image = scan(
                "removed",
                new RawTar()
                        .file("file", x(90))
                        .file("dir/below/file", x(80))
                        .file("opaque/below/file", x(70))
                        .file("becomes-directory", x(60))
                        .file("becomes-link", x(50))
                        .file("becomes-fifo", x(40))
                        .file("tree/below/file", x(30))
                        .file("parent", x(20)),
                new RawTar().file("elsewhere", "1"),
                new RawTar()
                        .file("opaque/new", "2")
                        .whiteout("file")
                        .whiteout("dir")
                        .opaque("opaque")
                        .directory("becomes-directory")
                        .symlink("becomes-link", "elsewhere")
                        .member(h -> h.name("becomes-fifo").type('6'))
                        .file("tree", "3"));
        assertThat(hidden(image))
                .containsExactly(
                        "/file 90 0-2 removed whiteout",
                        "/dir/below/file 80 0-2 removed whiteout",
                        "/opaque/below/file 70 0-2 removed opaque",
                        "/becomes-directory 60 0-2 removed replaced",
                        "/becomes-link 50 0-2 removed replaced",
                        "/becomes-fifo 40 0-2 removed replaced",
                        "/tree/below/file 30 0-2 removed replaced");
        assertThat(image.at("/totals/removedBytes").asInt()).isEqualTo(420);
        assertThat(image.at("/totals/duplicatedBytes").asInt()).isZero();
        assertThat(image.at("/layers/2/hidesBytes").asInt()).isEqualTo(420);
    }

    @Test
    void aDeletedAndRecreatedFileIsRemovedAndNotDuplicated() {
        var image = scan(
                "made-again",
                new RawTar().file("f", x(10)),
                new RawTar().whiteout("f"),
                new RawTar().file("f", x(7)),
                new RawTar().file("f", x(5)));
        assertThat(hidden(image)).containsExactly("/f 10 0-1 removed whiteout", "/f 7 2-3 duplicated content");
    }

    @Test
    void aWhiteoutActsOnTheLayersBelowAlone() {
        var image = scan(
                "below",
                new RawTar().file("f", x(10)).file("d/old", x(20)),
                new RawTar().file("f", x(3)).whiteout("f").file("d/new", x(4)).opaque("d"));
        assertThat(image.at("/totals/visibleBytes").asInt()).isEqualTo(7);
        assertThat(hidden(image)).hasSize(2).allMatch(line -> line.contains(" 0-1 "));
    }

    @Test
    void aCopyStaysVisibleWhileOneOfItsNamesIsThere() {
        var image = scan(
                "names",
                new RawTar().file("a", x(10)).hardlink("b", "a"),
                new RawTar().whiteout("a").hardlink("c", "b"),
                new RawTar().whiteout("b"));
        assertThat(image.at("/totals/shippedBytes").asInt()).isEqualTo(10);
        assertThat(hidden(image)).isEmpty();
        var gone = scan(
                "names-gone",
                new RawTar().file("a", x(10)).hardlink("b", "a"),
                new RawTar().whiteout("a").hardlink("c", "b"),
                new RawTar().whiteout("b"),
                new RawTar().whiteout("c"));
        assertThat(hidden(gone)).containsExactly("/a 10 0-3 removed whiteout");
    }

    @Test
    void aNameTwiceInALayerIsHiddenByThatSameLayer() {
        var image = scan("twice", new RawTar().file("f", x(10)).file("f", x(3)));
        assertThat(hidden(image)).containsExactly("/f 10 0-0 duplicated content");
        assertThat(image.path("warnings").toString()).contains("layer 0", "more than once", "/f");
    }

    @Test
    void sparseFilesCountWithTheirRealSize() {
        var image = scan(
                "sparse",
                new RawTar()
                        .pax(
                                "GNU.sparse.major", "1",
                                "GNU.sparse.minor", "0",
                                "GNU.sparse.name", "sparse",
                                "GNU.sparse.realsize", "1000000")
                        .member(h -> h.name("GNUSparseFile.0/sparse"), map("1\n999996\n4\n", "data")),
                new RawTar().whiteout("sparse"));
        assertThat(hidden(image)).containsExactly("/sparse 1000000 0-1 removed whiteout");
    }

    private static byte[] map(String map, String data) {
        return (map + "\0".repeat(512 - map.length()) + data).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void aDigestChoosesTheManifestWhateverTheTagSaysNow() {
        var before = TestImage.of(new RawTar().file("f", x(10)));
        registry.push("moved", "1", before);
        String name = registry.push("moved", "1", TestImage.of(new RawTar().file("f", x(3))));
        for (String reference : List.of(registry.host() + "/moved", name)) {
            var result = Tare.at(folder).run("scan", "--format=json", reference + "@" + before.digest());
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.image().path("digest").asText())
                    .isEqualTo(before.digest().toString());
            assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(10);
        }
    }
}
