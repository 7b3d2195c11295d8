package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code layers}, {@code diff} and {@code ls}: what leads from a number to a line of a Dockerfile. */
class ExplainIT {

    private static final String MIB = "x".repeat(1 << 20);

    @TempDir
    static Path folder;

    private static String worked;

    private static RawTar data(int mode) {
        return new RawTar().directory("data", header -> header.mode(mode).type('5'));
    }

    @BeforeAll
    static void keep() {
        var image = TestImage.of(
                new RawTar().directory("bin").file("bin/sh", "busybox"),
                data(0755),
                data(0755).file("data/one", MIB),
                data(0777).file("data/one", MIB, header -> header.mode(0777)),
                data(0777).file("data/two", MIB),
                data(0777)
                        .file("data/one", MIB, header -> header.mode(0777))
                        .file("data/two", MIB, header -> header.mode(0777)),
                data(0777).whiteout("data/one"));
        image.config(config -> {
            config.withArray("/history")
                    .insertObject(1)
                    .put("created_by", "/bin/sh -c #(nop)  CMD [\"sh\"]")
                    .put("empty_layer", true);
            config.withArray("/history").addObject().put("created_by", "CMD ls").put("empty_layer", true);
        });
        worked = "oci:" + image.writeLayout(folder.resolve("worked"), "1");
        var kinds = TestImage.of(
                new RawTar()
                        .directory("etc")
                        .file("etc/conf", "one")
                        .file("etc/owned", "same")
                        .symlink("etc/link", "conf")
                        .directory("lib")
                        .file("lib/a", "12345")
                        .directory("lib/sub")
                        .file("lib/sub/b", "123")
                        .file("swap", "s"),
                new RawTar()
                        .file("etc/conf", "two!")
                        .file("etc/owned", "same", header -> header.owner(7, 8))
                        .symlink("etc/link", "owned")
                        .whiteout("lib")
                        .directory("swap")
                        .file("swap/f", "f")
                        .hardlink("etc/second", "etc/conf")
                        .file("implied/g", "g"));
        ExplainIT.kinds = "oci:" + kinds.writeLayout(folder.resolve("kinds"), "1");
    }

    private static String kinds;

