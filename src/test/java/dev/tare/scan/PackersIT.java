package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Seed;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that umoci and GNU tar packed, in all their forms: what tare takes for visible is what these programs unpack. */
class PackersIT {

    @TempDir
    Path folder;

    private int sizes = 100;

    private Path layout() {
        return folder.resolve("layout");
    }

    /** Content of a size that no other file has. */
    private String fresh() {
        return "x".repeat(sizes++);
    }

    /** The report of the built program. */
    private JsonNode scanned(String name) {
        var result = Tare.at(folder).run("scan", "--format=json", name);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.image();
    }

    private JsonNode assertSeenAsUnpacked(String tag) throws IOException, InterruptedException {
        return assertSeen(tag, VisibleFiles.unpacked(folder, layout(), tag));
    }

    private JsonNode assertSeen(String tag, VisibleFiles expected) throws IOException, InterruptedException {
        assertThat(expected.sizes()).isNotEmpty();
        var counted = VisibleFiles.counted(layout(), tag);
        assertThat(counted.sizes()).isEqualTo(expected.sizes());
        assertThat(counted.bytes()).isEqualTo(expected.bytes());
        JsonNode image = scanned("oci:" + layout() + ":" + tag);
        assertThat(image.at("/totals/visibleBytes").asLong()).isEqualTo(expected.bytes());
        return image;
    }

    private void assertLayersSeenAsUnpacked(RawTar... layers) throws IOException, InterruptedException {
        TestImage.of(layers).writeLayout(layout(), "raw");
        assertSeenAsUnpacked("raw");
    }

    private RawTar base() {
        return new RawTar()
                .directory("etc")
                .file("etc/passwd", fresh())
                .file("etc/shadow", fresh())
                .directory("usr")
                .directory("usr/bin")
                .file("usr/bin/tool", fresh())
                .hardlink("usr/bin/other", "usr/bin/tool")
                .directory("usr/share")
                .directory("usr/share/doc")
                .file("usr/share/doc/one", fresh())
                .file("usr/share/doc/two", fresh())
                .symlink("bin", "usr/bin")
                .symlink("absolute", "/usr/share");
    }

    @Test
    void hardlinksWithinAndAcrossLayers() throws IOException, InterruptedException {
        assertLayersSeenAsUnpacked(
                base().end(),
                new RawTar()
                        .hardlink("etc/across", "usr/bin/tool")
                        .file("etc/own", fresh())
                        .hardlink("etc/own-too", "etc/own")
                        .end(),
                new RawTar().whiteout("usr/bin/tool").whiteout("etc/own").end(),
                new RawTar().file("usr/bin/other", fresh()).end());
    }

    @Test
    void parentsThatAreSymbolicLinks() throws IOException, InterruptedException {
        assertLayersSeenAsUnpacked(
                base().end(),
                new RawTar()
                        .file("bin/tool", fresh())
                        .file("bin/new", fresh())
                        .file("absolute/doc/three", fresh())
                        .end(),
                new RawTar().whiteout("bin/other").whiteout("absolute/doc/one").end());
    }

    @Test
    void namesThatAreNoUtf8AndNamesWithLineEnds() throws IOException, InterruptedException {
        byte[] odd = {'o', 'd', 'd', (byte) 0xff, (byte) 0xe4, '\n', 0x1b};
        byte[] inside = {'o', 'd', 'd', (byte) 0xfe, '/', '\\', 'x', 'f', 'e'};
        assertLayersSeenAsUnpacked(
                new RawTar()
                        .member(h -> h.field(0, 100, odd), fresh().getBytes(StandardCharsets.UTF_8))
                        .member(h -> h.field(0, 100, inside), fresh().getBytes(StandardCharsets.UTF_8))
                        .end(),
                new RawTar()
                        .member(h -> h.field(0, 100, odd), fresh().getBytes(StandardCharsets.UTF_8))
                        .end());
    }

