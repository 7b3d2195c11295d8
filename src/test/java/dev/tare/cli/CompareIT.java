package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare}: two images side by side, from wherever they come. */
class CompareIT {

    private static final RawTar BASE =
            new RawTar().directory("bin").file("bin/sh", "x".repeat(5000)).file("etc/conf", "one");
    private static final RawTar APP =
            new RawTar().file("opt/app/a", "y".repeat(300)).file("opt/app/b", "z".repeat(20));

    @TempDir
    static Path folder;

    private static String main;
    private static String pr;

    @BeforeAll
    static void keep() {
        Path layout = folder.resolve("images");
        TestImage.of(BASE, APP).writeLayout(layout, "main");
        pull().writeLayout(layout, "pr");
        main = "oci:" + layout + ":main";
        pr = "oci:" + layout + ":pr";
    }

    private static TestImage pull() {
        return TestImage.of(
                BASE, new RawTar().file("etc/conf", "three").whiteout("bin"), new RawTar().file("new", "1"));
    }

    private static Tare.Result run(String... arguments) {
        var result = Tare.at(folder).run(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    private static JsonNode compare(String before, String after) {
        return run("compare", "--format=json", before, after).json("compare");
    }

    private static List<String> texts(JsonNode array, String field) {
        return array.valueStream().map(item -> item.path(field).asText()).toList();
    }

    @Test
    void aTableTellsOfLayersFiguresAndFiles() {
        var table =
                Tare.at(folder).with("COLUMNS", "80").run("compare", main, pr).out();

        assertThat(table.lines())
                .contains(
                        "before  " + main,
                        "shipped        5.3 kB     5.0 kB   -314 B (-5.9 %)",
                        "wasted            0 B     5.0 kB   +5.0 kB",
                        "files               4          2   -2",
                        "names: 1 added (1 B), 6 removed (5.3 kB), 1 changed (3 B→5 B)",
                        "   -5.0 kB     5.0 kB          -  removed            /bin/ (1 file)",
                        "    -320 B      320 B          -  removed            /opt/ (2 files)",
                        "      +2 B        3 B        5 B  content            /etc/conf",
                        "      +1 B          -        1 B  added              /new")
                .anyMatch(line -> line.startsWith("     0      0 ") && line.endsWith("  shared    RUN step 0"))
                .anyMatch(line -> line.startsWith("     1      - ") && line.endsWith("            RUN step 1"))
                .anyMatch(line -> line.startsWith("     -      2 ") && line.endsWith("            RUN step 2"))
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
        assertThat(run("compare", "--top=1", main, pr).out())
                .contains("/bin/", "and 3 more")
                .doesNotContain("/new");
    }

    @Test
    void jsonHasBothImagesTheirLayersAndEveryName() {
        var json = compare(main, pr);

        assertThat(texts(json.at("/before/layers"), "presence")).containsExactly("shared", "alone");
        assertThat(texts(json.at("/after/layers"), "presence")).containsExactly("shared", "alone", "alone");
        assertThat(json.at("/blobs/shared/compressedBytes").asLong())
                .isEqualTo(json.at("/before/layers/0/compressedBytes").asLong());
        assertThat(json.at("/blobs/onlyAfter/compressedBytes").asLong())
                .isEqualTo(json.at("/after/layers/1/compressedBytes").asLong()
                        + json.at("/after/layers/2/compressedBytes").asLong());
        assertThat(texts(json.path("changes"), "path"))
                .containsExactly(
                        "/bin/sh", "/opt/app/a", "/opt/app/b", "/etc/conf", "/new", "/bin", "/opt", "/opt/app");
        assertThat(json.at("/difference/wastedBytes").asLong()).isEqualTo(5003);
        assertThat(json.at("/after/digest").asText()).isEqualTo(pull().digest().toString());
        assertThat(run("compare", "--format=json", "--top=2", main, pr)
                        .json("compare")
                        .path("changes"))
                .hasSize(2);
    }

    @Test
    void anImageDiffersInNothingFromItself() {
        var json = compare(main, main);

        assertThat(json.path("changes")).isEmpty();
        assertThat(texts(json.at("/after/layers"), "presence")).containsOnly("shared");
        assertThat(json.at("/blobs/onlyAfter/count").asInt()).isZero();
        assertThat(run("compare", main, main).out())
                .contains("both are the same image", "pulls nothing", "no file or directory differs");
    }

    @Test
    void imagesWithoutCommonLayersAreCompared() {
        Path layout = TestImage.of(
                        new RawTar().file("etc/conf", "one").file("else", "1234"), new RawTar().whiteout("else"))
                .writeLayout(folder.resolve("other"), "1");
        var json = compare(main, "oci:" + layout);

        assertThat(json.at("/blobs/shared/count").asInt()).isZero();
        assertThat(texts(json.path("changes"), "change")).containsOnly("removed");
        assertThat(texts(json.path("changes"), "path"))
                .doesNotContain("/etc/conf", "/else")
                .contains("/bin/sh");
    }

    @Test
    void aLayerThatWasOnlyRepackedIsFound() {
        var packed = TestImage.of(BASE);
        packed.layer("application/vnd.oci.image.layer.v1.tar", APP.bytes(), Digest.sha256(APP.bytes()), "COPY app");
        Path layout = packed.writeLayout(folder.resolve("repacked"), "1");
        var json = compare(main, "oci:" + layout);

        assertThat(texts(json.at("/after/layers"), "presence")).containsExactly("shared", "repacked");
        assertThat(texts(json.at("/before/layers"), "presence")).containsExactly("shared", "repacked");
        assertThat(json.at("/blobs/repacked/compressedBytes").asLong()).isEqualTo(APP.bytes().length);
        assertThat(json.path("changes")).isEmpty();
        assertThat(run("compare", main, "oci:" + layout).out()).contains("of these, 1 layer (2.0 kB) is only repacked");
    }

    @Test
    void differentPlatformsAreNamed() {
        Path layout = TestImage.of(BASE, APP)
                .config(config -> config.put("architecture", "riscv64"))
                .writeLayout(folder.resolve("riscv"), "1");

        assertThat(run("compare", main, "oci:" + layout).out())
                .contains("warning: the images are for different platforms");
        assertThat(run("compare", "--format=markdown", main, "oci:" + layout).out())
                .contains("The images are for different platforms: `linux/amd64` and `linux/riscv64`.");
        assertThat(run("compare", main, pr).out()).doesNotContain("platforms");
    }

    @Test
    void aCommentOnAPullRequestGoesToAFile() throws IOException {
        Path comment = folder.resolve("comment.md");

        assertThat(run("compare", "--format=markdown", "--output=" + comment, main, pr)
                        .out())
                .isEmpty();
        assertThat(comment)
                .content()
                .startsWith(
                        "### **`images:pr`** ships 314 B less than **`images:main`** (-5.9 %), wastes 5.0 kB more\n")
                .contains("| -5.0 kB | 5.0 kB | - | removed | `/bin/` (1 file) |");
    }

    @Test
    void aRegistryIsAskedOnceForALayerOfBothImages() {
        var one = TestImage.of(BASE, APP);
        var other = pull();
        try (var server = RawServer.start((request, out) ->
                RawServer.serving(request.path().contains("/pr/") ? other : one).answer(request, out))) {
            String before = server.host() + "/main/app:1";
            String after = server.host() + "/pr/app:1";
            for (var arguments : List.of(
                    new String[] {"compare", "--plain-http", "--no-cache", before, after},
                    new String[] {"scan", "--plain-http", "--no-cache", before, after})) {
                int already = server.requests().size();
                run(arguments);
                var asked = server.requests().subList(already, server.requests().size()).stream()
                        .map(RawServer.Request::path)
                        .filter(path -> path.contains("/blobs/"))
                        .map(path -> path.substring(path.lastIndexOf('/') + 1))
                        .toList();
                var layers = new TreeSet<String>();
                List.of(one, other).forEach(image -> image.layers().forEach(digest -> layers.add(digest.toString())));
                assertThat(layers).hasSize(4);
                assertThat(asked).as(arguments[0]).doesNotHaveDuplicates().containsAll(layers);
            }
        }
    }

    @Test
    void anImageOfARegistryIsComparedWithOneOnStandardInput() throws IOException {
        Path archive = folder.resolve("pr.tar");
        Tool.run(folder, "skopeo", "copy", "-q", "--insecure-policy", pr, "docker-archive:" + archive + ":app:pr");
        try (var registry = Registry.open(folder.resolve("registry"))) {
            String pushed = registry.push("app", "main", TestImage.of(BASE, APP));
            var result =
                    Tare.at(folder).stdin(Files.readAllBytes(archive)).run("compare", "--format=json", pushed, "-");
            assertThat(result.err()).isEmpty();
            var json = result.json("compare");
            assertThat(json.path("changes")).isEqualTo(compare(main, pr).path("changes"));
            assertThat(texts(json.at("/after/layers"), "presence")).containsExactly("repacked", "alone", "alone");
        }
    }

    @Test
    void whatCannotBeComparedHasItsExitCode() {
        var missing = Tare.at(folder).run("compare", main, "oci:" + folder + "/none");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.out()).isEmpty();
        assertThat(missing.err()).startsWith("tare: oci:" + folder + "/none: ").doesNotContain("Exception");
        record Case(String said, String... arguments) {}
        for (var it : List.of(
                new Case("B is missing: tare compare [OPTIONS] A B", "compare", main),
                new Case("standard input can be read once only", "compare", "-", "-"),
                new Case("xml is none of table, json, markdown, html", "compare", "--format=xml", main, pr),
                new Case("markdown is none of table, json", "diff", "--format=markdown", main),
                new Case("--top: -1 is below 0", "compare", "--top=-1", main, pr))) {
            var result = Tare.at(folder).run(it.arguments());
            assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains(it.said()).doesNotContain("Exception");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void aForeignLayerThatNobodyHoldsMakesTheComparisonIncomplete() {
        var image = TestImage.of(BASE);
        image.layerNamed("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Digest.sha256(new byte[] {1}), 9);
        Path layout = image.writeLayout(folder.resolve("foreign"), "1");
        var result = Tare.at(folder).run("compare", "--format=json", main, "oci:" + layout);

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("the report is incomplete: layer 1 was not scanned");
        assertThat(result.json("compare").at("/after/layers/1/scanned").asBoolean(true))
                .isFalse();
    }

    /** What find(1) and sha256sum(1) see in what umoci unpacked. */
    @Test
    void theFilesAreThoseThatUmociUnpacks() throws IOException {
        Path work = Files.createDirectories(folder.resolve("oracle"));
        TestImage.of(
                        new RawTar()
                                .directory("./")
                                .directory("bin")
                                .file("bin/a", "a".repeat(100), h -> h.mode(0755))
                                .file("bin/b", "b".repeat(200))
                                .hardlink("bin/c", "bin/b")
                                .directory("etc")
                                .file("etc/same", "same")
                                .file("etc/mode", "mode")
                                .file("etc/owner", "owner")
                                .file("etc/content", "old")
                                .symlink("etc/link", "same")
                                .symlink("etc/moved", "same")
                                .directory("gone/deep")
                                .file("gone/deep/f", "x".repeat(50))
                                .directory("kind")
                                .file("kind/x", "1")
                                .file("turned", "2")
                                .file("name with ü and |", "3"),
                        new RawTar().file("bin/d", "d".repeat(10)))
                .writeLayout(work.resolve("layout"), "before");
        Tool.run(work, "umoci", "unpack", "--image", "layout:before", "one");
        Tool.run(work, "umoci", "unpack", "--image", "layout:before", "two");
        Tool.run(work.resolve("two/rootfs"), "sh", "-ec", """
                rm -r gone kind bin/c
                echo kind > kind
                rm turned; mkdir -p turned/deep; echo f > turned/deep/f; ln turned/deep/f turned/g
                chmod 4711 etc/mode; chown 12:34 etc/owner; echo new > etc/content
                ln -sfn mode etc/moved; touch -d 2001-01-01 etc/same; mkdir -m 1777 tmp
                """);
        Tool.run(work, "umoci", "repack", "--image", "layout:after", "two");
        Tool.run(work, "umoci", "unpack", "--image", "layout:after", "three");

        var json = compare("oci:" + work + "/layout:before", "oci:" + work + "/layout:after");

        var found = new TreeMap<String, Set<String>>();
        for (var change : json.path("changes")) {
            var what = new TreeSet<String>();
            change.path("changed").forEach(aspect -> what.add(aspect.asText()));
            what.remove("mtime"); // of directories umoci keeps it when it likes
            what.addAll(
                    change.path("change").asText().equals("changed")
                            ? Set.of()
                            : Set.of(change.path("change").asText()));
            if (!what.isEmpty()) {
                found.put(change.path("path").asText(), what);
            }
        }
        assertThat(found)
                .isEqualTo(differences(onDisk(work.resolve("one/rootfs")), onDisk(work.resolve("three/rootfs"))));
        assertThat(found).hasSizeGreaterThan(12).containsEntry("/etc/mode", Set.of("mode"));
        assertThat(json.at("/difference/visibleBytes").asLong())
                .isEqualTo(bytes(work.resolve("three/rootfs")) - bytes(work.resolve("one/rootfs")));
        assertThat(json.at("/before/layers/0/presence").asText()).isEqualTo("shared");
        assertThat(json.at("/names/mtimeOnly").asInt()).isPositive();
    }

    /** By path: kind, mode, owner, target and hash. */
    private static Map<String, List<String>> onDisk(Path root) {
        String listed = Tool.run(root, "sh", "-ec", """
                find . -printf '/%P\\t%y\\t%m\\t%U:%G\\t%l\\t' -a \\( -type f -exec sha256sum -- {} \\; -o -printf '-\\n' \\)
                """);
        var entries = new TreeMap<String, List<String>>();
        listed.lines().forEach(line -> {
            var fields = List.of(line.split("\t", -1));
            boolean link = fields.get(1).equals("l"); // whose mode says nothing on Linux
            entries.put(
                    fields.get(0),
                    List.of(
                            fields.get(1),
                            link ? "" : fields.get(2),
                            fields.get(3),
                            fields.get(4),
                            fields.get(5).split(" ", 2)[0]));
        });
        return entries;
    }

    private static long bytes(Path root) {
        return Tool.run(root, "find", ".", "-type", "f", "-printf", "%i %s\\n")
                .lines()
                .distinct()
                .mapToLong(line -> Long.parseLong(line.split(" ", 2)[1]))
                .sum();
    }

    private static Map<String, Set<String>> differences(
            Map<String, List<String>> before, Map<String, List<String>> after) {
        var aspects = List.of("type", "mode", "owner", "target", "content");
        var found = new TreeMap<String, Set<String>>();
        var all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        for (String path : all) {
            var was = before.get(path);
            var is = after.get(path);
            if (was == null || is == null) {
                found.put(path, Set.of(was == null ? "added" : "removed"));
            } else if (!was.get(0).equals(is.get(0))) {
                found.put(path, Set.of("type"));
            } else {
                var what = new TreeSet<String>();
                for (int i = 1; i < aspects.size(); i++) {
                    if (!was.get(i).equals(is.get(i))) {
                        what.add(aspects.get(i));
                    }
                }
                if (!what.isEmpty()) {
                    found.put(path, what);
                }
            }
        }
        return found;
    }

    @Test
    void tooLittleMemoryIsNotReportedAsABrokenRule() throws IOException {
        var tar = new RawTar();
        for (int i = 0; i < 200_000; i++) {
            tar.file("directory-%d/file-%d".formatted(i % 1_000, i), "");
        }
        String many = "oci:" + TestImage.of(tar).writeLayout(folder.resolve("many"), "1");
        var result = Tare.at(folder).heap("48m").run("ls", "-r", many);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains("not enough memory").doesNotContain("Exception");
    }
}