    private static Tare.Result run(String... arguments) {
        var result = Tare.at(folder).run(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    @Test
    void theWorkedExampleReadsAsDockerDiffTellsIt() {
        assertThat(run("diff", worked).out().lines())
                .containsExactly(
                        "layer 0  RUN step 0",
                        "A /bin",
                        "A /bin/sh",
                        "layer 1  RUN step 1",
                        "A /data",
                        "layer 2  RUN step 2",
                        "C /data",
                        "A /data/one",
                        "layer 3  RUN step 3",
                        "C /data",
                        "C /data/one",
                        "layer 4  RUN step 4",
                        "C /data",
                        "A /data/two",
                        "layer 5  RUN step 5",
                        "C /data",
                        "C /data/one",
                        "C /data/two",
                        "layer 6  RUN step 6",
                        "C /data",
                        "D /data/one");
    }

    @Test
    void aLongDiffSaysWhatChangedAndHowLargeItIs() {
        assertThat(run("diff", "--long", "--layer=1", kinds).out().lines())
                .containsExactly(
                        "layer 1  RUN step 1",
                        "C       0 B /etc  (what is in it)",
                        "C       4 B /etc/conf  (content)",
                        "C       0 B /etc/link  (target conf→owned)",
                        "C       4 B /etc/owned  (owner 0:0→7:8)",
                        "A       4 B /etc/second",
                        "A       0 B /implied",
                        "A       1 B /implied/g",
                        "D       8 B /lib",
                        "C       0 B /swap  (type file→directory)",
                        "A       1 B /swap/f");
        assertThat(run("diff", "--long", "--layer=3", worked).out()).contains("/data/one  (mode 0644→0777)");
    }

    @Test
    void aDiffIsNarrowedByLayerLetterAndPath() {
        assertThat(run("diff", "--only=D", worked).out().lines().filter(line -> !line.startsWith("layer")))
                .containsExactly("D /data/one");
        assertThat(run("diff", "--only=A,D", worked, "/data/*").out().lines().filter(line -> !line.startsWith("layer")))
                .containsExactly("A /data/one", "A /data/two", "D /data/one");
        assertThat(run("diff", "--only=D", worked).out().lines())
                .startsWith("layer 6  RUN step 6")
                .hasSize(2);
        String digest = run("layers", "--format=json", worked)
                .json("layers")
                .at("/history/7/digest")
                .asText();
        assertThat(run("diff", "--layer", digest, worked).out())
                .startsWith("layer 6")
                .contains("D /data/one");
        assertThat(run("diff", kinds, "**/sub/*", "conf").out().lines().filter(line -> !line.startsWith("layer")))
                .containsExactly("A /etc/conf", "A /lib/sub/b", "C /etc/conf");
    }

    /** An expression that goes back and tries again takes longer than anybody waits. */
    @Test
    void aPatternOfManyDirectoriesIsMatchedInAnInstant() {
        String deep = "oci:"
                + TestImage.of(new RawTar().file("a/b/".repeat(1_000) + "a", "1"))
                        .writeLayout(folder.resolve("deep"), "1");
        var none = Tare.at(folder).run("diff", deep, "/**/a/**/b/**/c");
        assertThat(none.exitCode()).isZero();
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("no layer of", "/**/a/**/b/**/c");
        // 1,001 of the 2,001 paths end in a; the first two have too few directories above them
        assertThat(run("diff", deep, "/**/a/**/b/**/a/**/b/**/a").out().lines()).hasSize(1 + 999);
    }

    @Test
    void aDiffInJsonHasBothSides() {
        JsonNode changes =
                run("diff", "--format=json", "--layer=1", kinds).json("diff").at("/layers/0/changes");
        JsonNode conf = changes.valueStream()
                .filter(change -> change.path("path").asText().equals("/etc/conf"))
                .findFirst()
                .orElseThrow();
        assertThat(conf.path("changed").toString()).isEqualTo("[\"content\"]");
        assertThat(conf.at("/before/size").asInt()).isEqualTo(3);
        assertThat(conf.at("/after/size").asInt()).isEqualTo(4);
        assertThat(conf.at("/before/layer").asInt()).isZero();
        assertThat(changes.valueStream()
                        .filter(change -> change.path("change").asText().equals("D"))
                        .map(c -> c.path("bytes").asInt()))
                .containsExactly(8);
    }

    @Test
    void theHistoryHasTheInstructionsThatMadeNoLayer() {
        JsonNode history = run("layers", "--format=json", worked).json("layers").path("history");
        assertThat(history).hasSize(9);
        assertThat(history.valueStream().map(item -> item.path("empty").asBoolean()))
                .containsExactly(false, true, false, false, false, false, false, false, true);
        assertThat(history.at("/1/createdBy").asText()).isEqualTo("CMD [\"sh\"]");
        assertThat(history.at("/6/hidesBytes").asInt()).isEqualTo(2 << 20);
        assertThat(history.at("/6/changed").asInt()).isEqualTo(2);
        assertThat(history.at("/7/removed").asInt()).isEqualTo(1);
        assertThat(run("layers", "--long", worked).out())
                .contains(
                        "  blob   " + history.at("/7/digest").asText(),
                        "  diff   " + history.at("/7/diffId").asText());
        var table = Tare.at(folder).with("COLUMNS", "80").run("layers", worked).out();
        assertThat(table).contains("    -  ", "CMD [\"sh\"]", "2.1 MB");
        assertThat(table.lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    }

    @Test
    void aLayerIsCalledByItsCommentWhereTheInstructionTellsNothing() {
        var image = TestImage.of(new RawTar().file("a", "1"), new RawTar().file("a", "2"), new RawTar().file("a", "3"));
        image.config(config -> {
            var history = config.withArray("/history");
            history.removeAll();
            history.addObject().put("comment", "store paths: ['/nix/store/" + "0".repeat(32) + "-glibc-2.38']");
            history.addObject().put("created_by", "jib-maven-plugin:3.4.4").put("comment", "dependencies");
            history.addObject().put("created_by", "bash").put("comment", "TOKEN=s3cret \u001b[31m");
        });
        String layout = "oci:" + image.writeLayout(folder.resolve("comments"), "1");
        var captions = List.of(
                "store paths: glibc-2.38", "dependencies (jib-maven-plugin:3.4.4)", "TOKEN=*** \\x1b[31m (bash)");
        var wide = Tare.at(folder).with("COLUMNS", "160");

        for (var command : List.of(
                new String[] {"scan", layout},
                new String[] {"layers", layout},
                new String[] {"diff", layout},
                new String[] {"trace", layout, "/a"},
                new String[] {"compare", layout, layout})) {
            assertThat(wide.run(command).out()).contains(captions).doesNotContain("s3cret", "(unknown)", "\u001b");
            var json = Stream.concat(Stream.of(command), Stream.of("--format=json"))
                    .toArray(String[]::new);
            String schema = command[0].equals("scan") ? "report" : command[0];
            assertThat(wide.run(json).json(schema).findValuesAsText("comment"))
                    .contains("dependencies", "TOKEN=*** \u001b[31m");
        }
        assertThat(wide.run("compare", "--format=markdown", layout, layout).out())
                .contains(captions);
    }

    @Test
    void aTreeIsListedWithTheLayerOfEachFile() {
        assertThat(run("ls", worked).out().lines()).containsExactly("/bin/", "/data/");
        assertThat(run("ls", worked, "/data").out().lines()).containsExactly("/data/two");
        assertThat(run("ls", "--layer=2", worked, "data/").out().lines()).containsExactly("/data/one");
        assertThat(run("ls", "-l", worked, "/data").out()).contains("-rwxrwxrwx", "1.0 MB", "  5  /data/two");
        assertThat(run("ls", "-l", kinds, "/etc/link").out()).contains("lrw-r--r--", "/etc/link -> owned");
        assertThat(run("ls", "-r", kinds).out().lines())
                .containsExactly(
                        "/etc/",
                        "/etc/conf",
                        "/etc/link",
                        "/etc/owned",
                        "/etc/second",
                        "/implied/",
                        "/implied/g",
                        "/swap/",
                        "/swap/f");
    }

    @Test
    void sumsCountAFileWithTwoNamesOnce() {
        assertThat(run("ls", "--size", kinds).out().lines())
                .containsExactly("      8 B  /etc/", "      1 B  /implied/", "      1 B  /swap/", "     10 B  in all");
        JsonNode entries =
                run("ls", "--size", "--format=json", kinds).json("ls").path("entries");
        assertThat(entries.valueStream().map(entry -> entry.path("sum").asInt()))
                .containsExactly(8, 1, 1);
        assertThat(entries.at("/1/node/layer").asInt()).as("nobody ships it").isEqualTo(-1);
    }

    @Test
    void anUnknownPathOrLayerIsWrongUsage() {
        record Case(String said, String... arguments) {}
        for (var it : List.of(
                new Case("there is no /nowhere", "ls", worked, "/nowhere"),
                new Case("there is no /data/one", "ls", worked, "/data/one"),
                new Case("has 0 to 6", "diff", "--layer=7", worked),
                new Case("--layer", "diff", "--layer=sha256:0000000000", worked),
                new Case("--only", "diff", "--only=X", worked),
                new Case("the pattern '/etc/[a' has a '[' that is never closed", "diff", "oci:/none", "/etc/[a"),
                new Case("the pattern '[z-a]' has a range that runs backwards", "trace", "oci:/none", "[z-a]"),
                new Case("--secret: the pattern 'a\\' ends in a backslash", "scan", "--secret=a\\=key", "oci:/none"))) {
            var result = Tare.at(folder).run(it.arguments());
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains(it.said()).doesNotContain("Exception");
            assertThat(result.out()).isEmpty();
        }
        assertThat(Tare.at(folder).run("ls", "oci:" + folder + "/none").exitCode())
                .isEqualTo(3);
    }
}