    @Test
    void layersThatEndWithOneBlockOrNone() throws IOException, InterruptedException {
        assertLayersSeenAsUnpacked(
                base(), new RawTar().file("etc/passwd", fresh()).raw(new byte[512]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=v7",
                "--format=oldgnu --sparse",
                "--format=gnu --sparse",
                "--format=ustar",
                "--format=posix",
                "--format=posix --sparse --sparse-version=0.0",
                "--format=posix --sparse --sparse-version=0.1",
                "--format=posix --sparse --sparse-version=1.0"
            })
    void layersThatGnuTarWroteAndUmociAdded(String format) throws IOException, InterruptedException {
        // GNU tar is the oracle here, since umoci cannot unpack GNU's old sparse files
        Tool.run(folder, "sh", "-ec", """
                umoci init --layout layout
                umoci new --image layout:tar
                mkdir -p one/dir two/dir expected
                printf content > one/dir/file
                ln one/dir/file one/dir/again
                ln -s dir one/link
                printf gone > one/gone
                truncate -s 3M one/sparse
                for at in 0 900 1800 2700; do
                  printf data | dd of=one/sparse bs=1k seek=$at conv=notrunc status=none
                done
                printf other > two/dir/file
                : > two/.wh.gone
                tar cf one.tar %1$s -C one .
                tar cf two.tar %1$s -C two .
                umoci raw add-layer --image layout:tar one.tar
                umoci raw add-layer --image layout:tar two.tar
                tar xf one.tar -C expected
                rm expected/gone
                tar xf two.tar -C expected --exclude=.wh.gone
                """.formatted(format));
        var totals = assertSeen("tar", VisibleFiles.onDisk(folder.resolve("expected")))
                .path("totals");
        // dir/file was replaced, but its content has another name still
        assertThat(totals.path("wastedBytes").asLong()).isEqualTo("gone".length());
        assertThat(totals.path("shippedBytes").asLong()).isEqualTo((3 << 20) + 7 + 4 + 5);
    }

    @Test
    void whatUmociInserts() throws IOException, InterruptedException {
        Tool.run(folder, "sh", "-ec", """
                umoci init --layout layout
                umoci new --image layout:inserted
                mkdir -p tree/sub other
                printf 1 > tree/a; printf 22 > tree/sub/b; printf 333 > other/c
                umoci insert --image layout:inserted tree /data
                umoci insert --image layout:inserted --opaque other /data/sub
                umoci insert --image layout:inserted --whiteout /data/a
                """);
        JsonNode image = assertSeenAsUnpacked("inserted");
        assertThat(image.path("findings")
                        .valueStream()
                        .map(f -> f.path("path").asText()
                                + " " + f.at("/copies/0/reason").asText() + " "
                                + f.at("/copies/0/hiddenBy").asInt()))
                .containsExactly("/data/sub/b opaque 1", "/data/a whiteout 2");
    }

    /** Changes to a real tree, packed by umoci after each few of them: the tree itself is what must be seen. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomChangesThatUmociPacked(long seed) throws IOException, InterruptedException {
        var random = Seed.random(seed);
        Tool.run(folder, "sh", "-ec", """
                umoci init --layout layout
                umoci new --image layout:random
                umoci unpack --image layout:random bundle
                """);
        var script = new StringBuilder("cd rootfs\n");
        for (int layer = 0; layer < 6; layer++) {
            for (int i = 0; i < 25; i++) {
                script.append(change(random)).append('\n');
            }
            Path file = Files.writeString(folder.resolve("changes"), script.toString());
            Tool.run(folder.resolve("bundle"), "sh", file.toString());
            Tool.run(folder, "umoci", "repack", "--refresh-bundle", "--image", "layout:random", "bundle");
            script = new StringBuilder("cd rootfs\n");
        }
        var tree = VisibleFiles.onDisk(folder.resolve("bundle/rootfs"));
        assertThat(VisibleFiles.unpacked(folder, layout(), "random"))
                .as("what umoci packed and unpacks, seed %d", seed)
                .isEqualTo(tree);
        assertThat(VisibleFiles.counted(layout(), "random")).as("seed %d", seed).isEqualTo(tree);
        var totals = scanned("oci:" + layout() + ":random").path("totals");
        assertThat(totals.path("layers").asInt()).as("seed %d", seed).isEqualTo(6);
        assertThat(totals.path("visibleBytes").asLong()).as("seed %d", seed).isEqualTo(tree.bytes());
        assertThat(totals.path("wastedBytes").asLong()).as("seed %d", seed).isPositive();
    }

    private String change(Random random) {
        String path = path(random);
        return switch (random.nextInt(8)) {
            case 0, 1, 2 ->
                "mkdir -p $(dirname %1$s) 2>/dev/null && [ ! -d %1$s ] && truncate -s %2$d %1$s || :"
                        .formatted(path, sizes++);
            case 3 -> "rm -rf %1$s; mkdir -p %1$s 2>/dev/null && truncate -s %2$d %1$s/f || :".formatted(path, sizes++);
            case 4 -> "rm -rf %s".formatted(path);
            case 5 ->
                "[ -f %1$s ] && mkdir -p $(dirname %2$s) 2>/dev/null && ln -f %1$s %2$s || :"
                        .formatted(path, path(random));
            case 6 -> "[ -e %1$s ] && chmod %2$d %1$s || :".formatted(path, 700 + random.nextInt(8));
            default -> "rm -rf %1$s; ln -s nowhere %1$s 2>/dev/null || :".formatted(path);
        };
    }

    private static String path(Random random) {
        var path = new ArrayList<String>();
        for (int depth = 1 + random.nextInt(4); depth > 0; depth--) {
            path.add(String.valueOf((char) ('a' + random.nextInt(4))));
        }
        return String.join("/", path);
    }
}
